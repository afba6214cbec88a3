using System.Text.Json;
using InferBench.Runner.Harness;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;
using InferBench.Runner.Telemetry;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Commands;

/// <summary>One run from its results file's opening to the table of what came of it, whatever it measures.</summary>
internal sealed class RecordedRun : IDisposable
{
    private const int RecordsBetweenCollections = 250;

    private readonly OutputOptions output;
    private readonly TimeProvider time;
    private readonly ResultsFile file;
    private readonly WorkerLog log;
    private readonly RunTelemetry? telemetry;
    private readonly List<RunRecord> records = [], ceilings = [];
    private ProgressView? shown;

    /// <summary>Opens the results file, and what telemetry was asked for.</summary>
    /// <exception cref="BadInputException">One of them cannot be opened.</exception>
    public RecordedRun(OutputOptions output, TimeProvider time)
    {
        this.output = output;
        this.time = time;
        telemetry = TelemetryOutput.Open(output.Telemetry, time);
        file = ResultsFile.OpenForAppend(output.Out ?? ResultsFile.NewPath(time.GetUtcNow(), RunId), line => shown?.Notice("inferbench: " + line));
        log = new WorkerLog((FilePath.IsDevice(file.Path) ? ResultsFile.NewPath(time.GetUtcNow(), RunId) : file.Path) + ".log");
    }

    /// <summary>Whether <c>--json</c> prints the records; false where something made of them is printed.</summary>
    public bool PrintsRecords { get; init; } = true;

