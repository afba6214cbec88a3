using System.Runtime.InteropServices;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The random matrix [rows, columns] behind a tensor. Element (r, c) is number r * columns + c of the tensor's random
/// numbers, however it is stored.
/// </summary>
internal sealed class DenseMatrix(RandomTensor values, long rows, long columns)
{
    /// <summary>Row-major float32.</summary>
    public void Fill(long start, Span<byte> destination) =>
        values.Fill(MemoryMarshal.Cast<byte, float>(destination), start / sizeof(float), 1);

    /// <summary>Row-major float32 of the transpose [columns, rows].</summary>
    public void FillTransposed(long start, Span<byte> destination)
    {
        Span<float> rest = MemoryMarshal.Cast<byte, float>(destination);
        (long c, long r) = Math.DivRem(start / sizeof(float), rows);
        while (!rest.IsEmpty)
        {
            int run = (int)Math.Min(rest.Length, rows - r);
            values.Fill(rest[..run], (r * columns) + c, columns);
            rest = rest[run..];
            r = 0;
            c++;
        }
    }
}
