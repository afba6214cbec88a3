using InferBench.Runner.Records;
using Spectre.Console;
using static System.FormattableString;

namespace InferBench.Runner.Sinks;

/// <summary>Profiles as a person reads them: for each phase what takes its time, and what to do about it.</summary>
public static class ProfileText
{
    private const int MostRoles = 8, MostKernels = 8;
    private const double LeastShare = 0.005;

    /// <summary>Writes the profile of each record, and why those without one have none.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<RunRecord> records)
    {
        Terminal.Wide(console);
        RunRecord[] rows = [.. LateReasons.Mark([.. records]).Select(GradeMarks.Shown)];
        foreach (var record in rows)
        {
            PlainTable.Line(console, Invariant($"{string.Join(", ", CaseName.Parts(record.Case))}{Threads(record)}: case {record.CaseId}"));
            if (record.Profile is { } profile)
                Write(console, profile);
            else
                PlainTable.Line(console, $"  {record.Status.ToString().ToLowerInvariant()}: {record.Reason ?? "no profile"}");
        }

        foreach (string note in ResultNotes.Of(rows))
            PlainTable.Line(console, note);
    }

    private static void Write(IAnsiConsole console, ProfileFacts profile)
    {
        foreach (var phase in profile.Phases)
        {
            var cost = ProfilerCost.Of(phase, profile);
            PlainTable.Line(console, "");
            PlainTable.Line(console, Heading(phase, profile));
            console.Write(Operators(cost.TakenOff(phase), ProfilerCost.Ratio(phase, profile) > ProfilePass.MostOverhead ? "~" : ""));
            if (cost.StepNs(phase) > 0)
                PlainTable.Line(console, Invariant($"Less the profiler's own {Quantity.Span(cost.StepNs(phase) / 1e9)}, an estimate: {Quantity.Span(cost.CallNs / 1e9)} of each call, {Quantity.Span(cost.BetweenNs / 1e9)} between operators."));
            if (phase.Device is { } device)
                console.Write(Kernels(device));
            foreach (string line in Device(phase.Device).Concat(Counters(phase)))
                PlainTable.Line(console, line);
            PlainTable.Line(console, "Advice: " + phase.Advice);
        }

        PlainTable.Line(console, "");
        if (profile.Phases.Any(p => p.Roof is not null))
            PlainTable.Line(console, "Of ceiling: of what this run's peak and read bandwidth allow by formula; limit: the one that binds. Above 100 %, caches gave the data.");
        foreach (var pass in profile.Passes.Where(p => p.Overhead is not null))
            PlainTable.Line(console, Invariant($"Pass '{pass.Name}': {pass.Trials} trials, decode takes {pass.Overhead:0.000} times as long as without{(pass.IsDistorted ? Invariant($"; above {ProfilePass.MostOverhead:0.0#} its shares (marked ~) are not those of a run without it") : "")}."));
        foreach (var (what, why) in profile.NotMeasured.OrderBy(n => n.Key, StringComparer.Ordinal))
            PlainTable.Line(console, $"Not measured: {what}: {why}");
        if (profile.Dropped > 0)
            PlainTable.Line(console, Invariant($"{profile.Dropped} events had no room and are missing."));
        if (profile.Trace is { } trace)
            PlainTable.Line(console, $"Timeline: {trace} (open it at https://ui.perfetto.dev)");
    }

    private static string Heading(ProfilePhase phase, ProfileFacts profile)
    {
        bool prefill = phase.Name == ProfilePhase.Prefill;
        var plain = profile.Passes.FirstOrDefault(p => p.Name == ProfilePass.Unprofiled);
        string without = (prefill ? plain?.PrefillNs : plain?.DecodeNs) is { } ns ? Quantity.Span(ns / 1e9) : "-";
        string roof = phase.Roof is { } least ? Invariant($"; the ceilings allow {Quantity.Span(least.Seconds)} ({least.Limit})") : "";
        return Invariant($"{phase.Name}: {without} {(prefill ? "a prompt" : "a token")} without a profiler, {Quantity.Span(phase.StepNs / 1e9)} under it, mean of {phase.Steps}{roof}");
    }

    private static Table Operators(ProfilePhase phase, string mark)
    {
        var table = PlainTable.New(
            ("operators", false), ("share", true), ("ms", true), ("calls", true), ("GFLOP/s", true), ("GB/s", true), ("of ceiling", true), ("limit", false));
        foreach (var kind in OperatorGroup.By(phase.Operators, o => o.Kind).Where(g => g.Ns >= LeastShare * phase.StepNs))
            Row(table, phase, kind, kind.Name, mark);
        Small(table, phase, OperatorGroup.By(phase.Operators, o => o.Kind), mark);
        foreach (var (name, ns) in phase.GapsNs.Where(g => Math.Abs(g.Value) >= LeastShare * phase.StepNs).OrderByDescending(g => g.Value))
            PlainTable.Row(table, $"({name.Replace('_', ' ')})", mark + Quantity.Percent(ns / phase.StepNs), Quantity.Milliseconds(ns / 1e9));
        table.AddEmptyRow();
        foreach (var role in OperatorGroup.By(phase.Operators, o => o.Role).Take(MostRoles))
            Row(table, phase, role, "by role: " + role.Name, mark);
        return table;
    }

    private static void Row(Table table, ProfilePhase phase, OperatorGroup group, string name, string mark)
    {
        var least = group.Least(phase.Roof);
        PlainTable.Row(
            table, name, mark + Quantity.Percent(group.Ns / phase.StepNs), Quantity.Milliseconds(group.Ns / 1e9), Invariant($"{group.Calls:0.#}"),
            Rate(group.FlopsPerSecond), Rate(group.BytesPerSecond),
            least is { } l && group.KnownNs > 0 ? Quantity.Percent(l.Ns / group.KnownNs) : "-", least?.Limit ?? "-");
    }

    private static void Small(Table table, ProfilePhase phase, IReadOnlyList<OperatorGroup> kinds, string mark)
    {
        OperatorGroup[] small = [.. kinds.Where(g => g.Ns < LeastShare * phase.StepNs)];
        if (small.Length > 0)
            PlainTable.Row(table, Quantity.Count(small.Length, "more kind"), mark + Quantity.Percent(small.Sum(g => g.Ns) / phase.StepNs), Quantity.Milliseconds(small.Sum(g => g.Ns) / 1e9), Invariant($"{small.Sum(g => g.Calls):0.#}"));
    }

    private static Table Kernels(DeviceActivity device)
    {
        var table = PlainTable.New(("kernels", false), ("share", true), ("ms", true), ("calls", true));
        foreach (var kernel in device.Kernels.Take(MostKernels))
            PlainTable.Row(table, kernel.Name, Quantity.Percent(kernel.Ns / device.StepNs), Quantity.Milliseconds(kernel.Ns / 1e9), Invariant($"{kernel.Calls:0.#}"));
        DeviceKernelTime[] rest = [.. device.Kernels.Skip(MostKernels)];
        if (rest.Length > 0)
            PlainTable.Row(table, Quantity.Count(rest.Length, "more kernel"), Quantity.Percent(rest.Sum(k => k.Ns) / device.StepNs), Quantity.Milliseconds(rest.Sum(k => k.Ns) / 1e9), Invariant($"{rest.Sum(k => k.Calls):0.#}"));
        foreach (var copy in device.Copies)
            PlainTable.Row(table, $"(copy {copy.Direction.Replace('_', ' ')}, {Quantity.Bytes(copy.Bytes)})", Quantity.Percent(copy.Ns / device.StepNs), Quantity.Milliseconds(copy.Ns / 1e9), Invariant($"{copy.Copies:0.#}"));
        return table;
    }

    private static IEnumerable<string> Device(DeviceActivity? device)
    {
        if (device is null)
            yield break;
        string latency = device.LaunchLatencyNs is { } ns ? $", {Quantity.Span(ns / 1e9)} from a launch to its work" : "";
        yield return Invariant($"GPU: idle {Quantity.Percent(1 - (device.BusyNs / device.StepNs))} of {Quantity.Span(device.StepNs / 1e9)}, {device.Launches:0.#} launches{latency}, gaps {Quantity.Span(device.GapNs / 1e9)}; launch-bound: {(device.IsLaunchBound ? "yes" : "no")}.");
        foreach (string finding in device.Findings)
            yield return "GPU: " + finding;
    }

    private static IEnumerable<string> Counters(ProfilePhase phase)
    {
        if (phase.Counters.Count == 0)
            yield break;
        var texts = phase.Counters.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key.Replace('_', ' ')} {Quantity.Short(c.Value)}").ToList();
        if (phase.Counters.TryGetValue("instructions", out double instructions) && phase.Counters.TryGetValue("cycles", out double cycles) && cycles > 0)
            texts.Insert(0, Invariant($"IPC {instructions / cycles:0.00}"));
        yield return $"Processor, {(phase.Name == ProfilePhase.Prefill ? "a prompt" : "a token")}: {string.Join(", ", texts)}.";
    }

    private static string Threads(RunRecord record) =>
        record is { Engine.Threads: var threads, Case.Threads: 0 } ? Invariant($", threads {threads}") : "";

    private static string Rate(double? perSecond) => perSecond is { } rate ? Quantity.Short(rate / 1e9) : "-";
}
