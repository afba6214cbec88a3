using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Tests.Harness;

/// <summary>Whatever a worker does, every case has one record.</summary>
public sealed class WorkerGroupsTests : IDisposable
{
    private readonly ScriptedWorkers workers = new();

    public WorkerGroupsTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "scripted workers need a POSIX shell");

    [Theory]
    [InlineData("kill -SEGV $$", "was killed by SIGSEGV before it began")]
    [InlineData("kill -ABRT $$", "was killed by SIGABRT before it began")]
    [InlineData("kill -BUS $$", "was killed by SIGBUS before it began")]
    [InlineData("exit 3", "ended with exit code 3 before it began")]
    [InlineData("exit 0", "ended with exit code 0 before it began")]
    [InlineData("echo one >&2; echo ' two ' >&2; exit 3", "ended with exit code 3 before it began; the last it printed: two")]
    [InlineData("echo Segmentation fault; exec sleep 60", "was killed for sending what is no message (found 'Segm' where a frame's length was expected: allowed are 1 to 67108864 bytes) before it began")]
    [InlineData(@"printf '\011\000\000\000{}'", "was killed for sending what is no message (the stream ended after 2 of a frame's 9 bytes) before it began")]
    [InlineData(@"printf '\002\000\000\000{}'; exec sleep 60", "was killed for sending what is no message (a frame of 2 bytes holds no message that is known) before it began")]
    public void The_end_of_a_worker_is_the_reason_of_a_failed_record(string script, string reason)
    {
        workers.Then(script);

        var record = Assert.Single(workers.Run(workers.Group(1)));

        Assert.Equal((CaseStatus.Failed, "the worker process " + reason), (record.Status, record.Reason));
        Assert.Equal(("run", 0, 1), (record.RunId, record.OrderIndex, record.Case.Prompt));
        Assert.Empty(record.Statistics);
    }

    [Fact]
    public void Who_killed_a_worker_is_told_as_far_as_the_kernel_counts()
    {
        workers.Then("kill -KILL $$", new CaseWentOn(CasePhase.Opening, 0), new CaseWentOn(CasePhase.Preparing, 0), new CaseWentOn(CasePhase.Measure, 12));

        var record = Assert.Single(workers.Run(workers.Group(1)));

        Assert.StartsWith("the worker process was killed by SIGKILL while it measured, after trial 12, ", record.Reason, StringComparison.Ordinal);
        Assert.Contains("for want of memory", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_case_that_was_running_pays_and_a_new_worker_goes_on()
    {
        var group = workers.Group(4);
        workers
            .Then("kill -SEGV $$", new CaseWentOn(CasePhase.Preparing, 0), Answer(group, 0), new CaseWentOn(CasePhase.Preparing, 0), new CaseWentOn(CasePhase.WarmUp, 3))
            .Then("exit 0", Answer(group, 2), Answer(group, 3), new GroupFinished());
        var told = new List<(int, CasePhase)>();

        var records = workers.Run(group, progress: p => told.Add((p.Case.Prompt, p.Phase)));

        Assert.Equal([0, 1, 2, 3], records.Select(r => r.OrderIndex));
        Assert.Equal([CaseStatus.Ok, CaseStatus.Failed, CaseStatus.Ok, CaseStatus.Ok], records.Select(r => r.Status));
        Assert.Equal("the worker process was killed by SIGSEGV while it warmed up, after trial 3", records[1].Reason);
        Assert.Equal([(1, CasePhase.Preparing), (2, CasePhase.Preparing), (2, CasePhase.WarmUp)], told);
    }

    [Fact]
    public void A_case_is_tried_again_as_often_as_was_asked()
    {
        var group = workers.Group(2);
        workers
            .Then("kill -ABRT $$", new CaseWentOn(CasePhase.Preparing, 0))
            .Then("exit 0", new CaseWentOn(CasePhase.Preparing, 0), Answer(group, 0), new CaseWentOn(CasePhase.Preparing, 0))
            .Then("exit 4", new CaseWentOn(CasePhase.Preparing, 0));

        var records = workers.Run(group, retries: 1);

        Assert.Equal([CaseStatus.Ok, CaseStatus.Failed], records.Select(r => r.Status));
        Assert.Equal(
            new Warning(WarningCode.Retried, "measured at try 2; before, the worker process was killed by SIGABRT before the first trial"),
            Assert.Single(records[0].Warnings));
        Assert.Equal("the worker process ended with exit code 4 before the first trial", records[1].Reason);
    }

    [Fact]
    public void A_model_that_takes_three_workers_down_in_one_way_is_not_opened_again()
    {
        var opening = new CaseWentOn(CasePhase.Opening, 0);
        workers.Then("exit 9", opening).Then("kill -SEGV $$", opening).Then("kill -SEGV $$", opening).Then("kill -SEGV $$", opening);

        var records = workers.Run(workers.Group(6));

        Assert.Equal([0, 1, 2, 3, 4, 5], records.Select(r => r.OrderIndex));
        Assert.Equal("the worker process was killed by SIGSEGV while it opened the model", records[2].Reason);
        Assert.All(records[3..], r => Assert.Equal(
            "the worker process was killed by SIGSEGV while it opened the model; so did 3 workers in a row, and no other was started", r.Reason));
    }

    [Fact]
    public void Retries_of_opening_a_model_are_all_taken_before_it_is_not_opened_again()
    {
        for (int i = 0; i < 6; i++)
            workers.Then("exit 9", new CaseWentOn(CasePhase.Opening, 0));

        var records = workers.Run(workers.Group(5), retries: 1);

        Assert.Equal([0, 1, 2, 3, 4], records.Select(r => r.OrderIndex));
        Assert.EndsWith("; so did 6 workers in a row, and no other was started", records[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_does_nothing_counts_as_hung()
    {
        workers.Then("exec sleep 60", new CaseWentOn(CasePhase.Opening, 0), new CaseWentOn(CasePhase.Preparing, 0));

        var record = Assert.Single(workers.Run(workers.Group(1), limits: new(TimeSpan.FromSeconds(0.4), TimeSpan.FromHours(1))));

        Assert.Equal("the worker process was killed as hung (it used no processor time and read nothing for 0.4 s) before the first trial", record.Reason);
    }

    [Fact]
    public void A_worker_that_hangs_before_it_reads_a_long_order_counts_as_hung()
    {
        var group = workers.Group(1000);
        workers.Then("exec sleep 60").Then("exec sleep 60").Then("exec sleep 60");

        var records = workers.Run(group, limits: new(TimeSpan.FromSeconds(0.4), TimeSpan.FromHours(1)));

        Assert.Equal(1000, records.Count);
        Assert.Equal("the worker process was killed as hung (it used no processor time and read nothing for 0.4 s) before it began", records[0].Reason);
    }

    [Fact]
    public void A_very_long_group_is_given_to_several_workers_in_turn()
    {
        var group = workers.Group(5_002);
        workers
            .Then("exit 0", [.. group.Cases.Take(5_000).Select(ScriptedWorkers.Answer), new GroupFinished()])
            .Then("kill -SEGV $$", Answer(group, 5_000), new CaseWentOn(CasePhase.Preparing, 0));

        var records = workers.Run(group);

        Assert.Equal(Enumerable.Range(0, 5_002), records.Select(r => r.OrderIndex));
        Assert.Equal([5_001], records.Where(r => r.Status == CaseStatus.Failed).Select(r => r.OrderIndex));
    }

    [Fact]
    public void A_worker_that_works_and_says_nothing_counts_as_hung_later()
    {
        workers.Then("while :; do :; done");

        var record = Assert.Single(workers.Run(workers.Group(1), limits: new(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1.5))));

        Assert.Equal("the worker process was killed as hung (it said nothing for 1.5 s) before it began", record.Reason);
    }

    [Fact]
    public void A_worker_that_dies_while_it_checks_outputs_takes_no_figures_with_it()
    {
        var group = workers.Group(2);
        workers
            .Then("kill -SEGV $$", new CaseWentOn(CasePhase.Preparing, 0), new CaseMeasured(Answer(group, 0).Record with { Grade = new([], []) }), new CaseWentOn(CasePhase.Check, 0))
            .Then("exit 0", new CaseWentOn(CasePhase.Preparing, 0), new CaseMeasured(Answer(group, 1).Record), Answer(group, 1), new GroupFinished());

        var records = workers.Run(group);

        Assert.Equal([(0, CaseStatus.Ok, 5), (1, CaseStatus.Ok, 5)], records.Select(r => (r.OrderIndex, r.Status, r.Trials)));
        const string reason = "the worker process was killed by SIGSEGV while it checked the outputs";
        Assert.Equal((reason, reason), (records[0].Correctness!.NotChecked, records[0].Placement!.NotObserved));
        Assert.Equal(["outputs", "placement"], records[0].Grade!.NotObserved);
        Assert.Null(records[1].Correctness);
    }

    [Fact]
    public void A_record_of_another_case_is_not_taken()
    {
        var group = workers.Group(2);
        workers.Then("exec sleep 60", Answer(group, 1)).Then("exit 0", new CaseWentOn(CasePhase.Preparing, 0), Answer(group, 1), new GroupFinished());

        var records = workers.Run(group);

        Assert.Equal([CaseStatus.Failed, CaseStatus.Ok], records.Select(r => r.Status));
        Assert.Equal("the worker process was killed for sending the record of another case before it began", records[0].Reason);
    }

    [Fact]
    public void A_record_of_the_same_case_at_another_place_is_not_taken()
    {
        var group = workers.Group(1);
        group = group with { Cases = [group.Cases[0], group.Cases[0] with { OrderIndex = 1 }] };
        workers.Then("exec sleep 60", Answer(group, 1)).Then("exit 0", Answer(group, 1), new GroupFinished());

        Assert.Equal([(0, CaseStatus.Failed), (1, CaseStatus.Ok)], workers.Run(group).Select(r => (r.OrderIndex, r.Status)));
    }

    [Fact]
    public void What_goes_wrong_after_the_last_record_costs_nothing()
    {
        var group = workers.Group(1);
        workers.Then("kill -SEGV $$", Answer(group, 0));

        Assert.Equal(CaseStatus.Ok, Assert.Single(workers.Run(group)).Status);
    }

    [Fact]
    public void What_workers_print_is_kept_and_no_path_of_it_gets_into_a_record()
    {
        var group = workers.Group(1);
        workers.Then($"echo 'cannot read {group.ModelPath}/model.onnx' >&2; exit 1");

        var record = Assert.Single(workers.Run(group));

        Assert.EndsWith("; the last it printed: cannot read tiny/model.onnx", record.Reason, StringComparison.Ordinal);
        Assert.Equal($"cannot read {group.ModelPath}/model.onnx\n", File.ReadAllText(workers.LogPath));
    }

    [Fact]
    public void Workers_that_print_nothing_leave_no_log()
    {
        var group = workers.Group(1);
        workers.Then("exit 0", Answer(group, 0), new GroupFinished());

        workers.Run(group);

        Assert.False(File.Exists(workers.LogPath));
    }

    [Fact]
    public void A_program_that_does_not_start_fails_every_case()
    {
        var group = workers.Group(2);
        var records = new List<RunRecord>();
        using var log = new WorkerLog(workers.LogPath);
        var groups = new WorkerGroups(
            "run", TestRecords.Ok().Environment, new(), 0, new("/no/such/program", []), WorkerLimits.For(new()), log, TimeProvider.System);

        groups.Run(group, _ => { }, records.Add, TestContext.Current.CancellationToken);

        Assert.Equal(2, records.Count);
        Assert.All(records, r => Assert.StartsWith("no worker process could be started: No such file or directory", r.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_of_skipped_cases_needs_no_worker()
    {
        var group = workers.Group(2);
        group = group with { Cases = [.. group.Cases.Select(c => c with { SkipReason = "too long" })] };

        Assert.All(workers.Run(group), r => Assert.Equal((CaseStatus.Skipped, "too long"), (r.Status, r.Reason)));
    }

    public void Dispose() => workers.Dispose();

    private static CaseFinished Answer(CaseGroup group, int index) => ScriptedWorkers.Answer(group.Cases[index]);
}
