using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Progress on standard error: one live line on a terminal, plain lines for milestones elsewhere. It draws only when it
/// is called, from the caller's thread: nothing of it can run while something is timed.
/// </summary>
public sealed class ProgressView
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole console;
    private readonly LiveDisplayContext? live;
    private readonly bool quiet;
    private readonly TimeProvider time;
    private long drawn;

    private ProgressView(IAnsiConsole console, LiveDisplayContext? live, bool quiet, TimeProvider time)
    {
        this.console = console;
        this.live = live;
        this.quiet = quiet;
        this.time = time;
    }

    /// <summary>Does <paramref name="work"/> with a view that lasts as long as the work.</summary>
    /// <param name="console">Where progress goes.</param>
    /// <param name="quiet">Shows nothing.</param>
    /// <param name="isLive">Whether a live line may be drawn: not while records go to the same terminal.</param>
    /// <param name="time">The clock of redrawing.</param>
    /// <param name="work">What to do.</param>
    public static void During(IAnsiConsole console, bool quiet, bool isLive, TimeProvider time, Action<ProgressView> work)
    {
        if (quiet || !isLive || !console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
            work(new(console, null, quiet, time));
        else
            console.Live(Text.Empty).AutoClear(true).Start(live => work(new(console, live, quiet, time)));
    }

    /// <summary>A model is being made.</summary>
    public void Making(string model, long bytesDone, long bytesTotal) =>
        Draw(() => string.Create(CultureInfo.InvariantCulture, $"making {model}: {Quantity.Bytes(bytesDone)} of {Quantity.Bytes(bytesTotal)}"));

    /// <summary>A case goes on.</summary>
    public void Running(CaseProgress progress, int done, int total) =>
        Draw(() => string.Create(CultureInfo.InvariantCulture, $"[{done + 1}/{total}] {Name(progress.Case)}: {Doing(progress)}"));

    /// <summary>A case of one side goes on; round 0 is the first look at it.</summary>
    public void Turn(CaseProgress progress, int round, string side) =>
        Draw(() => string.Create(CultureInfo.InvariantCulture, $"round {round}, {side}: {Name(progress.Case)}: {Doing(progress)}"));

    /// <summary>A case has its record.</summary>
    public void Finished(RunRecord record, int done, int total)
    {
        string outcome = record.Status == CaseStatus.Ok && GradeMarks.Instead(record) is { } reason ? $"{reason}, {record.Trials} trials"
            : record.Statistics.TryGetValue(MetricId.DecodeTps, out var decode)
            ? $"decode {Quantity.Short(decode.Median)} tok/s, {record.Trials} trials"
            : record.Statistics.TryGetValue(MetricId.KernelTime, out var launch) ? $"{Quantity.Span(launch.Median)}, {record.Trials} trials"
            : record.Reason ?? $"{record.Trials} trials";
        string repeat = record.Anchor is { } anchor ? string.Create(CultureInfo.InvariantCulture, $" (anchor, repeat {anchor.Number})") : "";
        Milestone(string.Create(CultureInfo.InvariantCulture, $"[{done}/{total}] {Name(record.Case)}{repeat}: {Ending.Of(record)}, {outcome}"));
    }

    /// <summary>Something worth a line of its own wherever progress goes.</summary>
    public void Milestone(string text)
    {
        if (!quiet)
            Notice(text);
    }

    /// <summary>Something that must be said even where progress is not: a line of its own that crosses no other.</summary>
    public void Notice(string text)
    {
        if (live is null)
            console.Profile.Out.Writer.WriteLine(Printable.Of(text));
        else
            console.WriteLine(Printable.Of(text));
    }

    private void Draw(Func<string> text)
    {
        if (live is null || (drawn != 0 && time.GetElapsedTime(drawn) < Redraw))
            return;
        live.UpdateTarget(new Text(Printable.Of(text())));
        drawn = time.GetTimestamp();
    }

    private static string Doing(CaseProgress progress) => progress.Phase switch
    {
        CasePhase.Tokenizing => "turning text into token ids",
        CasePhase.Opening => "opening the model",
        CasePhase.Preparing => "preparing",
        CasePhase.WarmUp => string.Create(CultureInfo.InvariantCulture, $"warming up, trial {progress.Trials}"),
        CasePhase.Check => "checking the outputs",
        CasePhase.Quality => string.Create(CultureInfo.InvariantCulture, $"working out quality, {progress.Trials} positions"),
        _ => string.Create(CultureInfo.InvariantCulture, $"measuring, trial {progress.Trials}"),
    };

    private static string Name(CaseSpec c) => string.Join(' ', CaseName.Parts(c));
}
