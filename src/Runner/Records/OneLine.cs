namespace InferBench.Runner.Records;

/// <summary>Text that quotes a stranger's file, which may hold line ends and be of any length.</summary>
internal static class OneLine
{
    /// <summary>The text without control characters; its middle left out where it has more than <paramref name="longest"/> characters.</summary>
    public static string Of(string text, int longest)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= longest ? line : $"{line[..(longest / 2)]}...{line[^(longest / 2)..]}";
    }
}
