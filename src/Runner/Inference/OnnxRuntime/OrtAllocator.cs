using System.Globalization;
using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A session's own allocator for one kind of memory.</summary>
internal sealed unsafe class OrtAllocator : OrtHandle
{
    public OrtAllocator(OrtSession session, OrtMemoryInfo memory)
        : base(session.Library)
    {
        nint allocator;
        Library.Check(Library.Api->CreateAllocator(session.Pointer, memory.Pointer, &allocator));
        Own(allocator, session);
        GC.KeepAlive(memory);
    }

    /// <exception cref="OrtException">There is no room.</exception>
    public void* Allocate(nuint bytes)
    {
        void* memory;
        Library.Check(Library.Api->AllocatorAlloc(handle, bytes, &memory));
        return memory;
    }

    public void Free(void* memory) => Library.Check(Library.Api->AllocatorFree(handle, memory));

    /// <summary>What it holds; null where it is no arena, or the runtime is too old to tell.</summary>
    public ArenaUse? Use()
    {
        nint pairs;
        if (!Library.TellsMemory)
            return null;
        Library.Check(Library.Api->AllocatorGetStats(handle, &pairs));
        try
        {
            return Number(pairs, "TotalAllocated\0"u8) is > 0 and var held && Number(pairs, "MaxInUse\0"u8) is { } most ? new(held, most) : null;
        }
        finally
        {
            Library.Api->ReleaseKeyValuePairs(pairs);
        }
    }

    private long? Number(nint pairs, ReadOnlySpan<byte> key)
    {
        fixed (byte* name = key)
            return long.TryParse(Marshal.PtrToStringUTF8((nint)Library.Api->GetKeyValue(pairs, name)), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseAllocator(handle);
}

/// <summary>What an arena holds.</summary>
/// <param name="Held">Bytes it has taken from the system or the device and not given back.</param>
/// <param name="MostInUse">Most bytes of them that were in use at one time.</param>
internal sealed record ArenaUse(long Held, long MostInUse);
