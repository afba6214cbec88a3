using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What is known of a kernel before it is measured.</summary>
/// <param name="Explanation">What it changed against the step before, in plain words.</param>
/// <param name="Addresses">The shape where that is to show.</param>
public sealed record KernelStory(string Explanation, string Addresses);

/// <summary>The ladders told step by step: what each changed, which limit it met and why, with this run's figures.</summary>
public static class KernelExplanation
{
    private const double Near = 0.7, Above = 1.05;
    private const int Width = 100;

    /// <summary>
    /// Writes a paragraph for each step that has figures: those at the shape it addresses, else where the step before has some,
    /// else at the largest. Of invalid ones it says why they are not told.
    /// </summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="records">Records of a run.</param>
    /// <param name="stories">What is said of a kernel by its name, whatever it measured; null where it is not known.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<RunRecord> records, Func<string, KernelStory?> stories)
    {
        foreach (var ladder in KernelRows.ByLadder(records.Where(r => r.Status == CaseStatus.Ok && r.Kernel is { Step: > 0 })))
        {
            console.Profile.Out.Writer.WriteLine();
            PlainTable.Line(console, ladder.Key + ":");
            var valid = ladder.Where(IsOfTheCase).ToArray();
            foreach (var step in ladder.GroupBy(r => (r.Case.Device, r.Kernel!.Step)).OrderBy(s => s.Key.Device, StringComparer.Ordinal).ThenBy(s => s.Key.Step))
            {
                var story = stories(step.First().Kernel!.Name);
                var earlier = valid.Where(r => (r.Case.Device, r.Kernel!.Step) == (step.Key.Device, step.Key.Step - 1)).ToArray();
                var shown = step.OrderBy(IsOfTheCase).ThenBy(r => r.Case.Shape == story?.Addresses).ThenBy(r => earlier.Any(e => e.Case.Shape == r.Case.Shape))
                    .ThenBy(r => Math.Max(r.Kernel!.Flops, r.Kernel.Bytes)).ThenBy(Threads).Last();
                string name = KernelRows.StepName(shown) + (shown.Case.Device == "cpu" ? "" : $" on {shown.Case.Device}");
                PlainTable.Line(console, $"  {name}: {shown.Kernel!.Idea}");
                if (story is not null)
                    Wrapped(console, story.Explanation);
                Wrapped(console, string.Join(' ', Sentences(shown, earlier.Where(e => e.Case.Shape == shown.Case.Shape).MaxBy(Threads), KernelRows.FastestOnCpu(shown, valid))));
            }
        }
    }

    /// <summary>What one record says in words.</summary>
    /// <param name="r">A record with figures.</param>
    /// <param name="before">The step before at the same shape; null without one.</param>
    /// <param name="onCpu">The fastest kernel on the processor at the same shape; null without one, and for a kernel of the processor.</param>
    internal static IEnumerable<string> Sentences(RunRecord r, RunRecord? before, RunRecord? onCpu = null)
    {
        if (r.Grade?.Fatal is { } fatal)
        {
            yield return $"Its figures are not told, {Grades.Name(fatal.Reason)}: {fatal.Detail}.";
            yield break;
        }

        var kernel = r.Kernel!;
        double time = r.Statistics[MetricId.KernelTime].Median;
        string threads = r.Case.Device != "cpu" ? $"{r.Case.Device}, {r.Device.Name}"
            : r.Engine!.Threads == 1 ? "1 thread" : $"{Quantity.Count(r.Engine.Threads)} threads";
        yield return $"Here: {Quantity.Span(time)} at {r.Case.Shape} on {threads}{(kernel.Isa is null ? "" : $" with {kernel.Isa}")}{Rate(r)}{Speed(before, time)}{(onCpu is null ? "" : Speed(onCpu, time) + " on the processor")}.";
        foreach (var launch in kernel.Launches ?? [])
            yield return Resources(launch);
        if (r.Roof is { } roof)
        {
            double reached = roof.Seconds / time;
            if (roof is { Compute: { } compute, Bandwidth: { } bandwidth } && kernel.Bytes > 0)
                yield return $"It does {Quantity.Short((double)kernel.Flops / kernel.Bytes)} operations for each byte it must move, and from {Quantity.Short(compute / bandwidth)} on arithmetic is what limits this machine: its limit is {roof.Limit}.";
            yield return $"It reaches {Quantity.Percent(reached)} of that limit, {Limit(roof)}: {Verdict(reached)}.";
        }

        if (r.Reference is { } library)
            yield return $"{library.Name} needs {Quantity.Span(library.Seconds)}: this is {Quantity.Percent(library.Seconds / time)} of its speed.";
    }

    private static bool IsOfTheCase(RunRecord r) => r.Grade?.Fatal is null;

    private static string Resources(KernelLaunchFacts launch) =>
        $"{launch.EntryPoint} starts {Quantity.Count(launch.Blocks, "block")} of {Quantity.Count(launch.Threads, "thread")}, each thread with {Quantity.Count(launch.Registers, "register")} and each block with {Quantity.Bytes(launch.SharedBytes)} of shared memory"
        + (launch.SpilledBytes > 0 ? $", and keeps {Quantity.Bytes(launch.SpilledBytes)} a thread in memory for want of registers" : "")
        + $": {Quantity.Percent(launch.DriverOccupancy)} of a multiprocessor's warps can be there at once{(launch.OccupancyLimit is null ? "" : $", held back by {launch.OccupancyLimit}")}.";

    // Below the limit it may be the kernel's own work, or that of others on the machine: figures do not tell which.
    private static string Verdict(double reached) =>
        reached > Above ? "no kernel is faster than its limit, so one of the two figures is off; measure again with less other work on the machine"
        : reached >= Near ? "the limit is what holds it back"
        : "the limit is not what holds it back";

    // A step of a ladder is told by its time; a ceiling by what it is the limit of.
    private static string Rate(RunRecord r) => !KernelLadder.IsCeiling(r.Kernel!.Ladder) ? ""
        : r.Statistics.TryGetValue(MetricId.KernelFlops, out var flops) ? $", {Quantity.Short(flops.Median / 1e9)} GFLOP/s"
        : r.Statistics.TryGetValue(MetricId.KernelBandwidth, out var bytes) ? $", {Quantity.Short(bytes.Median / 1e9)} GB/s"
        : "";

    // Of several cases of a step the one on the most threads tells the most.
    private static int Threads(RunRecord r) => r.Engine!.Threads;

    private static string Speed(RunRecord? before, double time) => before is null ? ""
        : $", {Quantity.Short(before.Statistics[MetricId.KernelTime].Median / time)} times as fast as {KernelRows.StepName(before)}";

    private static string Limit(Roof roof) => roof.Limit == "compute"
        ? $"{Quantity.Short(roof.Compute!.Value / 1e9)} GFLOP/s by {roof.ComputeFrom}"
        : $"{Quantity.Short(roof.Bandwidth!.Value / 1e9)} GB/s by {roof.BandwidthFrom}";

    private static void Wrapped(IAnsiConsole console, string text)
    {
        string line = "   ";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                PlainTable.Line(console, line);
                line = "   ";
            }

            line += " " + word;
        }

        PlainTable.Line(console, line);
    }
}
