using System.Globalization;
using System.Runtime.InteropServices;
using InferBench.Runner.Devices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Copies between the host and a CUDA device by NVIDIA's driver: the runtime's own call for that knows no device of the CUDA
/// provider's. All of it is on the default stream, which the provider's stream does not wait for: each copy ends before it returns.
/// </summary>
internal sealed unsafe class CudaCopies
{
    private readonly nint library;
    private readonly nint context;
    private readonly delegate* unmanaged<nint, int> setCurrent;
    private readonly delegate* unmanaged<nuint*, nuint*, int> memoryInfo;
    private readonly delegate* unmanaged<void*, void*, nuint, int> toDevice, toHost;
    private readonly delegate* unmanaged<void*, nuint, uint, nuint, nuint, int> setColumn;
    private readonly delegate* unmanaged<nint, int> synchronize;

    private CudaCopies(nint library, int ordinal)
    {
        this.library = library;
        setCurrent = (delegate* unmanaged<nint, int>)Export("cuCtxSetCurrent");
        memoryInfo = (delegate* unmanaged<nuint*, nuint*, int>)Export("cuMemGetInfo_v2");
        toDevice = (delegate* unmanaged<void*, void*, nuint, int>)Export("cuMemcpyHtoD_v2");
        toHost = (delegate* unmanaged<void*, void*, nuint, int>)Export("cuMemcpyDtoH_v2");
        setColumn = (delegate* unmanaged<void*, nuint, uint, nuint, nuint, int>)Export("cuMemsetD2D32_v2");
        synchronize = (delegate* unmanaged<nint, int>)Export("cuStreamSynchronize");
        int device;
        nint primary;
        Check(((delegate* unmanaged<uint, int>)Export("cuInit"))(0), "cuInit");
        Check(((delegate* unmanaged<int*, int, int>)Export("cuDeviceGet"))(&device, ordinal), "cuDeviceGet");
        // The runtime's, which is that of every library in this process; it stays for as long as the process does.
        Check(((delegate* unmanaged<nint*, int, int>)Export("cuDevicePrimaryCtxRetain"))(&primary, device), "cuDevicePrimaryCtxRetain");
        context = primary;
    }

    /// <summary>Null where there is no driver, or no such device.</summary>
    public static CudaCopies? Load(int ordinal)
    {
        if (!NativeLibrary.TryLoad(CudaDriver.LibraryName, out nint library))
            return null;
        try
        {
            return new(library, ordinal);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Bytes of the device that nobody has in use.</summary>
    public long FreeBytes
    {
        get
        {
            nuint free, total;
            Check(setCurrent(context), "cuCtxSetCurrent");
            Check(memoryInfo(&free, &total), "cuMemGetInfo");
            return (long)free;
        }
    }

    public void ToDevice(void* from, void* to, nuint bytes)
    {
        Check(setCurrent(context), "cuCtxSetCurrent");
        Check(toDevice(to, from, bytes), "cuMemcpyHtoD");
        // Of memory that is not pinned the driver may have taken no more than a copy.
        Check(synchronize(0), "cuStreamSynchronize");
    }

    public void ToHost(void* from, void* to, nuint bytes)
    {
        Check(setCurrent(context), "cuCtxSetCurrent");
        Check(toHost(to, from, bytes), "cuMemcpyDtoH");
    }

    /// <summary>Sets a number of 32 bits in each of several rows. Ends no later than the next copy to the device.</summary>
    /// <param name="first">The number in the first row.</param>
    /// <param name="pitch">Bytes from row to row.</param>
    /// <param name="value">What it becomes.</param>
    /// <param name="rows">How many rows there are.</param>
    public void SetColumn(void* first, nuint pitch, uint value, nuint rows)
    {
        Check(setCurrent(context), "cuCtxSetCurrent");
        Check(setColumn(first, pitch, value, 1, rows), "cuMemsetD2D32");
    }

    private static void Check(int status, string call)
    {
        if (status != 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{call} failed: CUDA error {status}"));
    }

    private nint Export(string name) => NativeLibrary.GetExport(library, name);
}
