using System.Runtime.InteropServices;
using System.Text;
using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Driver;

/// <summary>NVIDIA's management library, started. It stays for the life of the process.</summary>
public sealed unsafe class NvmlLibrary
{
    // nvmlReturn_t.
    internal const int Success = 0, NotSupported = 3, FunctionNotFound = 13, GpuIsLost = 15, GpuNotFound = 28;

    private const int TextBytes = 96;

    internal NvmlLibrary(Func<string, nint> exports, string path)
    {
        Api = new NvmlApi(exports);
        Path = path;
        int status = Api.Init();
        if (status != Success)
            throw new CudaUnavailableException(Invariant($"NVML ({path}) does not start: {Text(status)} ({status})"));
        byte* version = stackalloc byte[TextBytes];
        Check(Api.SystemGetDriverVersion(version, TextBytes), "nvmlSystemGetDriverVersion");
        DriverVersion = Marshal.PtrToStringUTF8((nint)version)!;
    }

    public string Path { get; }

    /// <summary>The driver's own version, such as 570.86.15.</summary>
    public string DriverVersion { get; }

    internal NvmlApi Api { get; }

    /// <summary>Loads and starts it.</summary>
    /// <param name="tried">Gets the places that were tried.</param>
    /// <exception cref="CudaUnavailableException">There is none, or it does not start.</exception>
    public static NvmlLibrary Load(ICollection<TriedLibrary> tried) => Load(LibraryPlaces.Here, tried);

    internal static NvmlLibrary Load(LibraryPlaces places, ICollection<TriedLibrary> tried) =>
        NativeLibraries.Load(NativeLibraries.Nvml, places, tried) is { } library
            ? new(NativeApi.Exports(library.Handle), library.Path)
            : throw new CudaUnavailableException($"NVIDIA's management library {NativeLibraries.Nvml.File} was not found ({NativeLibraries.Tell(tried)}): it comes with NVIDIA's driver");

    /// <summary>The GPU of a driver's device. Their numbers differ, so it is found by its place on the bus.</summary>
    /// <param name="pciBusId">As <see cref="CudaDeviceInfo.PciBusId"/>.</param>
    /// <exception cref="CudaException">It knows no such GPU.</exception>
    public NvmlDevice Device(string pciBusId)
    {
        nint device;
        int status;
        fixed (byte* id = Encoding.UTF8.GetBytes(pciBusId + '\0'))
            status = Api.DeviceGetHandleByPciBusId(id, &device);
        return status == Success ? new(this, device) : throw Error(status, $"nvmlDeviceGetHandleByPciBusId {pciBusId}");
    }

    /// <summary>All GPUs, in NVML's order, which need not be the driver's.</summary>
    public IReadOnlyList<NvmlDevice> Devices()
    {
        uint count;
        Check(Api.DeviceGetCount(&count), "nvmlDeviceGetCount");
        var devices = new NvmlDevice[count];
        for (uint i = 0; i < count; i++)
        {
            nint device;
            Check(Api.DeviceGetHandleByIndex(i, &device), "nvmlDeviceGetHandleByIndex");
            devices[i] = new(this, device);
        }

        return devices;
    }

    /// <summary>Why the driver lists no device, as far as this machine's NVML tells; null where it does not.</summary>
    internal static string? WhyNoDevice()
    {
        try
        {
            return Load([]).WhyNone();
        }
        catch (Exception e) when (e is CudaUnavailableException or CudaException)
        {
            // Another error is being told, to which this would only add.
            return null;
        }
    }

    internal string? WhyNone() =>
        Devices().FirstOrDefault(device => device.IsMig == true) is { } sliced
            ? $"{sliced.Name} is in MIG mode and gives this process no slice: make one (nvidia-smi mig -cgi ... -C) and name it in CUDA_VISIBLE_DEVICES, or turn MIG off"
            : null;

    internal void Check(int status, string call)
    {
        if (status != Success)
            throw Error(status, call);
    }

    internal string Describe(int status) => Invariant($"NVML ({status}): {Text(status)}");

    private CudaException Error(int status, string call) => new(call, status, "NVML", Text(status));

    private string Text(int status) => Marshal.PtrToStringUTF8((nint)Api.ErrorString(status)) ?? "no description";
}
