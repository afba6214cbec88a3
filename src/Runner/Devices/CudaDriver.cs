using System.Runtime.InteropServices;
using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>One device as the driver lists it; its place in the list is N of <c>cuda:N</c>.</summary>
internal sealed record CudaGpu(string Name, long MemoryBytes, int CapabilityMajor, int CapabilityMinor);

/// <summary>
/// What NVIDIA's driver library says about itself and its devices. Asking makes no context on any of them.
/// </summary>
internal sealed unsafe record CudaDriver
{
    private const int NameBytes = 256;

    // CUresult and CUdevice_attribute of cuda.h.
    private const int ErrorNoDevice = 100;
    private const int ComputeCapabilityMajor = 75;
    private const int ComputeCapabilityMinor = 76;

    /// <summary>Name under which the loader knows the library.</summary>
    public static string LibraryName { get; } = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>Highest CUDA version supported, 1000 x major + 10 x minor; null when the driver does not say.</summary>
    public int? Version { get; init; }

    /// <summary>Why no device can be used; null when there are devices.</summary>
    public string? Problem { get; init; }

    /// <summary>True when the problem is just that there is no device.</summary>
    public bool NoDevice { get; init; }

    public IReadOnlyList<CudaGpu> Gpus { get; init; } = [];

    /// <summary>Null when the loader has no such library. A driver stays loaded: it was not made to be unloaded.</summary>
    public static CudaDriver? Load(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library))
            return null;

        try
        {
            return Query(library);
        }
        catch (EntryPointNotFoundException e)
        {
            return new CudaDriver { Problem = $"it is no usable driver library: {e.Message}" };
        }
    }

    private static CudaDriver Query(nint library)
    {
        int version = 0, count = 0;
        var hasVersion = ((delegate* unmanaged<int*, int>)Export(library, "cuDriverGetVersion"))(&version) == 0;
        var driver = new CudaDriver { Version = hasVersion ? version : null };

        var error = ((delegate* unmanaged<uint, int>)Export(library, "cuInit"))(0);
        if (error == 0)
            error = ((delegate* unmanaged<int*, int>)Export(library, "cuDeviceGetCount"))(&count);
        if (error != 0)
        {
            var problem = Invariant($"CUDA error {error}, {Describe(library, error)}");
            return driver with { Problem = problem, NoDevice = error == ErrorNoDevice };
        }

        return count == 0
            ? driver with { Problem = "it lists no device", NoDevice = true }
            : driver with { Gpus = [.. Enumerable.Range(0, count).Select(ordinal => Device(library, ordinal))] };
    }

    private static CudaGpu Device(nint library, int ordinal)
    {
        int device = 0, major = 0, minor = 0;
        nuint bytes = 0;
        var name = stackalloc byte[NameBytes];
        name[0] = 0;
        var attribute = (delegate* unmanaged<int*, int, int, int>)Export(library, "cuDeviceGetAttribute");
        _ = ((delegate* unmanaged<int*, int, int>)Export(library, "cuDeviceGet"))(&device, ordinal);
        _ = ((delegate* unmanaged<byte*, int, int, int>)Export(library, "cuDeviceGetName"))(name, NameBytes, device);
        _ = ((delegate* unmanaged<nuint*, int, int>)Export(library, "cuDeviceTotalMem_v2"))(&bytes, device);
        _ = attribute(&major, ComputeCapabilityMajor, device);
        _ = attribute(&minor, ComputeCapabilityMinor, device);
        return new CudaGpu(Marshal.PtrToStringUTF8((nint)name) ?? "", (long)bytes, major, minor);
    }

    private static string Describe(nint library, int error)
    {
        byte* text = null;
        _ = ((delegate* unmanaged<int, byte**, int>)Export(library, "cuGetErrorString"))(error, &text);
        return Marshal.PtrToStringUTF8((nint)text) ?? "without a description";
    }

    private static nint Export(nint library, string function) => NativeLibrary.GetExport(library, function);
}
