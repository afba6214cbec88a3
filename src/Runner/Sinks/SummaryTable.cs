using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>Results files as a table, a line each.</summary>
public static class SummaryTable
{
    private const int MostNames = 3;

    /// <summary>Writes the table.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<ResultsSummary> files)
    {
        var table = PlainTable.New(
            ("file", false), ("cases", true), ("ok", true), ("failed", true), ("skipped", true), ("models", false), ("machine", false), ("from (UTC)", false), ("to (UTC)", false));
        foreach (var file in files)
        {
            PlainTable.Row(table,
            [
                file.File, Number(file.Cases), Number(file.Ok), Number(file.Failed), Number(file.Skipped),
                Names(file.Models), Names(file.Processors), Moment(file.From), Moment(file.To),
            ]);
        }

        Terminal.Wide(console).Write(table);
    }

    private static string Names(IReadOnlyList<string> names) =>
        names.Count <= MostNames
            ? string.Join(", ", names)
            : FormattableString.Invariant($"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more");

    private static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
