using System.Globalization;

namespace InferBench.Figures;

/// <summary>Figures with the command that made them, printed as rows for FIGURES.md.</summary>
internal sealed class FigureTable(string command)
{
    private readonly List<(string Figure, string Value, string Goal)> rows = [];

    public void Add(string figure, string value, string goal) => rows.Add((figure, value, goal));

    public void Write(TextWriter writer)
    {
        writer.WriteLine($"`dotnet run -c Release --project benchmarks/Figures -- {command}`");
        writer.WriteLine();
        writer.WriteLine("| figure | measured | goal |");
        writer.WriteLine("|---|---|---|");
        foreach (var (figure, value, goal) in rows)
            writer.WriteLine($"| {figure} | {value} | {goal} |");
        writer.WriteLine();
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
