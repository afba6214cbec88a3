using System.Globalization;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Memory of the device that a session runs on: tensors there are neither copied when they are bound nor when a run ends.</summary>
internal sealed unsafe class DeviceMemory : IDisposable
{
    /// <summary>What the runtime calls the memory of CUDA devices.</summary>
    public const string Cuda = "Cuda";

    // WebGPU copies no less, and no fraction of it.
    private const int Granule = 16;

    private readonly OrtEnv env;
    private readonly OrtMemoryInfo host;
    private readonly OrtAllocator allocator;
    private readonly CudaCopies? cuda;

    /// <param name="env">The runtime's state.</param>
    /// <param name="session">The session.</param>
    /// <param name="wanted">The memory, which is the session's own object.</param>
    /// <param name="host">The host's memory.</param>
    /// <param name="index">Number of the device among its kind.</param>
    public DeviceMemory(OrtEnv env, OrtSession session, nint wanted, OrtMemoryInfo host, int index)
    {
        this.env = env;
        this.host = host;
        Info = new(session, wanted);
        Index = index.ToString(CultureInfo.InvariantCulture);
        allocator = new(session, Info);
        cuda = Info.Name == Cuda ? CudaCopies.Load(index) : null;
        CanWrite = TryWrite();
    }

    public OrtMemoryInfo Info { get; }

    /// <summary>Number of the device among its kind.</summary>
    public string Index { get; }

    /// <summary>Whether the host can write into it; else what the device is to read has to be bound anew, which copies it.</summary>
    public bool CanWrite { get; }

    /// <summary>Whether the host can read it, too, and set parts of it: what a captured graph needs, which copies nothing.</summary>
    public bool CanServeGraphs => cuda is not null;

    /// <summary>Bytes that are free; null where nobody tells.</summary>
    public long? FreeBytes => cuda?.FreeBytes;

    /// <exception cref="OrtException">The device has no room for it.</exception>
    public DeviceBuffer Allocate(long bytes) => new(allocator, (nuint)(Math.Max(bytes, 1) + Granule - 1) / Granule * Granule);

    /// <summary>Copies the first bytes of one buffer over those of another; returns when they are there. Allocates no managed memory.</summary>
    public void Write(NativeBuffer from, DeviceBuffer to, long bytes)
    {
        if (cuda is not null)
            cuda.ToDevice(from.Pointer, to.Pointer, (nuint)bytes);
        else
            CopyTensor(from, to, bytes);
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }

    /// <summary>The other way; for graphs only.</summary>
    public void Read(DeviceBuffer from, NativeBuffer to, long bytes)
    {
        cuda!.ToHost(from.Pointer, to.Pointer, (nuint)bytes);
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }

    /// <summary>Sets one number of each row of [rows, columns] int64 that holds nothing above 32 bits; for graphs only. Ends no later than the next <see cref="Write"/>.</summary>
    public void SetColumn(DeviceBuffer buffer, int column, int columns, uint value, int rows)
    {
        cuda!.SetColumn((byte*)buffer.Pointer + ((nint)column * sizeof(long)), (nuint)columns * sizeof(long), value, (nuint)rows);
        GC.KeepAlive(buffer);
    }

    /// <summary>What is free, to add to the words that something does not fit.</summary>
    public string Left() => FreeBytes is { } free ? Invariant($": {free} bytes of the device are free") : " on the device";

    public void Dispose()
    {
        allocator.Dispose();
        Info.Dispose();
    }

    private void CopyTensor(NativeBuffer from, DeviceBuffer to, long bytes)
    {
        var library = env.Library;
        nint source = OrtValue.Over(host, from.Pointer, from.Bytes, OrtElementType.UInt8, [bytes]), target = 0;
        try
        {
            target = OrtValue.Over(Info, to.Pointer, to.Bytes, OrtElementType.UInt8, [bytes]);
            library.Check(library.Api->CopyTensors(env.Pointer, &source, &target, 0, 1));
        }
        finally
        {
            library.Api->ReleaseValue(source);
            if (target != 0)
                library.Api->ReleaseValue(target);
        }
    }

    // Whether the runtime has code for that, it only tells when it is asked to.
    private bool TryWrite()
    {
        using var from = new NativeBuffer(Granule);
        using var to = Allocate(Granule);
        try
        {
            Write(from, to, Granule);
            return true;
        }
        catch (Exception e) when (e is OrtException or InvalidOperationException)
        {
            return false;
        }
    }
}
