using System.Globalization;
using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Worker;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Tests.Harness;

/// <summary>
/// Shell scripts in place of workers, one after another: real processes that print what they are told and end as they are
/// told. They read no orders.
/// </summary>
internal sealed class ScriptedWorkers : IDisposable
{
    private readonly TestFolder folder = new();
    private int workers;

    /// <summary>Where the log of the run is.</summary>
    public string LogPath => folder["log"];

    /// <summary>The next worker: says <paramref name="news"/>, then runs <paramref name="script"/>.</summary>
    public ScriptedWorkers Then(string script, params WorkerNews[] news)
    {
        string name = workers++.ToString(CultureInfo.InvariantCulture);
        using var stream = File.Create(folder[name + ".news"]);
        foreach (var message in news)
            WireJson.Send(stream, message, WireJson.News);
        File.WriteAllText(folder[name + ".sh"], script);
        return this;
    }

    /// <summary>Runs a group with them and returns its records.</summary>
    public List<RunRecord> Run(CaseGroup group, int retries = 0, WorkerLimits? limits = null, Action<CaseProgress>? progress = null)
    {
        var records = new List<RunRecord>();
        using var log = new WorkerLog(LogPath);
        var groups = new WorkerGroups(
            "run", TestRecords.Ok().Environment, new(), retries, Launch(), limits ?? WorkerLimits.For(new()), log,
            TimeProvider.System);
        groups.Run(group, progress ?? (_ => { }), records.Add, TestContext.Current.CancellationToken);
        Assert.Equal(workers, int.Parse(File.ReadAllText(folder["count"]), CultureInfo.InvariantCulture));
        return records;
    }

    /// <summary>Lets the next one assess a model.</summary>
    public Assessment Assess(Action<CasePhase, int> progress)
    {
        using var log = new WorkerLog(LogPath);
        return new AssessmentWorker(Launch(), WorkerLimits.For(new()), log, TimeProvider.System).Run(
            new(new() { Path = folder["models", "tiny"], Threads = 1 }), progress, TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the next one turn a text into token ids; what it prints is held first, then kept.</summary>
    public TokenizedText Tokenize()
    {
        using var held = new WorkerLog(path: null);
        var found = new TokenizingWorker(Launch(), WorkerLimits.For(new()), held, TimeProvider.System).Run(
            new(folder.Path, "text"u8.ToArray()), TestContext.Current.CancellationToken);
        using var log = new WorkerLog(LogPath);
        held.MoveTo(log);
        held.MoveTo(log);
        return found;
    }

    // The numbers of the workers that have started stand in a file: each takes the next.
    private WorkerLaunch Launch()
    {
        File.WriteAllText(folder["count"], "0");
        return new("/bin/sh", ["-c", $"cd '{folder.Path}'; n=$(cat count); echo $((n + 1)) > count; cat $n.news; . ./$n.sh"]);
    }

    /// <summary>Cases that differ in their prompts: 1, 2, 3, ...</summary>
    public CaseGroup Group(int cases) => new()
    {
        ModelPath = folder["models", "tiny"],
        Cases = [.. Enumerable.Range(0, cases).Select(i =>
        {
            var spec = TestRecords.Ok().Case with { Prompt = i + 1 };
            return new PlannedCase { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = i };
        })],
    };

    /// <summary>The record that a worker would send of a case.</summary>
    public static CaseFinished Answer(PlannedCase planned) => new(
        BlankRecord.Of(planned, "run", TestRecords.Ok().Environment, new(), DateTimeOffset.UnixEpoch) with { Trials = 5 });

    public void Dispose() => folder.Dispose();
}
