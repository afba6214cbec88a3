using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference.Trace;

namespace InferBench.Runner.Tests.Profile.Operators;

public sealed class RunAssignmentTests
{
    private const long Base = 5_000_000_000;

    // Two runs, 1,000 and 500 us, 2,000 us apart.
    private static readonly string[] Events =
    [
        TraceText.Span("session_initialization", 0, 90),
        TraceText.Node("a", "MatMul", 120, 600),
        TraceText.Node("b", "Add", 730, 200),
        TraceText.Span("SequentialExecutor::Execute", 110, 900),
        TraceText.Span("model_run", 100, 1000),
        TraceText.Node("a", "MatMul", 3120, 300),
        TraceText.Span("SequentialExecutor::Execute", 3110, 400),
        TraceText.Span("model_run", 3100, 500),
    ];

    private static readonly HostRun[] Runs =
    [
        new(RunPhase.Prefill, 0, 1, 8, 0, Base, Base + 1_050_000),
        new(RunPhase.Decode, 1, 1, 1, 8, Base + 3_000_000, Base + 3_550_000),
    ];

    [Fact]
    public void Every_call_belongs_to_its_run_and_all_time_is_attributed()
    {
        var runs = Assign(Events, Runs);

        Assert.Equal(["a", "b"], runs[0].Nodes.Select(n => n.Call.Name));
        Assert.Equal("a", Assert.Single(runs[1].Nodes).Call.Name);
        Assert.Equal((800_000L, 100_000L, 100_000L, 50_000L), (runs[0].OperatorNs, runs[0].BetweenNs, runs[0].AroundNs, runs[0].OutsideNs));
        Assert.Equal((300_000L, 100_000L, 100_000L, 50_000L), (runs[1].OperatorNs, runs[1].BetweenNs, runs[1].AroundNs, runs[1].OutsideNs));
        Assert.All(runs, r => Assert.Equal(r.Host.Nanoseconds, r.OperatorNs + r.BetweenNs + r.AroundNs + r.OutsideNs));
        Assert.Equal([Base + 25_000 - 100_000, Base + 25_000 - 100_000], runs.Select(r => r.ClockOffsetNs));
    }

    [Fact]
    public void Time_of_nodes_inside_a_branch_is_counted_once()
    {
        string[] events =
        [
            TraceText.Node("before", "Add", 110, 50),
            TraceText.Node("inner", "MatMul", 210, 300),
            TraceText.Node("inner2", "Add", 520, 100),
            TraceText.Node("choice", "If", 200, 500),
            TraceText.Span("model_run", 100, 1000),
        ];

        var run = Assert.Single(Assign(events, [Runs[0]]));

        Assert.Equal([50L, 300L, 100L, 100L], run.Nodes.Select(n => n.SelfMicroseconds));
        Assert.Equal(550_000, run.OperatorNs);
        Assert.Equal((450_000L, 0L), (run.BetweenNs, run.AroundNs));
    }

    [Fact]
    public void Another_number_of_runs_is_refused()
    {
        Assert.Equal("p.json: holds 2 runs, the host made 3; profile one session alone, with fewer runs", Refusal(Events, [.. Runs, Runs[1] with { Step = 2 }]));
        Assert.Equal("p.json: holds 2 runs, the host made 1; profile one session alone, with fewer runs", Refusal(Events, [Runs[0]]));
    }

    [Fact]
    public void Runs_of_other_times_are_refused()
    {
        Assert.Contains("longer than the host's call for prefill (500000 ns)", Refusal(Events, [Runs[0] with { EndNs = Base + 500_000 }, Runs[1]]), StringComparison.Ordinal);
        Assert.Contains("began 2000000 ns after the one before, decode step 1 950000 ns", Refusal(Events, [Runs[0], Runs[1] with { StartNs = Base + 2_000_000, EndNs = Base + 2_550_000 }]), StringComparison.Ordinal);
        Assert.Contains("began 2000000 ns after the one before, decode step 1 2950000 ns", Refusal(Events, [Runs[0], Runs[1] with { StartNs = Base + 4_000_000, EndNs = Base + 4_550_000 }]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_outside_of_its_run_is_refused()
    {
        Assert.Contains("'b' ran from 30 to 230 us, outside of its run, prefill, from 100 to 1100 us", Refusal([.. Events.Select(e => e.Replace("\"ts\" :730", "\"ts\" :30", StringComparison.Ordinal))], Runs), StringComparison.Ordinal);
        Assert.Contains("1 calls of nodes belong to no run, the first of them of 'late'", Refusal([.. Events, TraceText.Node("late", "Add", 4000, 1)], Runs), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_that_ran_at_once_are_refused() =>
        Assert.Contains("several ran at once", Refusal([.. Events.Select(e => e.Replace("\"dur\" :200,\"ts\" :730", "\"dur\" :900,\"ts\" :130", StringComparison.Ordinal))], Runs), StringComparison.Ordinal);

    [Fact]
    public void Of_a_profile_that_was_cut_short_the_whole_runs_are_kept()
    {
        string text = TraceText.File(Events);
        var trace = TraceReader.Read(TraceText.Stream(text[..text.IndexOf("\"ts\" :3110", StringComparison.Ordinal)]), new() { KeepCutShort = true });

        var run = Assert.Single(RunAssignment.Assign("p.json", trace, Runs));

        Assert.Equal(RunPhase.Prefill, run.Host.Phase);
        Assert.Equal(2, run.Nodes.Count);
    }

    [Fact]
    public void A_run_whose_calls_were_not_all_kept_says_so()
    {
        var trace = TraceReader.Read(TraceText.Stream(TraceText.File(Events)), new() { MostCalls = 1 });

        Assert.Equal([1L, 0L], RunAssignment.Assign("p.json", trace, Runs).Select(r => r.Dropped));
    }

    private static IReadOnlyList<TracedRun> Assign(string[] events, HostRun[] runs) =>
        RunAssignment.Assign("p.json", TraceReader.Read(TraceText.Stream(TraceText.File(events)), new()), runs);

    private static string Refusal(string[] events, HostRun[] runs) => Assert.Throws<BadInputException>(() => Assign(events, runs)).Message;
}
