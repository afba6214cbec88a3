namespace InferBench.Runner.Devices;

/// <summary>Memory that is free for a model.</summary>
internal static class MemoryFindings
{
    private const string Topic = "memory";

    // A model of one billion weights in 4 bits peaks at about 1.2 GiB while it is loaded.
    private const long Enough = 2 * Size.GiB;

    /// <param name="tree">The machine.</param>
    /// <param name="limit">Bytes the control group allows; null without a limit.</param>
    public static Finding Read(HostTree tree, long? limit)
    {
        if (MemoryFile.Bytes(tree, "MemAvailable") is not { } available)
            return new(Topic, FindingState.NotObserved, "the system does not tell how much memory is available");

        var what = $"{Size.Text(available)} available"
            + (limit is { } bytes ? $"; the control group allows {Size.Text(bytes)} in all" : "");
        return Math.Min(available, limit ?? long.MaxValue) >= Enough
            ? new(Topic, FindingState.Ok, what)
            : new(
                Topic, FindingState.Warning, $"{what}: less than {Size.Text(Enough)}, which larger models need",
                Mend.Advice(limit < Enough ? "raise the memory limit of the container" : "close other programs"));
    }
}
