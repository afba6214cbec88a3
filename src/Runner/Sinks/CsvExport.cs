using System.Buffers;
using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>Records as CSV (RFC 4180): a heading, a line each with CR LF, quotes where they are needed.</summary>
public static class CsvExport
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>Writes all records; an empty cell is "not measured".</summary>
    public static void Write(TextWriter writer, IEnumerable<RunRecord> records)
    {
        Line(writer, ExportColumns.All.Select(c => Quoted(c.Name)));
        foreach (var record in records)
            Line(writer, ExportColumns.All.Select(c => c.Text is null ? Number(c.Number!(record)) : Cell(c.Text(record) ?? "")));
    }

    /// <summary>
    /// A text as a cell. A spreadsheet computes what begins with =, +, -, @ or a tab (OWASP, "CSV injection"): an apostrophe
    /// before it makes it a text. Names come from model folders of strangers.
    /// </summary>
    internal static string Cell(string text) =>
        Quoted(text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text);

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(NeedQuotes) ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;

    private static string Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void Line(TextWriter writer, IEnumerable<string> cells)
    {
        writer.Write(string.Join(',', cells));
        writer.Write("\r\n");
    }
}
