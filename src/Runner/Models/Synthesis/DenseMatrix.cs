namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The random matrix [rows, columns] behind a tensor. Element (r, c) is number r * columns + c of the tensor's random
/// numbers, however it is stored.
/// </summary>
internal sealed class DenseMatrix(RandomTensor values, long rows, long columns)
{
    /// <summary>Row-major.</summary>
    public void Fill(long first, Span<float> destination) => values.Fill(destination, first, 1);

    /// <summary>Row-major elements of the transpose [columns, rows].</summary>
    public void FillTransposed(long first, Span<float> destination)
    {
        (long c, long r) = Math.DivRem(first, rows);
        while (!destination.IsEmpty)
        {
            int run = (int)Math.Min(destination.Length, rows - r);
            values.Fill(destination[..run], (r * columns) + c, columns);
            destination = destination[run..];
            r = 0;
            c++;
        }
    }
}
