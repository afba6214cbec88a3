using System.Globalization;
using InferBench.Kernels;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>A problem size of a ladder and the kernels that run it.</summary>
internal sealed record LadderShape<T>(string Ladder, KernelShape Shape, IReadOnlyList<T> Kernels)
    where T : KernelStep;

/// <summary>Which shapes each ladder runs.</summary>
internal static class KernelShapes
{
    // Beyond it operations could no longer be counted.
    private const double MostProduct = 1L << 50;

    /// <summary>Those that a model decides, where one does; else those that options give.</summary>
    /// <exception cref="BadInputException">A shape cannot be read or is none of a ladder, or a ladder has none: one line for each.</exception>
    public static IReadOnlyList<LadderShape<T>> Of<T>(IReadOnlyList<T> kernels, KernelsOptions options)
        where T : KernelStep =>
        options.LadderShapes is { } ladders
            ? [.. kernels.GroupBy(k => k.Ladder).SelectMany(l => Parsed(ladders.GetValueOrDefault(l.Key, [])).Select(shape => new LadderShape<T>(l.Key, shape, [.. l])))]
            : Of(kernels, options.Shapes);

    /// <param name="kernels">The kernels that were chosen.</param>
    /// <param name="given">Shapes as typed; none takes those that the kernels address.</param>
    /// <exception cref="BadInputException">A shape cannot be read or is none of a ladder, or a ladder has none: one line for each.</exception>
    public static IReadOnlyList<LadderShape<T>> Of<T>(IReadOnlyList<T> kernels, IReadOnlyList<string> given)
        where T : KernelStep
    {
        var problems = new List<string>();
        var shapes = new List<KernelShape>();
        foreach (string text in given)
        {
            if (!KernelShape.TryParse(text, out var shape))
                problems.Add($"--shape: found '{OneLine.Of(text, 60)}', allowed are whole numbers of 1 or more with x between them, such as 1024x1024x1024");
            else if (Product(shape) > MostProduct)
                problems.Add($"--shape: found '{text}', allowed are sizes whose product is at most {MostProduct.ToString("N0", CultureInfo.InvariantCulture)}");
            else
                shapes.Add(shape);
        }

        var ladders = kernels.GroupBy(k => k.Ladder).ToArray();
        if (problems.Count == 0 && shapes.Count > 0)
            problems.AddRange(ladders.Where(l => !shapes.Any(s => Fits(s, l))).Select(l => $"--shape: found '{string.Join(',', given)}', allowed for {l.Key} is {Sizes(l)}; give one, or leave {l.Key} out with --kernel"));
        if (problems.Count > 0)
            throw new BadInputException(problems);
        return [.. ladders.SelectMany(l => shapes.Count == 0 ? Addressed(l) : shapes.Where(s => Fits(s, l)).Select(s => new LadderShape<T>(l.Key, s, [.. l])))];
    }

    private static IEnumerable<KernelShape> Parsed(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            // What is too large to run is known as soon as its operands are counted.
            if (KernelShape.TryParse(text, out var shape) && Product(shape) <= MostProduct)
                yield return shape;
        }
    }

    // A step has to beat the one before at the size its idea addresses. Steps before that one may take minutes there.
    private static IEnumerable<LadderShape<T>> Addressed<T>(IGrouping<string, T> ladder)
        where T : KernelStep =>
        ladder.GroupBy(k => k.Addresses).Select(same =>
            new LadderShape<T>(ladder.Key, same.Key, [.. ladder.Where(k => k.Step >= same.Min(s => s.Step) - 1)]));

    private static bool Fits<T>(KernelShape shape, IEnumerable<T> ladder)
        where T : KernelStep => shape.Count == ladder.First().Sizes.Count;

    private static string Sizes<T>(IEnumerable<T> ladder)
        where T : KernelStep
    {
        var first = ladder.First();
        return $"{string.Join(" x ", first.Sizes)}, such as {first.Addresses}";
    }

    private static double Product(KernelShape shape) => Enumerable.Range(0, shape.Count).Aggregate(1.0, (product, i) => product * shape[i]);
}
