using System.Diagnostics;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>Two plans measured in turns, for seconds: what is said of them, not how sure it is.</summary>
public sealed class ComparePlansTests(ModelFixture models)
{
    private const string Tiny = """{ "model": "synth:llama-15m:int4", "prompt": 4, "gen": 2, "trials": 1, "warmup": 1 }""";

    [Fact]
    public async Task A_plan_against_itself_is_measured_in_rounds_and_keeps_every_record()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), mine = Path.Combine(folder, "a.jsonl"), yours = Path.Combine(folder, "b.jsonl");
        string plan = Plan(folder, "plan.json", Tiny);

        var outcome = await Compare(plan, plan, "--out", mine, "--against-out", yours, "--budget", "20s", "--min-effect", "50", "--json");

        Assert.Contains(outcome.ExitCode, new[] { ExitCode.Ok, ExitCode.Regression, ExitCode.CannotTell });
        Assert.Equal("", outcome.Errors);
        var report = SchemaCheck.Valid(outcome.Output, "compare");
        var rounds = report["rounds"]!;
        int complete = rounds["complete"]!.GetValue<int>();
        Assert.InRange(complete, 1, 100);
        Assert.Equal((20, mine, yours), (rounds["budget_seconds"]!.GetValue<double>(), rounds["base_results"]!.GetValue<string>(), rounds["new_results"]!.GetValue<string>()));
        Assert.Empty(report["differences"]!.AsArray());
        Assert.Equal([MetricId.PrefillTps, MetricId.DecodeTps], report["compared"]!.AsArray().Select(c => c!["metric"]!.GetValue<string>()));
        foreach (string file in new[] { mine, yours })
        {
            var records = Inferbench.ReadRecords(file);
            Assert.Equal(complete + 1, records.Length);
            Assert.All(records, r => Assert.Equal((CaseStatus.Ok, 1), (r.Status, r.Trials)));
            Assert.Equal(Enumerable.Range(0, complete + 1), records.Select(r => r.OrderIndex));
            Assert.Single(records.Select(r => r.TokenHash).Distinct());
            Assert.Null(records[0].Correctness!.NotChecked);
            Assert.All(records.Skip(1), r => Assert.Equal("looked at once, before the rounds", r.Correctness!.NotChecked));
        }

        var (a, b) = (Inferbench.ReadRecords(mine), Inferbench.ReadRecords(yours));
        Assert.True(a[0].Started < b[0].Started);
        Assert.NotEqual(a[0].RunId, b[0].RunId);
    }

    [Fact]
    public async Task Another_precision_is_what_is_compared_and_said()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder();
        string before = Plan(folder, "a.json", Tiny), after = Plan(folder, "b.json", Tiny.Replace("int4", "fp32", StringComparison.Ordinal));

        var outcome = await Compare(before, after, "--out", Path.Combine(folder, "a.jsonl"), "--against-out", Path.Combine(folder, "b.jsonl"), "--budget", "20s", "--min-effect", "50", "--no-check");

        Assert.Equal("", outcome.Errors);
        Assert.Contains("Base (a.json) and new (b.json) differ in: model 'synth:llama-15m:int4' / 'synth:llama-15m:fp32'.", outcome.OutputLines);
        Assert.Contains(outcome.OutputLines, l => l.Contains("synth:llama-15m:fp32, prompt 4, gen 2 (base: synth:llama-15m:int4)", StringComparison.Ordinal));
        Assert.Contains($"Results: {Path.Combine(folder, "a.jsonl")} and {Path.Combine(folder, "b.jsonl")}", outcome.OutputLines);
    }

    [Fact]
    public async Task A_plan_that_asks_for_no_check_gets_none_and_what_else_is_not_used_is_said()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), mine = Path.Combine(folder, "a.jsonl");
        string plan = Plan(folder, "plan.json", Tiny.Replace("}", ", \"check\": false, \"retries\": 2, \"price_per_hour\": 1 }", StringComparison.Ordinal));

        var start = Start(plan, plan, "--out", mine, "--against-out", Path.Combine(folder, "b.jsonl"), "--budget", "1s", "--min-effect", "50", "--json", "--quiet");
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";

        var outcome = await Inferbench.Run(start);

        Assert.Equal("", outcome.Errors);
        Assert.All(Inferbench.ReadRecords(mine), r => Assert.Equal($"{plan}: check is false", r.Correctness!.NotChecked));
        string[] notes = [.. SchemaCheck.Valid(outcome.Output, "compare")["notes"]!.AsArray().Select(n => n!.GetValue<string>())];
        Assert.Contains("retries, price_per_hour of the plans are not used: a comparison takes speeds alone", notes);
        Assert.Contains("OTEL_* variables ask for telemetry, and a comparison sends none: its rounds are parts of cases, which both plans may name alike; run sends what a plan gives", notes);
    }

    [Fact]
    public async Task Stopping_shows_what_complete_rounds_say()
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        string folder = models.NewFolder(), mine = Path.Combine(folder, "a.jsonl"), yours = Path.Combine(folder, "b.jsonl");
        string plan = Plan(folder, "plan.json", Tiny);

        var outcome = await Inferbench.Run(
            Start(plan, plan, "--out", mine, "--against-out", yours, "--budget", "10m", "--min-effect", "0.001", "--json"),
            async process =>
            {
                for (long records = 0, length = 0; records < 4;)
                {
                    await Task.Delay(5, TestContext.Current.CancellationToken);
                    if (File.Exists(yours) && new FileInfo(yours).Length > length)
                        (records, length) = (records + 1, new FileInfo(yours).Length);
                }

                using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            });

        Assert.Equal((130, "inferbench: cancelled"), (outcome.ExitCode, outcome.ErrorLines[^1]));
        var rounds = SchemaCheck.Valid(outcome.Output, "compare")["rounds"]!;
        Assert.Equal("cancelled", rounds["ended"]!.GetValue<string>());
        Assert.InRange(rounds["complete"]!.GetValue<int>(), 2, Math.Min(Inferbench.ReadRecords(mine).Length, Inferbench.ReadRecords(yours).Length) - 1);
    }

    [Fact]
    public async Task Trials_of_two_open_workers_take_turns_and_neither_outlives_a_killed_parent()
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        string folder = models.NewFolder();
        string plan = Plan(folder, "plan.json", Tiny.Replace("\"trials\": 1", "\"trials\": 500", StringComparison.Ordinal).Replace("\"gen\": 2", "\"gen\": 32", StringComparison.Ordinal));
        int[] workers = [];
        var stopped = new HashSet<int>();

        var outcome = await Inferbench.Run(
            Start(plan, plan, "--out", Path.Combine(folder, "a.jsonl"), "--against-out", Path.Combine(folder, "b.jsonl"), "--budget", "5m", "--no-check"),
            async process =>
            {
                while (stopped.Count < 2 && !process.HasExited)
                {
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                    if (ProcessTable.Children(process.Id) is not [_, _] both)
                        continue;
                    bool[] states = [.. both.Select(ProcessTable.IsStopped)];
                    if (states is [true, false] or [false, true])
                        stopped.Add(both[states[0] ? 0 : 1]);
                    workers = both;
                }

                await ProcessTable.Kill(process.Id, "KILL");
            });

        Assert.Equal(128 + 9, outcome.ExitCode);
        Assert.Equal(workers.Order(), stopped.Order());
        foreach (int worker in workers)
            await ProcessTable.Gone(worker);
    }

    [Fact]
    public async Task A_worker_that_dies_does_not_keep_the_other_waiting()
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        string folder = models.NewFolder();
        string plan = Plan(folder, "plan.json", Tiny.Replace("\"trials\": 1", "\"trials\": 100", StringComparison.Ordinal).Replace("\"gen\": 2", "\"gen\": 32", StringComparison.Ordinal));

        var outcome = await Inferbench.Run(
            Start(plan, plan, "--out", Path.Combine(folder, "a.jsonl"), "--against-out", Path.Combine(folder, "b.jsonl"), "--budget", "5m", "--no-check", "--json"),
            async process =>
            {
                while (!process.HasExited)
                {
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                    int[] both = ProcessTable.Children(process.Id);
                    if (both is [_, _] && Array.FindIndex(both, ProcessTable.IsStopped) is >= 0 and int waiting)
                    {
                        await ProcessTable.Kill(both[waiting], "KILL");
                        return;
                    }
                }
            });

        var report = SchemaCheck.Valid(outcome.Output, "compare");
        Assert.Equal("nothing_left", report["rounds"]!["ended"]!.GetValue<string>());
        Assert.Contains("round 1: ", Assert.Single(report["not_compared"]!.AsArray())!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            [CaseStatus.Ok, CaseStatus.Failed],
            new[] { "a.jsonl", "b.jsonl" }.Select(file => Inferbench.ReadRecords(Path.Combine(folder, file))[1].Status).Order());
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused_and_leaves_nothing()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder();
        string plan = Plan(folder, "a.json", Tiny);
        string two = Plan(folder, "two.json", Tiny.Replace("\"synth:llama-15m:int4\"", "[\"synth:llama-15m:fp32\", \"synth:llama-15m:int8\"]", StringComparison.Ordinal));
        string longer = Plan(folder, "longer.json", Tiny.Replace("\"prompt\": 4", "\"prompt\": 5", StringComparison.Ordinal));
        string more = Plan(folder, "more.json", Tiny.Replace("\"trials\": 1", "\"trials\": 2", StringComparison.Ordinal));

        await Refused($"{two}: found models 'synth:llama-15m:fp32', 'synth:llama-15m:int8' and in {plan} 'synth:llama-15m:int4', and which belongs to which cannot be told; ", plan, two);
        await Refused($"{longer}: found no case that {plan} has too: ", plan, longer);
        await Refused($"{more}: found --trials '2' and in {plan} '1' (cases: 1), allowed are equal ones; measure both alike, or pass --allow settings", plan, more);
        await Refused("--against-ort-library: ONNX Runtime's library ", plan, plan, "--against-ort-library", Path.Combine(folder, "none.so"));
        await Refused("--against-out: found '", plan, plan, "--out", Path.Combine(folder, "r.jsonl"), "--against-out", Path.Combine(folder, "r.jsonl"));
        await Refused("--against ", plan, Path.Combine(folder, "none.json"));
        Assert.Equal(4, Directory.GetFileSystemEntries(folder).Length);

        async Task Refused(string message, string before, string after, params string[] more)
        {
            var start = Start(before, after, [.. more, "--budget", "1s"]);
            start.WorkingDirectory = folder;
            var outcome = await Inferbench.Run(start);
            Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
            Assert.StartsWith("inferbench: " + message, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        }
    }

    private Task<Inferbench.Outcome> Compare(string before, string after, params string[] more) => Inferbench.Run(Start(before, after, [.. more, "--quiet"]));

    private ProcessStartInfo Start(string before, string after, params string[] more) =>
        new(Inferbench.Executable, ["compare", "--plan", before, "--against", after, "--cache-dir", models.Cache, .. more]);

    private static string Plan(string folder, string name, string json)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, json);
        return path;
    }
}
