using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>A comparison as Markdown for a comment on a pull request.</summary>
public static class ComparisonMarkdown
{
    private const string Markup = "\\`*_[]<>|~&$!^{}";

    private const char NoWidth = '\u200B';

    /// <summary>Writes heading, table and what its words mean.</summary>
    public static void Write(TextWriter writer, ComparisonReport report)
    {
        writer.Write($"### InferBench: {ComparisonText.Summary(report)}\n\n");
        if (report.Compared.Count > 0)
        {
            writer.Write("| case | metric | base | new | ratio | 95 % interval | verdict |\n| :-- | :-- | --: | --: | --: | --: | :-- |\n");
            foreach (var row in report.Compared)
            {
                string verdict = ComparisonText.Verdict(row);
                writer.Write(
                    $"| {Inert(ComparisonText.Case(row))} | {ComparisonText.Metric(row.Metric)} | {ComparisonText.Figure(row.Metric, row.BaseMedian)} "
                    + $"| {ComparisonText.Figure(row.Metric, row.NewMedian)} | {ComparisonText.Ratio(row.Ratio)} | {ComparisonText.Interval(row.Interval)} "
                    + $"| {(row.Verdict is Change.Slower or Change.Faster ? $"**{verdict}**" : verdict)} |\n");
            }

            writer.Write("\n");
        }

        foreach (string line in ComparisonText.Lines(report))
            writer.Write($"- {Inert(line)}\n");
    }

    /// <summary>
    /// Text as it is, on one line: no markup, and no mention, reference or link, which a forge makes of bare text. A space of
    /// no width stands where a name or an address would go on.
    /// </summary>
    internal static string Inert(string text)
    {
        var inert = new StringBuilder();
        foreach (char c in Printable.Of(text).Replace("www.", $"www{NoWidth}.", StringComparison.Ordinal).Replace("GH-", $"GH{NoWidth}-", StringComparison.Ordinal))
        {
            if (Markup.Contains(c))
                inert.Append('\\');
            inert.Append(c);
            if (c is '@' or '#' or '/')
                inert.Append(NoWidth);
        }

        return inert.ToString();
    }
}
