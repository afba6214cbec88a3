using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>
/// Native buffers that CUPTI fills. CUPTI calls back from any thread and holds a lock of its own: the callbacks take and hand over pointers and do
/// nothing else. They may be called for as long as the process lives, so all of this is static.
/// </summary>
internal static unsafe partial class CuptiBuffers
{
    public const int BufferBytes = 2 << 20;
    private const int HeaderBytes = 64;
    private const int Slots = 256;

    // Each slot has a free buffer or 0. Taken by exchange: a list would have the ABA problem.
    private static readonly nint* Free = (nint*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(nint));
    private static nint full;
    private static int made;
    private static int limit;

    public static nint Requested => (nint)(delegate* unmanaged[Cdecl]<byte**, nuint*, nuint*, void>)&OnRequested;

    public static nint Completed => (nint)(delegate* unmanaged[Cdecl]<nint, uint, byte*, nuint, nuint, void>)&OnCompleted;

    /// <summary>Makes buffers before they are needed.</summary>
    /// <param name="most">How many there may ever be; requests beyond are declined, and CUPTI counts what it drops.</param>
    public static void Prepare(int count, int most)
    {
        limit = most;
        while (Volatile.Read(ref made) < Math.Min(count, Slots) && Make() is not 0 and var buffer)
            GiveBack(buffer);
    }

    /// <summary>Hands every filled buffer to <paramref name="read"/>, in no order, and takes them back.</summary>
    public static void Drain(ReadBuffer read)
    {
        nint next = Interlocked.Exchange(ref full, 0);
        while (next != 0)
        {
            nint buffer = next;
            next = ((nint*)buffer)[0];
            read((byte*)buffer + HeaderBytes, ((nuint*)buffer)[1]);
            GiveBack(buffer);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRequested(byte** buffer, nuint* size, nuint* records)
    {
        nint taken = 0;
        for (int i = 0; i < Slots && taken == 0; i++)
            taken = Interlocked.Exchange(ref Free[i], 0);
        if (taken == 0)
            taken = Make();
        *buffer = taken == 0 ? null : (byte*)taken + HeaderBytes;
        *size = taken == 0 ? 0 : (nuint)BufferBytes;
        *records = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCompleted(nint context, uint stream, byte* data, nuint size, nuint valid)
    {
        if (data is null)
            return;
        nint buffer = (nint)(data - HeaderBytes);
        ((nuint*)buffer)[1] = Math.Min(valid, (nuint)BufferBytes);
        nint head;
        do
        {
            head = Volatile.Read(ref full);
            ((nint*)buffer)[0] = head;
        }
        while (Interlocked.CompareExchange(ref full, buffer, head) != head);
    }

    // By malloc, which does not throw as NativeMemory does: an exception here would end the process.
    private static nint Make()
    {
        nint buffer;
        if (Interlocked.Increment(ref made) <= limit && Allocate(&buffer, HeaderBytes, HeaderBytes + BufferBytes) == 0)
            return buffer;
        Interlocked.Decrement(ref made);
        return 0;
    }

    private static void GiveBack(nint buffer)
    {
        for (int i = 0; i < Slots; i++)
        {
            if (Interlocked.CompareExchange(ref Free[i], buffer, 0) == 0)
                return;
        }

        Interlocked.Decrement(ref made);
        Release(buffer);
    }

    [LibraryImport("libc", EntryPoint = "posix_memalign")]
    private static partial int Allocate(nint* memory, nuint alignment, nuint size);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Release(nint memory);
}

/// <summary>Reads a buffer of records.</summary>
internal unsafe delegate void ReadBuffer(byte* buffer, nuint bytes);
