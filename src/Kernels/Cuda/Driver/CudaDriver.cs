using System.Runtime.InteropServices;
using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Driver;

/// <summary>NVIDIA's driver library, started. It stays for the life of the process.</summary>
public sealed unsafe class CudaDriver
{
    private static readonly Lazy<CudaDriver> TheOne = new(() => Load([]));

    private readonly Func<string?> whyNone;

    /// <param name="exports">Address of an entry point by its exported name; 0 where there is none.</param>
    /// <param name="path">What it was loaded by.</param>
    /// <param name="whyNone">Asked where there is no device: says why, or null.</param>
    internal CudaDriver(Func<string, nint> exports, string path, Func<string?>? whyNone = null)
    {
        this.whyNone = whyNone ?? (static () => null);
        Api = new DriverApi(exports);
        Path = path;
        int version, count = 0;
        Version = Api.DriverGetVersion(&version) == CudaStatus.Success ? version : 0;
        int status = Api.Init(0);
        if (status == CudaStatus.Success)
            status = Api.DeviceGetCount(&count);
        if (status != CudaStatus.Success)
            throw new CudaUnavailableException($"the CUDA driver ({path}, CUDA {VersionText}) has no usable device: {Name(status)} ({status}): {Text(status)}{Why()}");
        Devices = [.. Enumerable.Range(0, count).Select(ordinal => new CudaDevice(this, ordinal))];
    }

    /// <summary>This machine's, loaded by the first to ask.</summary>
    /// <exception cref="CudaUnavailableException">There is none, or it has no usable device.</exception>
    public static CudaDriver Default => Substitute ?? TheOne.Value;

    /// <summary>Taken for this machine's while it is not null: tests have another.</summary>
    internal static CudaDriver? Substitute { get; set; }

    /// <summary>The path or name it was loaded by.</summary>
    public string Path { get; }

    /// <summary>The newest CUDA it knows, 12040 for 12.4: PTX and libraries of a later one do not run on it. 0 where it does not say.</summary>
    public int Version { get; }

    /// <summary>The same as people write it.</summary>
    public string VersionText => Version == 0 ? "unknown" : Invariant($"{Version / 1000}.{Version % 1000 / 10}");

    /// <summary>Its devices; the place in the list is N of <c>cuda:N</c>.</summary>
    public IReadOnlyList<CudaDevice> Devices { get; }

    internal DriverApi Api { get; }

    /// <summary>Loads and starts it.</summary>
    /// <param name="tried">Gets the places that were tried.</param>
    /// <inheritdoc cref="Default"/>
    public static CudaDriver Load(ICollection<TriedLibrary> tried) => Substitute is { } other ? other
        : NativeLibraries.Load(NativeLibraries.Driver, tried) is { } library
            ? new(NativeApi.Exports(library.Handle), library.Path, NvmlLibrary.WhyNoDevice)
            : throw new CudaUnavailableException(
                $"NVIDIA's driver library {NativeLibraries.Driver.File} was not found ({NativeLibraries.Tell(tried)}): install NVIDIA's driver, "
                + "or start the container with its GPUs (docker run --gpus all)");

    /// <summary>The device of <c>cuda:N</c>.</summary>
    /// <exception cref="CudaUnavailableException">There is no such device.</exception>
    public CudaDevice Device(int ordinal) =>
        ordinal >= 0 && ordinal < Devices.Count
            ? Devices[ordinal]
            : throw new CudaUnavailableException(Invariant($"cuda:{ordinal}: there is no such device; ")
                + (Devices.Count == 0 ? $"the driver lists none{Why()}" : Invariant($"the driver lists {Devices.Count}, cuda:0 to cuda:{Devices.Count - 1}")));

    /// <exception cref="CudaException">The status is not a success.</exception>
    internal void Check(int status, string call)
    {
        if (status != CudaStatus.Success)
            Throw(status, call);
    }

    internal CudaException Error(int status, string call, string? more = null) => new(call, status, Name(status), more is null ? Text(status) : $"{Text(status)}: {more}");

    private string Why() => whyNone() is { } reason ? $": {reason}" : "";

    private void Throw(int status, string call) => throw Error(status, call);

    private string Name(int status)
    {
        byte* text = null;
        return Api.GetErrorName(status, &text) == CudaStatus.Success ? Marshal.PtrToStringUTF8((nint)text)! : "an error it has no name for";
    }

    private string Text(int status)
    {
        byte* text = null;
        return Api.GetErrorString(status, &text) == CudaStatus.Success ? Marshal.PtrToStringUTF8((nint)text)! : "no description";
    }
}
