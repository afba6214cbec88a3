using InferBench.Runner.Harness;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;

namespace InferBench.Runner.Commands;

/// <summary>One of two plans that are measured in turns: its cases, its workers with their library, and its results file.</summary>
internal sealed class ComparedSide : IDisposable
{
    private readonly ComparedPlan asked;
    private readonly string runId;
    private readonly TimeProvider time;
    private readonly RequestedPlan requested;
    private readonly ResultsFile file;
    private readonly WorkerLog log;
    private readonly string libraryHash;
    private EnvironmentInfo? environment;
    private int place;

    /// <summary>Looks through plan, library and results file; makes nothing.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="role"><c>base</c> or <c>new</c>.</param>
    /// <param name="id">Of the comparison.</param>
    /// <param name="time">The clock.</param>
    /// <param name="notify">Told in one line what must be said.</param>
    /// <exception cref="BadInputException">One of the three cannot be used.</exception>
    public ComparedSide(ComparedPlan asked, string role, string id, TimeProvider time, Action<string> notify)
    {
        (this.asked, Role, this.time) = (asked, role, time);
        runId = $"{id}-{role}";
        Cache = new ModelCache(asked.Plan.CacheDirectory);
        requested = RequestedPlan.Of(asked.Plan with { EvalText = null }, Cache);
        Plan = requested.Plan;
        libraryHash = FileHash.Of(Library(asked).Path, CancellationToken.None);
        string unnamed = ResultsFile.NewPath(time.GetUtcNow(), runId);
        file = ResultsFile.OpenForAppend(asked.Out ?? unnamed, notify, asked.OutFlag);
        log = new WorkerLog((FilePath.IsDevice(file.Path) ? unnamed : file.Path) + ".log");
    }

    /// <summary><c>base</c> or <c>new</c>.</summary>
    public string Role { get; }

    /// <summary>Its cases; hashes of models are known after <see cref="Prepare"/>.</summary>
    public RunPlan Plan { get; private set; }

    /// <summary>The plan file, as given.</summary>
    public string PlanPath => asked.Path;

    /// <summary>Where its records are.</summary>
    public string ResultsPath => file.Path;

    /// <summary>Where its workers' output is, or why it is not kept; null where they printed nothing.</summary>
    public string? LogNotice => log.Notice;

    private ModelCache Cache { get; }

    /// <summary>Makes its models and computes their hashes.</summary>
    /// <exception cref="BadInputException">A model cannot be made or opened.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Prepare(EnvironmentInfo machine, ProgressView view, CancellationToken cancellation)
    {
        environment = machine;
        Plan = requested.Prepare(Cache, view, cancellation);
    }

    /// <summary>Measures a group in a process of its own and keeps its records.</summary>
    /// <param name="group">What to measure.</param>
    /// <param name="settings">How much.</param>
    /// <param name="turns">Whose turn its trials wait for; null where nothing is measured in between.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Ends it between trials.</param>
    /// <returns>A record for each case, in their order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; records of complete cases are in the file.</exception>
    /// <exception cref="ResultNotWrittenException">The disk refused a record; it travels with the exception.</exception>
    public IReadOnlyList<RunRecord> Measure(
        CaseGroup group, MeasurementSettings settings, TrialTurns.Side? turns, Action<CaseProgress> progress, CancellationToken cancellation)
    {
        group = group with { Cases = [.. group.Cases.Select(c => c with { OrderIndex = place++ })] };
        var records = new List<RunRecord>();
        var workers = new WorkerGroups(runId, environment!, settings, 0, Launch(), WorkerLimits.For(settings), log, time) { Turns = turns };
        var standing = new ModelStanding("a comparison measures no ceilings", requested.Inspect, _ => null);
        GroupRun run = asked.Plan.MemoryCheck ? new CheckedGroups(workers.Run, requested.Inspect).Run : workers.Run;
        PlanRun.Run(
            new() { Groups = [group], Measurement = settings }, run.Completed(standing.Complete).Completed(Identified), file, progress, records.Add, cancellation);
        return records;
    }

    public void Dispose() => log.Dispose();

    private RunRecord Identified(RunRecord r) => r.Engine is { } engine ? r with { Engine = engine with { LibraryHash = libraryHash } } : r;

    private WorkerLaunch Launch() => WorkerLaunch.ThisProgram(WorkerCommand.Name) with
    {
        Environment = asked.Library is null ? [] : new Dictionary<string, string> { [OrtSearch.Override] = Path.GetFullPath(asked.Library) },
    };

    private static OrtLibrary Library(ComparedPlan asked)
    {
        if (asked.Library is null)
            return OrtLibrary.Load();
        try
        {
            return OrtLibrary.Open(asked.Library);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{asked.LibraryFlag}: {e.Message}", e);
        }
    }
}
