namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>Equal copies of an operand, one after another, for launches to go round.</summary>
/// <typeparam name="T">Element.</typeparam>
internal sealed unsafe class RotatedBuffer<T>(long length, long copies) : IDisposable
    where T : unmanaged
{
    private readonly AlignedBuffer<T> buffer = new(length * copies);

    /// <summary>The first element of this copy.</summary>
    public T* Copy(long index) => buffer.Pointer + index * length;

    /// <summary>Makes every copy as the first.</summary>
    public void Repeat()
    {
        long bytes = length * sizeof(T);
        for (long copy = 1; copy < copies; copy++)
            Buffer.MemoryCopy(Copy(0), Copy(copy), bytes, bytes);
    }

    public void Dispose() => buffer.Dispose();
}
