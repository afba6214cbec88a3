using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>Real workers that are really killed.</summary>
public sealed partial class WorkerTests(ModelFixture models)
{
    private const string Int4 = "synth:llama-15m:int4";
    private const long Megabytes = 400;

    private ProcessStartInfo Sweep(string file, params string[] more) => new(
        Inferbench.Executable, ["run", "--model", Int4, "--cache-dir", models.Cache, "--out", file, "--warmup", "2", .. more]);

    /// <summary>
    /// INFERBENCH_KILLS and INFERBENCH_SEED make it longer and other, as tests/kill-workers does. A kill may come between the
    /// last record and the end of the worker, and cost nothing; none may cost two cases.
    /// </summary>
    [Fact]
    public async Task A_killed_worker_costs_the_running_case_and_no_other()
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        int kills = Setting("INFERBENCH_KILLS", 6), cases = 3 * kills + 4;
        var random = new Random(Setting("INFERBENCH_SEED", 1));
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        string prompts = string.Join(',', Enumerable.Range(1, cases / 2));
        HashSet<int> killed = [];

        var outcome = await Inferbench.Run(
            Sweep(file, "--prompt", prompts, "--gen", "2,8", "--min-time", "0.1", "--max-time", "0.3", "--json", "--quiet"),
            async process =>
            {
                while (killed.Count < kills && await ProcessTable.Worker(process) is { } worker)
                {
                    await Task.Delay(random.Next(0, 700), TestContext.Current.CancellationToken);
                    if (ProcessTable.IsAlive(worker) && killed.Add(worker))
                        await ProcessTable.Kill(worker, new[] { "KILL", "SEGV", "ABRT" }[killed.Count % 3]);
                }
            });

