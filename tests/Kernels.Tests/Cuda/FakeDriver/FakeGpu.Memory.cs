using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda.FakeDriver;

/// <summary>Memory and copies.</summary>
internal sealed unsafe partial class FakeGpu
{
    private const double BytesPerNanosecond = 50, StagedBytesPerNanosecond = 10;

    internal int Allocate(ulong* address, nuint bytes, bool onDevice)
    {
        if (bytes == 0)
            return CudaStatus.InvalidValue;
        *address = (ulong)Memory.Allocate((long)bytes, onDevice);
        return *address == 0 ? CudaStatus.OutOfMemory : CudaStatus.Success;
    }

    internal int Free(ulong address) => Memory.Release(address) ? CudaStatus.Success : CudaStatus.InvalidValue;

    internal int MemoryInfo(nuint* free, nuint* total)
    {
        (*free, *total) = ((nuint)Memory.Free, (nuint)Memory.Total);
        return CudaStatus.Success;
    }

    internal int DeviceAddress(ulong* address, void* host)
    {
        *address = (ulong)host;
        return Memory.Holds(*address, 1) ? CudaStatus.Success : CudaStatus.InvalidValue;
    }

    /// <summary>
    /// Copies; the side that is no memory of this driver is the caller's pageable memory, whose copies in a stream wait for what the
    /// stream has to do before.
    /// </summary>
    internal int Copy(ulong to, ulong from, nuint bytes, bool toDevice, bool fromDevice, nint stream, bool waits)
    {
        if (Stream(stream) is not { } queue)
            return 400;
        if ((toDevice && !Memory.Holds(to, (long)bytes)) || (fromDevice && !Memory.Holds(from, (long)bytes)))
            return CudaStatus.InvalidValue;
        bool isStaged = !waits && !Memory.Holds(toDevice ? from : to, (long)bytes);
        if ((waits || isStaged) && queue.Captured is not null)
            return 900;
        queue.Add(start =>
        {
            if (waits || !LosesCopies)
                Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
            return start + bytes / (isStaged ? StagedBytesPerNanosecond : BytesPerNanosecond);
        });
        return waits || isStaged ? Waited(queue.Drain()) : CudaStatus.Success;
    }

    internal int Set(ulong address, byte value, nuint bytes, nint stream)
    {
        if (Stream(stream) is not { } queue)
            return 400;
        if (!Memory.Holds(address, (long)bytes))
            return CudaStatus.InvalidValue;
        queue.Add(start =>
        {
            new Span<byte>((void*)address, checked((int)bytes)).Fill(value);
            isSwept |= (int)bytes >= Attributes[DeviceAttributeId.L2CacheSize];
            return start + bytes / BytesPerNanosecond;
        });
        return CudaStatus.Success;
    }
}
