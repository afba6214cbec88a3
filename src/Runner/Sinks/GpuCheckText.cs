using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What came of trying everything on a GPU, in words.</summary>
public static class GpuCheckText
{
    /// <param name="console">Where it goes.</param>
    /// <param name="records">All that were made.</param>
    /// <param name="noModels">Why no models were tried; null where they were.</param>
    /// <param name="file">Where the records are.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<RunRecord> records, string? noModels, string file)
    {
        console.Profile.Out.Writer.WriteLine();
        foreach (string line in Lines(records, noModels))
            PlainTable.Line(console, line);
        PlainTable.Line(console, $"All records, to be kept: {file}");
    }

    internal static IEnumerable<string> Lines(IReadOnlyList<RunRecord> records, string? noModels)
    {
        RunRecord[] kernels = [.. records.Where(r => r.Case.Kernel is not null && r.Case.Device != "cpu")], models = [.. records.Where(r => r.Case.Kernel is null)];
        yield return $"Kernels: {Outcomes(kernels)}.";
        foreach (var failed in kernels.Where(r => r.Status == CaseStatus.Failed))
            yield return $"  {failed.Case.Kernel} {failed.Case.Shape}: {failed.Reason}";
        RunRecord[] measured = [.. kernels.Where(r => r.Status == CaseStatus.Ok && r.Kernel is not null && r.Statistics.ContainsKey(MetricId.KernelTime))];
        foreach (var limit in measured.Where(r => KernelLadder.IsCeiling(r.Kernel!.Ladder)).GroupBy(r => $"{r.Kernel!.Ladder} {KernelRows.StepName(r)}").OrderBy(l => l.Key, StringComparer.Ordinal))
            yield return $"  {limit.Key}: {Rate(limit.MaxBy(r => r.Kernel!.Flops > 0 ? r.Kernel.Flops : r.Values.GetValueOrDefault(MetricId.KernelWorkingSet))!)}";
        foreach (var ladder in measured.Where(r => r.Kernel!.Step > 0 && !KernelLadder.IsCeiling(r.Kernel.Ladder)).GroupBy(r => r.Kernel!.Ladder).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            long most = ladder.Max(r => Math.Max(r.Kernel!.Flops, r.Kernel.Bytes));
            yield return $"  {ladder.Key}: {Best(ladder.Where(r => Math.Max(r.Kernel!.Flops, r.Kernel.Bytes) == most).MinBy(KernelRows.Time)!)}";
        }

        yield return noModels is null ? $"Models: {Outcomes(models)}." : $"Models: not tried: {noModels}";
        foreach (var failed in models.Where(r => r.Status == CaseStatus.Failed))
            yield return $"  {string.Join(", ", CaseName.Parts(failed.Case))}: {failed.Reason}";
        if (records.Where(r => r.Grade?.Verdict == Verdict.Suspect).ToArray() is { Length: > 0 } suspect)
            yield return $"Suspect: {Quantity.Count(suspect.Length, "case")}, for {string.Join(", ", suspect.SelectMany(r => r.Grade!.Reasons).Select(f => Grades.Name(f.Reason)).Distinct().Order(StringComparer.Ordinal))}; 'inferbench explain grades' says what that means.";
    }

    private static string Outcomes(RunRecord[] records)
    {
        int wrong = records.Count(r => r.Grade?.Reasons.Any(f => f.Reason == GradeReason.WrongKernel) == true);
        return $"{Quantity.Count(records.Count(r => r.Status == CaseStatus.Ok), "case")} measured, {Quantity.Count(records.Count(r => r.Status == CaseStatus.Failed))} failed{(wrong > 0 ? $", {Quantity.Count(wrong)} of them with wrong results" : "")}, {Quantity.Count(records.Count(r => r.Status == CaseStatus.Skipped))} skipped";
    }

    private static string Best(RunRecord r)
    {
        string ceiling = r.Values.TryGetValue(MetricId.KernelOfCeiling, out double share) ? $", {Quantity.Percent(share)} of what {r.Roof?.Limit ?? "the ceilings"} allows" : "";
        string library = r.Reference is { } rival ? $", {Quantity.Percent(rival.Seconds / KernelRows.Time(r))} of {rival.Name}'s speed" : "";
        return $"{KernelRows.StepName(r)} at {r.Case.Shape} in {Quantity.Span(KernelRows.Time(r))}, {Rate(r)}{ceiling}{library}";
    }

    private static string Rate(RunRecord r) =>
        r.Kernel!.Flops > 0 && r.Roof?.Limit != "memory" && r.Statistics.TryGetValue(MetricId.KernelFlops, out var flops) ? $"{Quantity.Short(flops.Median / 1e12)} TFLOP/s"
        : r.Statistics.TryGetValue(MetricId.KernelBandwidth, out var bytes) ? $"{Quantity.Short(bytes.Median / 1e9)} GB/s"
        : "no rate";
}
