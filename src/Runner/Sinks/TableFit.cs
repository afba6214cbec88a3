namespace InferBench.Runner.Sinks;

/// <summary>
/// Makes a table of several rows fit a terminal: what all rows have in common stands above it once, as far as that is
/// needed. No figure is left out.
/// </summary>
internal static class TableFit
{
    /// <summary>Characters of a terminal that is wide enough.</summary>
    public const int Width = 120;

    /// <returns>What stands above the table, in parts, and the columns that remain.</returns>
    public static (IReadOnlyList<string> Heading, IReadOnlyList<ResultColumn> Columns) Of(IEnumerable<ResultColumn> all)
    {
        List<ResultColumn> columns = [.. all];
        List<string> heading = [];
        // A sampler is as wide as a table, and one for all rows of a run.
        Move(columns.Find(c => c.Title == "sampler"));
        if (columns[0].Cells.Length > 1)
        {
            foreach (var column in columns.Where(c => c.InHeading is not null).Reverse().ToArray())
            {
                if (IsTooWide())
                    Move(column);
            }

            if (IsTooWide() && columns[0].Title == "model")
                Shorten();
        }

        return (heading, columns);

        bool IsTooWide() => columns.Sum(c => c.Width) + 1 > Width;

        void Move(ResultColumn? column)
        {
            if (column?.Common is not { } value)
                return;
            heading.Insert(0, column.InHeading!(value));
            columns.Remove(column);
        }

        void Shorten()
        {
            string stem = CommonStem(columns[0].Cells);
            if (stem.Length == 0)
                return;
            heading.Insert(0, stem[..^1]);
            columns[0] = columns[0] with { Cells = [.. columns[0].Cells.Select(name => name[stem.Length..])] };
        }
    }

    /// <summary>What all names begin with, up to and with a colon.</summary>
    private static string CommonStem(string[] names)
    {
        string first = names[0];
        int length = names.Min(name => first.Zip(name).TakeWhile(pair => pair.First == pair.Second).Count());
        return first[..(first[..length].LastIndexOf(':') + 1)];
    }
}
