using InferBench.Runner.Records;

namespace InferBench.Figures;

/// <summary>How much of each phase a profile accounts for, and what looking costs.</summary>
internal static class ProfileFigures
{
    private const double LeastCovered = 0.97;

    private static readonly string[] Models = ["llama-15m", "llama-110m"], Precisions = ["fp32", "int8", "int4"];

    public static FigureTable Measure()
    {
        var table = new FigureTable("profile");
        foreach (string model in Models)
        {
            foreach (string precision in Precisions)
                Add(table, $"synth:{model}:{precision}");
        }

        return table;
    }

    private static void Add(FigureTable table, string model)
    {
        var record = ChildProcess.Measure("profile", "--model", model, "--prompt", "128", "--gen", "32", "--no-ceilings", "--trace", "off").Single(r => r.Profile is not null);
        var profile = record.Profile!;
        foreach (var phase in profile.Phases)
        {
            table.AddExact(
                $"{model}, {phase.Name}: operators and named gaps of the step that the host timed under the profiler",
                FigureTable.Text($"{phase.Covered * 100:0.00} % (operators {phase.OperatorsNs / phase.StepNs * 100:0.0} %, between them {phase.GapsNs[GapName.BetweenOperators] / phase.StepNs * 100:0.0} %; {phase.Steps} steps)"),
                "≥ 97 %", phase.Covered >= LeastCovered);
        }

        var pass = profile.Passes.Single(p => p.Name == ProfilePass.Operators);
        table.Add(
            $"{model}: decode under the profiler / without it, median of {pass.Trials} pairs of trials in turns",
            FigureTable.Text($"{pass.Overhead:0.000} ({profile.Phase(ProfilePhase.Decode)!.Operators.Sum(o => o.Calls):0} calls a token of {profile.Passes[0].DecodeNs / 1e6:0.000} ms)"),
            model == "synth:llama-110m:int4" ? "≤ 1.10" : "");
    }
}