        Assert.InRange(killed.Count, kills / 2, kills);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(cases, records.Select(r => r.CaseId).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, cases), records.Where(r => r.Anchor is null).Select(r => r.OrderIndex));
        int repeats = Math.Max(2, cases / 10);
        Assert.Equal(Enumerable.Range(cases, repeats), records.Where(r => r.Anchor is not null).Select(r => r.OrderIndex));
        Assert.Equal(File.ReadAllLines(file), outcome.OutputLines);
        var failed = records.Where(r => r.Status == CaseStatus.Failed).ToArray();
        Assert.InRange(failed.Length, 1, killed.Count);
        Assert.All(failed, r => Assert.Matches(KilledBy(), r.Reason));
        Assert.Equal(cases + repeats - failed.Length, records.Count(r => r.Status == CaseStatus.Ok));
        Assert.Equal(ExitCode.SomeFailed, outcome.ExitCode);
        Assert.All(killed, id => Assert.False(ProcessTable.IsAlive(id)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(900)]
    public async Task A_killed_parent_leaves_no_worker(int milliseconds)
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        int? worker = null;

        await Inferbench.Run(Sweep(file, "--prompt", "8", "--gen", "4", "--trials", "1000000", "--quiet"), async process =>
        {
            worker = await ProcessTable.Worker(process);
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
            await ProcessTable.Kill(process.Id, "KILL");
        });

        await ProcessTable.Gone(Assert.NotNull(worker));
    }

    [Theory]
    [InlineData("INT", 1)]
    [InlineData("TERM", 1)]
    [InlineData("INT", 2)]
    public async Task Stopping_leaves_whole_records_and_no_worker(string signal, int times)
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        int? worker = null;

        var outcome = await Inferbench.Run(Sweep(file, "--prompt", "8", "--gen", "4,8,16", "--min-time", "1.5", "--max-time", "2"), async process =>
        {
            while (!File.Exists(file) || new FileInfo(file).Length == 0)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            worker = await ProcessTable.Worker(process);
            for (int i = 0; i < times; i++)
            {
                using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        });

        Assert.Equal(130, outcome.ExitCode);
        Assert.InRange(Inferbench.ReadRecords(file).Length, 1, 2);
        await ProcessTable.Gone(Assert.NotNull(worker));
    }

    [Fact]
    public async Task Workers_and_this_process_give_the_same_tokens()
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        string[] quick = ["--prompt", "8,16", "--gen", "4", "--threads", "1,2", "--trials", "2", "--quiet"];

        Assert.Equal(ExitCode.Ok, (await Inferbench.Run(Sweep(file, quick))).ExitCode);
        Assert.Equal(ExitCode.Ok, (await Inferbench.Run(Sweep(file, [.. quick, "--in-process"]))).ExitCode);

        var records = Inferbench.ReadRecords(file);
        Assert.Equal(8, records.Length);
        Assert.Equal(records[..4].Select(r => (r.CaseId, r.TokenHash)), records[4..].Select(r => (r.CaseId, r.TokenHash)));
        Assert.Equal(records[..4].Select(r => r.Values.ContainsKey(MetricId.LoadSession)), records[4..].Select(r => r.Values.ContainsKey(MetricId.LoadSession)));
        Assert.All(records, r => Assert.Equal(0, r.Values[MetricId.SelfAllocated]));
    }

    /// <summary>The one record of four that fails where memory is short.</summary>
    private async Task<RunRecord> TheCaseThatFails(Func<MemoryCap> shorten)
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        await Inferbench.Run(Sweep(Path.Combine(models.NewFolder(), "r.jsonl"), "--prompt", "1", "--gen", "1", "--trials", "1"));
        using var cap = shorten();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run(cap.Inside(
            Sweep(file, "--prompt", "8,1024", "--gen", "4", "--batch", "1,16", "--trials", "1", "--no-memory-check", "--quiet")));

        var records = Inferbench.ReadRecords(file);
        Assert.Equal((ExitCode.SomeFailed, 4), (outcome.ExitCode, records.Length));
        var failed = Assert.Single(records, r => r.Status == CaseStatus.Failed);
        Assert.Equal((16, 1024), (failed.Case.Batch, failed.Case.Prompt));
        return failed;
    }

    [Fact]
    public async Task A_case_that_the_kernel_kills_for_its_memory_is_a_record()
    {
        var failed = await TheCaseThatFails(() => MemoryCap.RequireGroup(Megabytes * 1024 * 1024));

        Assert.StartsWith("the worker process was killed by SIGKILL before the first trial, out of memory: the ", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_gets_no_memory_is_a_record()
    {
        var failed = await TheCaseThatFails(() => MemoryCap.OfAddresses(2_000L * 1024 * 1024));

        Assert.Matches("bad_alloc|llocate|memory|killed by SIG", failed.Reason);
    }

    [Fact]
    public async Task A_case_that_cannot_fit_is_skipped_with_the_sum()
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run(
            Sweep(file, "--prompt", "1024", "--gen", "4", "--batch", "1,65536", "--trials", "1", "--quiet"));

        var records = Inferbench.ReadRecords(file);
        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        var skipped = Assert.Single(records, r => r.Case.Batch == 65536);
        Assert.Equal(CaseStatus.Skipped, skipped.Status);
        Assert.Matches(@"^needs about \d+\.\d\d GiB of memory \(weights 2 x 0\.0\d GiB, .* keys and values \d+\.\d\d GiB, logits \d+\.\d\d GiB\) and \d+\.\d\d GiB are available; --no-memory-check tries it all the same$", skipped.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, world")]
    public async Task A_worker_that_is_started_by_hand_says_what_to_use(string input)
    {
        var start = new ProcessStartInfo(Inferbench.Executable, ["worker"]);

        var outcome = await Inferbench.Run(start, input: input);

        Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal("inferbench: worker: found no order on standard input; this command is for inferbench itself, use 'inferbench run'", Assert.Single(outcome.ErrorLines));
        Assert.DoesNotContain("worker", (await Inferbench.Run("--help")).Output, StringComparison.Ordinal);
    }

    private static int Setting(string name, int missing) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : missing;

    [GeneratedRegex("^the worker process was killed by SIG(KILL|SEGV|ABRT) ")]
    private static partial Regex KilledBy();
}
