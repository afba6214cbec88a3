using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>
/// How far logits may be off by rounding alone. Each product of activations with a matrix is off by a fraction e of its
/// result, independently of the others. What one of the 2 branches of a layer adds to the residual has passed 3 products, and
/// is off by sqrt(3) e beyond what came in. It counts with its share of the residual so far: for branches of equal size 1/i
/// for the i-th branch, 1 + ln(2 layers) together. With the head's own e the square of the whole is
/// e^2 (3 (1 + ln(2 layers)) + 1); twice the root is allowed. Differences are nearly normal: of 17 positions and 128 thousand
/// logits the largest is about 5 standard deviations, and 8 are allowed.
/// </summary>
internal static class Tolerance
{
    private const double Margin = 2;
    private const double LargestInDeviations = 8;

    /// <summary>Most that the root mean square of differences may be, as a fraction of the logits' spread.</summary>
    public static double Relative(Arithmetic arithmetic, ModelInfo model) =>
        Margin * OfOneProduct(arithmetic, model) * Math.Sqrt((3 * (1 + Math.Log(2 * model.Geometry.Layers))) + 1);

    /// <summary>Most that one difference may be, of logits with this spread, relative to which the rest may be off.</summary>
    public static double Largest(double relative, double spread) => LargestInDeviations / Margin * relative * spread;

    private static double OfOneProduct(Arithmetic arithmetic, ModelInfo model)
    {
        switch (arithmetic)
        {
            case Arithmetic.Float32:
                // Rounding errors of n additions add up like a random walk, to sqrt(n) roundings of 2^-24.
                var g = model.Geometry;
                return Math.ScaleB(Math.Sqrt(Math.Max(Math.Max(g.Hidden, g.Intermediate), g.Heads * g.HeadSize)), -24);
            case Arithmetic.Float16:
                // Sums are float32; what goes in and comes out is rounded to 11 bits.
                return Math.ScaleB(1, -11);
            default:
                // The largest of n normal values, sqrt(2 ln 2n) deviations, is 127 steps; rounding to a step is off by its
                // width / sqrt(12).
                double largest = Math.Sqrt(2 * Math.Log(2.0 * (model.BlockSize ?? ModelRecipe.DefaultBlockSize)));
                return largest / (127 * Math.Sqrt(12));
        }
    }
}
