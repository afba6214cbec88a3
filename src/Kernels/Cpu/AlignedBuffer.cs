using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cpu;

/// <summary>Native memory that begins at a cache line, for operands of kernels.</summary>
/// <typeparam name="T">Element.</typeparam>
public sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;

    private T* pointer;

    /// <param name="length">Elements; zeroed, so that every page is there before anything is timed.</param>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public AlignedBuffer(long length)
    {
        Length = length;
        nuint bytes = (nuint)checked(length * sizeof(T));
        pointer = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(pointer, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>The first element.</summary>
    public T* Pointer => pointer;

    /// <summary>All elements.</summary>
    /// <exception cref="OverflowException">They are more than a span holds.</exception>
    public Span<T> Span => new(pointer, checked((int)Length));

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
