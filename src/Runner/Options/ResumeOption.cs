namespace InferBench.Runner.Options;

/// <summary>Reads which records of the results file spare their cases another run.</summary>
internal static class ResumeOption
{
    private const string Flag = "--resume";

    /// <param name="read">Takes problems.</param>
    /// <param name="text">The text behind the flag, empty where it stands alone; null where it was not given.</param>
    /// <param name="output">Where the outcome goes.</param>
    public static ResumeMode? Read(OptionReader read, string? text, OutputOptions output)
    {
        if (text is null)
            return null;
        if (text is not ("" or "ok" or "attempted"))
            read.Problem(Flag, text, "ok or attempted");
        if (output.Out is null)
            read.Problem(Flag, "no --out", "an --out beside it, the results file to go on with");
        return text == "attempted" ? ResumeMode.Attempted : ResumeMode.Ok;
    }
}
