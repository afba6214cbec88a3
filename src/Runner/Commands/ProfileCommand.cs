using InferBench.Runner.Options;
using InferBench.Runner.Profile.ForModel;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;

namespace InferBench.Runner.Commands;

/// <summary>Shows where the time of cases goes: of a run, or of a results file.</summary>
public static class ProfileCommand
{
    /// <exception cref="BadInputException">Nothing can be profiled, or the file holds no profile.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases are shown and in the results file.</exception>
    public static int Run(ProfileOptions options, CancellationToken cancellation)
    {
        if (options.Run is { } run)
            return RunCommand.Run(run, cancellation);
        if (options.Diff is var (before, after))
            return ProfileDiffCommand.Run(before, after, options.Json, options.View.All, cancellation);
        var bad = new BadLines();
        RunRecord[] records = [.. ResultsReader.Records(options.From!, bad.Tell).Where(r => r.Profile is not null)];
        if (records.Length == 0)
            throw new BadInputException($"{options.From}: found no profile, allowed is a results file of 'inferbench profile'; name another");
        Show(records, options.View);
        return bad.End();
    }

    /// <summary>Shows profiles as they were asked for.</summary>
    internal static void Show(IReadOnlyList<RunRecord> records, ProfileView view)
    {
        RunRecord[] profiled = [.. records.Where(r => r.Case.Kernel is null)];
        var console = Terminal.Output();
        if (view.Flame)
            ProfileFlame.Write(console, profiled);
        else
            ProfileText.Write(console, profiled);
        foreach (var record in view.Flame ? [] : profiled.Where(r => r is { Profile: not null, Model: not null }))
        {
            foreach (var phase in KernelShares.Ladders(record).GroupBy(s => s.Phase))
                PlainTable.Line(console, $"Our kernels, {phase.Key} of {record.CaseId}: {string.Join(", ", phase.Take(MostLadders).Select(s => FormattableString.Invariant($"{s.Ladder} stands for {s.Share * 100:0.0} % (the whole at most {s.AtMost:0.00}x as fast)")))}.");
        }

        if (!view.Flame && profiled.Any(r => r.Profile is not null))
            PlainTable.Line(console, "What the whole would gain at the speed of each: 'inferbench kernels --for-model MODEL --profile FILE'.");
    }

    private const int MostLadders = 4;
}
