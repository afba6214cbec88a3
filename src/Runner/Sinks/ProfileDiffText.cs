using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What accounts for the difference between two profiles, as tables a person reads.</summary>
public static class ProfileDiffText
{
    // Without all of them; what is left is put together in one row, so that the rows still add up.
    private const int MostParts = 12;

    private const decimal Millisecond = 1_000_000;

    /// <summary>Writes a table for each phase of each case.</summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="report">What is told.</param>
    /// <param name="all">Every part, and the nodes of each; else the parts that changed most.</param>
    public static void Write(IAnsiConsole console, ProfileDiffReport report, bool all)
    {
        foreach (var pair in report.Cases)
        {
            PlainTable.Line(console, Title(pair));
            foreach (var phase in pair.Phases)
            {
                Table(console, $"{phase.Name}, {Step(phase)}", phase.Step, phase.Parts, phase.Tokens, all);
                if (phase.Device is { } device)
                    Table(console, $"{phase.Name} on the GPU, in a pass of its own", device.Step, device.Parts, phase.Tokens, all);
            }

            foreach (var d in pair.Differences)
                PlainTable.Line(console, $"Differs: {d.What} '{d.Base ?? "none"}' in base and '{d.New ?? "none"}' in new.");
            foreach (string note in pair.Notes)
                PlainTable.Line(console, $"{char.ToUpperInvariant(note[0])}{note[1..]}.");
        }

        foreach (var other in report.NotCompared)
            PlainTable.Line(console, $"Not compared: {string.Join(", ", CaseName.Parts(other.Case))}: {other.Reason}");
        PlainTable.Line(console, $"Base is {report.Base}, new is {report.New}; - is what only the other has. Rows add up to the whole change, of means under a profiler.");
    }

    private static string Title(CaseDifference pair)
    {
        var (old, now) = (CaseName.Parts(pair.BaseCase), CaseName.Parts(pair.NewCase));
        string title = string.Join(", ", now);
        return old.SequenceEqual(now) ? title : $"{title} (base: {string.Join(", ", old.Except(now).DefaultIfEmpty("the usual"))})";
    }

    private static string Step(PhaseDifference phase) =>
        phase.Tokens == 1 ? "a step is one token" : $"a step is {Quantity.Count(phase.Tokens, "token")}";

    private static void Table(IAnsiConsole console, string title, TimeDifference step, IReadOnlyList<PartDifference> parts, long tokens, bool all)
    {
        PlainTable.Line(console, $"{title}: {Milliseconds(step.BaseNs)} ms in base, {Milliseconds(step.NewNs)} ms in new, {Change(step.ChangeNs)} ms ({Share(step)})");
        (string, bool)[] perToken = tokens > 1 ? [("ms\nper token", true)] : [];
        var table = PlainTable.New([("what", false), ("base\nms", true), ("new\nms", true), ("change\nms", true), .. perToken, ("of base's\nstep", true)]);
        PartDifference[] shown = [.. all ? parts : parts.Take(MostParts)];
        foreach (var part in shown)
        {
            Row(Name(part), part.Time);
            foreach (var node in all ? part.Nodes : [])
                Row($"  {node.Node} ({Operator(node)})", node.Time);
        }

        if (parts.Count > shown.Length)
            Row($"{parts.Count - shown.Length} others", Sum(parts.Skip(shown.Length)));
        Row("the whole step", step);
        Terminal.Wide(console).Write(table);

        void Row(string what, TimeDifference time) => PlainTable.Row(table,
        [
            what, Milliseconds(time.BaseNs), Milliseconds(time.NewNs), Change(time.ChangeNs), .. tokens > 1 ? [Change(time.ChangeNs / tokens)] : Array.Empty<string>(), Share(time),
        ]);
    }

    private static TimeDifference Sum(IEnumerable<PartDifference> parts)
    {
        TimeDifference[] times = [.. parts.Select(p => p.Time)];
        return new()
        {
            BaseNs = times.Sum(t => t.BaseNs ?? 0),
            NewNs = times.Sum(t => t.NewNs ?? 0),
            ChangeNs = times.Sum(t => t.ChangeNs),
            OfStep = times.Sum(t => t.OfStep),
        };
    }

    private static string Name(PartDifference part)
    {
        string name = part.Part switch
        {
            StepPart.Operators when part.Kind is { } kind && kind != part.Name => $"{part.Name} ({kind})",
            StepPart.Gap => $"gap: {part.Name.Replace('_', ' ')}",
            StepPart.Copy => $"copy: {part.Name.Replace('_', ' ')}",
            _ => part.Name,
        };
        string layers = part.Layers is { } count ? string.Create(CultureInfo.InvariantCulture, $" x{count} {(count == 1 ? "layer" : "layers")}") : "";
        string side = part.Part == StepPart.Unaccounted ? "" : part.Time switch { { BaseNs: null } => ", only in new", { NewNs: null } => ", only in base", _ => "" };
        return name + layers + side;
    }

    private static string Operator(NodeDifference node) => (node.BaseOperator, node.NewOperator) switch
    {
        (null, var now) => $"only in new: {now}",
        (var old, null) => $"only in base: {old}",
        var (old, now) => old == now ? now : $"{old}; in new {now}",
    };

    private static string Milliseconds(decimal? ns) => ns is { } time ? (time / Millisecond).ToString("N4", CultureInfo.InvariantCulture) : "-";

    private static string Change(decimal ns) => (ns / Millisecond).ToString("+#,0.0000;-#,0.0000;0.0000", CultureInfo.InvariantCulture);

    private static string Share(TimeDifference time) => time.OfStep is { } share ? (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + "%" : "-";
}
