using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cpu;

/// <summary>
/// Native memory for operands of kernels. It begins at a cache line; where it is large, at a huge page, of which Linux is
/// asked to make it.
/// </summary>
/// <typeparam name="T">Element.</typeparam>
public sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int CacheLine = 64, HugePage = 2 << 20;

    private T* pointer;

    /// <param name="length">Elements, 1 or more; zeroed, so that every page is there before anything is timed.</param>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public AlignedBuffer(long length)
    {
        Length = length;
        nuint bytes = (nuint)checked(length * sizeof(T));
        pointer = (T*)NativeMemory.AlignedAlloc(bytes, (nuint)(bytes < HugePage ? CacheLine : HugePage));
        if (bytes >= HugePage)
            HugePages.Ask(pointer, bytes);
        Clear();
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>The first element.</summary>
    public T* Pointer => pointer;

    /// <summary>All elements.</summary>
    /// <exception cref="OverflowException">They are more than a span holds.</exception>
    public Span<T> Span => new(pointer, checked((int)Length));

    /// <summary>Sets all bytes to zero.</summary>
    public void Clear() => NativeMemory.Clear(pointer, (nuint)Length * (nuint)sizeof(T));

    /// <summary>Sets every element.</summary>
    public void Fill(T value)
    {
        const int most = 1 << 30;
        for (long first = 0; first < Length; first += most)
            new Span<T>(pointer + first, (int)Math.Min(most, Length - first)).Fill(value);
    }

    public void Dispose()
    {
        if (pointer is null)
            return;
        NativeMemory.AlignedFree(pointer);
        pointer = null;
        GC.RemoveMemoryPressure(Length * sizeof(T));
        GC.SuppressFinalize(this);
    }

    ~AlignedBuffer() => Dispose();
}
