using System.Runtime.InteropServices;

namespace InferBench.Kernels.Tests.Cuda.FakeDriver;

/// <summary>Simulated memory of a device and pinned memory of the host: real bytes, so that copies and kernels move them for real.</summary>
internal sealed unsafe class FakeMemory(long total) : IDisposable
{
    private readonly Dictionary<ulong, (long Bytes, bool OnDevice)> blocks = [];
    private readonly Dictionary<ulong, long> registered = [];

    public long Total { get; } = total;

    public long Free => Total - blocks.Values.Where(block => block.OnDevice).Sum(block => block.Bytes);

    /// <summary>Blocks that were not freed, and the caller's that are still pinned.</summary>
    public int Count => blocks.Count + registered.Count;

    /// <summary>Pins memory of the caller.</summary>
    public bool Register(ulong address, long bytes) => !Holds(address, 1) && registered.TryAdd(address, bytes);

    public bool Unregister(ulong address) => registered.Remove(address);

    /// <summary>Null where there is no room.</summary>
    public void* Allocate(long bytes, bool onDevice)
    {
        if (onDevice && bytes > Free)
            return null;
        void* block = NativeMemory.Alloc((nuint)bytes);
        // What a device's memory holds at first is not said.
        new Span<byte>(block, checked((int)bytes)).Fill(0xCD);
        blocks.Add((ulong)block, (bytes, onDevice));
        return block;
    }

    public bool Release(ulong address)
    {
        if (!blocks.Remove(address))
            return false;
        NativeMemory.Free((void*)address);
        return true;
    }

    /// <summary>Whether all these bytes lie in one block.</summary>
    public bool Holds(ulong address, long bytes) => blocks.Select(block => (block.Key, block.Value.Bytes)).Concat(registered.Select(block => (block.Key, block.Value)))
        .Any(block => address >= block.Key && bytes >= 0 && address + (ulong)bytes <= block.Key + (ulong)block.Item2);

    public void Dispose()
    {
        foreach (ulong address in blocks.Keys)
            NativeMemory.Free((void*)address);
        blocks.Clear();
        registered.Clear();
    }
}
