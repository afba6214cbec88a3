using InferBench.Figures;
using InferBench.Figures.Truth;

// Figures for benchmarks/FIGURES.md, as Markdown: see README.md beside that file.
if (args is [ProfileReadFigures.Child, var profile])
    return ProfileReadFigures.Ours(profile) > 0 ? 0 : 1;

Func<FigureTable>[] asked = args switch
{
    [] =>
    [
        BareLoopFigures.Measure, SelfCostFigures.Measure, StartUpFigures.Measure, SynthesisFigures.Measure, IsolationFigures.Measure,
        ResultsReadFigures.Measure, () => KernelFigures.Measure(KernelFigures.Parts),
    ],
    ["bare-loop"] => [BareLoopFigures.Measure],
    ["genai"] => [GenAiFigures.Measure],
    ["self-cost"] => [SelfCostFigures.Measure],
    ["start-up"] => [StartUpFigures.Measure],
    ["synthesis"] => [SynthesisFigures.Measure],
    ["isolation"] => [IsolationFigures.Measure],
    ["results-read"] => [ResultsReadFigures.Measure],
    ["profile"] => [ProfileFigures.Measure],
    ["profile-read"] => [ProfileReadFigures.Measure],
    ["launches"] => [LaunchFigures.Measure],
    ["kernels"] => [() => KernelFigures.Measure(KernelFigures.Parts)],
    ["kernels", .. var parts] when parts.All(KernelFigures.Parts.Contains) => [() => KernelFigures.Measure(parts)],
    ["truth", .. var options] when TruthOptions.TryRead(options, out var truth) => [() => TruthFigures.Measure(truth)],
    _ => [],
};
if (asked.Length == 0)
{
    Console.Error.WriteLine($"found '{string.Join(' ', args)}', allowed are bare-loop, genai, self-cost, start-up, synthesis, isolation, results-read, profile, profile-read, launches, kernels (alone, or some of {string.Join(' ', KernelFigures.Parts)}), truth ({TruthOptions.Help}), or nothing for all but genai, profile, profile-read, launches and truth");
    return 2;
}

Machine.Write(Console.Out);
bool missed = false;
foreach (var measure in asked)
{
    var table = measure();
    table.Write(Console.Out);
    missed |= table.Missed;
}

return missed ? 1 : 0;