    /// <summary>Same for all records of the run.</summary>
    public string RunId { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The code of the process where nothing was thrown: a figure that is none of its case's has failed it, too.</summary>
    public int ExitCode => records.Any(r => r.Status == CaseStatus.Failed || r.Grade?.Verdict == Verdict.Invalid) ? Records.ExitCode.SomeFailed : Records.ExitCode.Ok;

    /// <summary>What its cases were asked to run on and found absent, each as often as it was.</summary>
    public IEnumerable<string> Absent => records.Select(r => r.Absent).OfType<string>();

    /// <summary>Takes what workers printed before there was a run into its log.</summary>
    public void Keep(WorkerLog printed) => printed.MoveTo(log);

    /// <summary>Does the work with progress beside it, and shows what came of it however it ends.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="show">Shows records, one or more of them, with the ceilings last.</param>
    /// <param name="cancellation">Ends the wait for a last scrape of the metrics.</param>
    public void During(Action<ProgressView> work, Action<IReadOnlyList<RunRecord>> show, CancellationToken cancellation)
    {
        bool complete = false;
        try
        {
            ProgressView.During(Terminal.Error(), output.Quiet, isLive: !output.Json, time, view =>
            {
                shown = view;
                if (telemetry?.Address is { } address)
                    view.Milestone($"metrics of finished cases: {address}");
                work(view);
            });
            complete = true;
        }
        finally
        {
            if (records.Count > 0 && !output.Json)
            {
                show([.. records, .. ceilings]);
                Console.Out.WriteLine($"Results: {file.Path}");
            }

            if (log.Notice is { } notice && !output.Quiet)
                Console.Error.WriteLine("inferbench: " + Printable.Of(notice));
            foreach (string lost in telemetry?.Close(linger: complete, cancellation) ?? [])
                Console.Error.WriteLine("inferbench: " + Printable.Of(lost));
        }
    }

    /// <summary>What paths of timelines begin with: the results file's name, beside it or in a folder.</summary>
    /// <param name="folder">The folder, which is made where it is not there; null for the results file's.</param>
    /// <exception cref="BadInputException">It cannot be made.</exception>
    public string TracePrefix(string? folder)
    {
        string beside = Path.GetFullPath(FilePath.IsDevice(file.Path) ? ResultsFile.NewPath(time.GetUtcNow(), RunId) : file.Path);
        try
        {
            string place = Directory.CreateDirectory(folder ?? Path.GetDirectoryName(beside)!).FullName;
            return Path.Combine(place, $"{Path.GetFileNameWithoutExtension(beside)}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--trace: found '{folder}', allowed is a folder that is there or can be made ({e.Message.TrimEnd('.')}); name another", e);
        }
    }

    /// <summary>Records that the results file held before; none where the run does not go on with them.</summary>
    public IEnumerable<RunRecord> Earlier(Action<string> notify) =>
        output.Resume is not null && File.Exists(file.Path) ? ResultsReader.Records(file.Path, notify) : [];

    /// <summary>The plan without what the results file answers, where the run goes on with it.</summary>
    /// <exception cref="BadInputException">The file is of another plan, machine or build.</exception>
    public RunPlan Remaining(RunPlan plan, EnvironmentInfo environment, string? engineVersion, ProgressView view, string? genAiVersion = null)
    {
        if (output.Resume is not { } mode || !File.Exists(file.Path))
            return plan;
        int all = plan.Cases.Count();
        plan = Resumption.Remaining(plan, Earlier(view.Milestone), environment, engineVersion, mode, file.Path, genAiVersion);
        view.Milestone(FormattableString.Invariant($"{file.Path} answers {all - plan.Cases.Count()} of {all} cases"));
        return plan;
    }

    /// <summary>Who runs groups: workers of this run, or this process.</summary>
    public GroupRun Groups(bool inProcess, int retries, MeasurementSettings settings, EnvironmentInfo environment) => inProcess
        ? new GroupRunner(RunId, environment, settings, time).Run
        : new WorkerGroups(
            RunId, environment, settings, retries, WorkerLaunch.ThisProgram(WorkerCommand.Name), WorkerLimits.For(settings), log, time).Run;

    /// <summary>Who assesses models: workers of this run, or this process.</summary>
    public AssessmentRun Assessments(bool inProcess, MeasurementSettings settings) => inProcess
        ? (order, progress, cancellation) => Assessor.Run(order, progress, time, cancellation)
        : new AssessmentWorker(WorkerLaunch.ThisProgram(WorkerCommand.Name), WorkerLimits.For(settings), log, time).Run;

    /// <summary>Runs a plan and keeps its records.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; records of complete cases are in the file.</exception>
    public void Run(RunPlan plan, GroupRun groups, ProgressView view, CancellationToken cancellation)
    {
        int total = plan.Cases.Count();
        PlanRun.Run(
            plan, groups, file,
            progress =>
            {
                telemetry?.WentOn(progress);
                view.Running(progress, records.Count, total);
            },
            record =>
            {
                telemetry?.Add(record);
                // The table needs no samples, and a run may have thousands of cases.
                records.Add(record with { Samples = new Dictionary<string, SampleSeries>() });
                if (output.Json && PrintsRecords)
                    Console.Out.WriteLine(JsonSerializer.Serialize(record, RecordJson.Line.RunRecord));
                view.Finished(record, records.Count, total);
                // Nothing is timed now, and thousands of cases would leave tens of megabytes behind.
                if (records.Count % RecordsBetweenCollections == 0)
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            },
            cancellation);
    }

    /// <summary>Measures ceilings and keeps their records, which are no rows of the table; one that moved carries a warning.</summary>
    /// <param name="group">Ceilings.</param>
    /// <param name="groups">Who runs them.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="finished">Told of every record.</param>
    /// <param name="cancellation">Ends it between trials.</param>
    /// <exception cref="OperationCanceledException">Cancelled; complete ones are in the file.</exception>
    public void RunCeilings(CaseGroup group, GroupRun groups, ProgressView view, Action<RunRecord> finished, CancellationToken cancellation)
    {
        int done = 0;
        PlanRun.Run(
            new() { Groups = [group], Measurement = Plan.RunCeilings.Settings },
            groups.Completed(record => CeilingSeries.Mark(record, ceilings)), file,
            progress =>
            {
                telemetry?.WentOn(progress);
                view.Running(progress, done, group.Cases.Count);
            },
            record =>
            {
                telemetry?.Add(record);
                done++;
                ceilings.Add(record with { Samples = new Dictionary<string, SampleSeries>() });
                finished(record);
            },
            cancellation);
    }

    public void Dispose()
    {
        log.Dispose();
        telemetry?.Dispose();
    }
}
