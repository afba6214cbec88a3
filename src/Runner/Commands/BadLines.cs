using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Lines of results files that are no records: each is told on standard error, up to a number that can be read.</summary>
internal sealed class BadLines
{
    private const int MostTold = 20;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>Takes one problem.</summary>
    public void Tell(string problem)
    {
        if (++Count <= MostTold)
            Console.Error.WriteLine("inferbench: " + Printable.Of(problem));
    }

    /// <summary>Says how many were not told.</summary>
    /// <returns>The exit code.</returns>
    public int End()
    {
        if (Count > MostTold)
            Console.Error.WriteLine(FormattableString.Invariant($"inferbench: and {Count - MostTold} lines more"));
        return Count > 0 ? ExitCode.SomeFailed : ExitCode.Ok;
    }
}
