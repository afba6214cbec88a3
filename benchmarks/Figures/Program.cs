using InferBench.Figures;

// Figures for benchmarks/FIGURES.md, as Markdown: see README.md beside that file.
Func<FigureTable>[] asked = args switch
{
    [] =>
    [
        BareLoopFigures.Measure, SelfCostFigures.Measure, StartUpFigures.Measure, SynthesisFigures.Measure, IsolationFigures.Measure,
        ResultsReadFigures.Measure, () => KernelFigures.Measure(KernelFigures.Parts),
    ],
    ["bare-loop"] => [BareLoopFigures.Measure],
    ["self-cost"] => [SelfCostFigures.Measure],
    ["start-up"] => [StartUpFigures.Measure],
    ["synthesis"] => [SynthesisFigures.Measure],
    ["isolation"] => [IsolationFigures.Measure],
    ["results-read"] => [ResultsReadFigures.Measure],
    ["kernels"] => [() => KernelFigures.Measure(KernelFigures.Parts)],
    ["kernels", .. var parts] when parts.All(KernelFigures.Parts.Contains) => [() => KernelFigures.Measure(parts)],
    _ => [],
};
if (asked.Length == 0)
{
    Console.Error.WriteLine($"found '{string.Join(' ', args)}', allowed are bare-loop, self-cost, start-up, synthesis, isolation, results-read, kernels (alone, or some of {string.Join(' ', KernelFigures.Parts)}), or nothing for all");
    return 2;
}

Machine.Write(Console.Out);
foreach (var measure in asked)
    measure().Write(Console.Out);
return 0;
