using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>Tables, and lines beside them, of texts that nobody here may have written: shown as they are, never taken for markup.</summary>
internal static class PlainTable
{
    /// <summary>A table without rows; numbers stand to the right.</summary>
    public static Table New(params IEnumerable<(string Title, bool IsNumber)> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach ((string title, bool isNumber) in columns)
            table.AddColumn(new TableColumn(new Text(title)) { NoWrap = true, Alignment = isNumber ? Justify.Right : Justify.Left });
        return table;
    }

    /// <summary>Adds a row; cells that are left out are empty.</summary>
    public static void Row(Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(Printable.Of(cell))));

    /// <summary>A line of text.</summary>
    public static void Line(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(Printable.Of(text));
}
