using System.Globalization;
using System.Text;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>Where the time of a profiled case goes, as an indented tree with a bar for each part, from its record alone.</summary>
public static class ProfileFlame
{
    private const int LeastWidth = 40, MostWidth = 160, LeastBar = 4, FiguresWidth = 20;

    // Of one role; a model may have a hundred layers.
    private const int MostNodes = 3;

    private const string Common = "/model/";

    private const string Eighths = "▏▎▍▌▋▊▉█";

    /// <summary>Writes the tree of each record, without what the profiler itself took, and why those without a profile have none.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<RunRecord> records)
    {
        int width = console.Profile.Width;
        foreach (var record in records)
        {
            PlainTable.Line(console, $"{string.Join(", ", CaseName.Parts(record.Case))}: case {record.CaseId}");
            if (record.Profile is not { } profile)
            {
                PlainTable.Line(console, $"  {record.Status.ToString().ToLowerInvariant()}: {record.Reason ?? "no profile"}");
                continue;
            }

            var phases = profile.Phases.Select(p => ProfilerCost.Of(p, profile).TakenOff(p)).ToArray();
            foreach (string line in Text(record with { Profile = profile with { Phases = phases } }, width).TrimEnd('\n').Split('\n'))
                PlainTable.Line(console, line);
            foreach (var phase in profile.Phases)
                PlainTable.Line(console, $"Advice, {phase.Name}: {phase.Advice}");
        }
    }

    /// <summary>A line for each part of each phase; bars and shares are of the phase.</summary>
    /// <param name="record">A record with a profile.</param>
    /// <param name="width">Columns to fill; below 40 and above 160 as if they were.</param>
    /// <exception cref="BadInputException">The record has no profile.</exception>
    public static string Text(RunRecord record, int width)
    {
        var profile = record.Profile ?? throw new BadInputException($"case {record.CaseId}: found no profile, allowed are profiled cases; profile it with 'inferbench profile'");
        var text = new StringBuilder();
        int columns = Math.Clamp(width, LeastWidth, MostWidth);
        foreach (var phase in profile.Phases)
        {
            foreach (var tree in new[] { ProfileTree.Of(phase), ProfileTree.OfDevice(phase) }.OfType<ProfileTree>())
                Add(text, tree, tree.Ns, depth: 0, columns);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, ProfileTree tree, double whole, int depth, int columns)
    {
        Line(text, tree.Name, tree.Ns, whole, depth, columns);
        bool areNodes = depth == 2;
        foreach (var part in areNodes ? tree.Parts.Take(MostNodes) : tree.Parts)
            Add(text, part, whole, depth + 1, columns);
        if (areNodes && tree.Parts.Count > MostNodes)
            Line(text, string.Create(CultureInfo.InvariantCulture, $"and {tree.Parts.Count - MostNodes} more"), tree.Parts.Skip(MostNodes).Sum(p => p.Ns), whole, depth + 1, columns);
    }

    private static void Line(StringBuilder text, string name, double ns, double whole, int depth, int columns)
    {
        // Half of what the figures leave, each.
        int bar = (columns - FiguresWidth) / 2, label = columns - FiguresWidth - bar - 1;
        double share = whole > 0 ? ns / whole : 0;
        text.Append(Fitted(new string(' ', 2 * depth) + Printable.Of(name.StartsWith(Common, StringComparison.Ordinal) ? name[Common.Length..] : name), label)).Append(' ')
            .Append(Bar(share, Math.Max(bar, LeastBar)))
            .Append(CultureInfo.InvariantCulture, $"{share * 100,6:0.0}% {ns / 1e6,9:#,0.0000} ms").Append('\n');
    }

    // A node's name begins with its layer, behind what all begin with.
    private static string Fitted(string name, int width) =>
        name.Length <= width ? name.PadRight(width) : name[..(width - 1)] + "…";

    private static string Bar(double share, int width)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 8);
        string bar = new string(Eighths[7], eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8 - 1].ToString());
        return bar.PadRight(width);
    }
}
