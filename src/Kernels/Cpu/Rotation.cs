namespace InferBench.Kernels.Cpu;

/// <summary>Copies of an operand that launches go round, so that each comes from memory.</summary>
public static class Rotation
{
    /// <summary>Copies of <paramref name="bytes"/> that fill at least <paramref name="rotateBytes"/>; at least one.</summary>
    public static long Copies(long rotateBytes, long bytes) => Math.Max(1, (rotateBytes + bytes - 1) / bytes);

    /// <summary>As many copies of float32 [<paramref name="length"/>].</summary>
    /// <exception cref="OutOfMemoryException">The system refuses; none is left.</exception>
    public static AlignedBuffer<float>[] Make(long rotateBytes, long length)
    {
        var copies = new AlignedBuffer<float>[Copies(rotateBytes, length * sizeof(float))];
        try
        {
            for (int i = 0; i < copies.Length; i++)
                copies[i] = new(length);
        }
        catch
        {
            foreach (var copy in copies)
                copy?.Dispose();
            throw;
        }

        return copies;
    }
}
