using System.Diagnostics;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>One case of a sweep is measured again and again.</summary>
public sealed class AnchorTests(ModelFixture models)
{
    // Two groups of ten cases of which the cheapest has prompt 1.
    private string[] Sweep(params string[] more) =>
        ["run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--prompt", "1..10+1", "--gen", "2", "--threads", "1,2", "--warmup", "0", .. more.Contains("--trials") ? more : [.. more, "--trials", "2"]];

    private string NewFile() => Path.Combine(models.NewFolder(), "r.jsonl");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_measured_at_the_start_and_at_the_end_and_the_table_has_its_drift(bool inProcess)
    {
        Native.RequireOnnxRuntime();
        string file = NewFile();

        var outcome = await Inferbench.Run(Sweep(["--out", file, .. inProcess ? ["--in-process"] : Array.Empty<string>()]));
        var listed = SchemaCheck.Valid((await Inferbench.Run(Sweep("--list", "--json"))).Output, "list");

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(Enumerable.Range(0, 20), records.Where(r => r.Anchor is null).Select(r => r.OrderIndex));
        var repeats = records.Where(r => r.Anchor is not null).ToArray();
        Assert.Equal([(1, 20), (2, 21)], repeats.Select(r => (r.Anchor!.Number, r.OrderIndex)));
        Assert.All(repeats, r => Assert.Equal((CaseStatus.Ok, 1, 2), (r.Status, r.Case.Prompt, r.Trials)));
        Assert.Equal(records.Single(r => r.Anchor is null && r.CaseId == repeats[0].CaseId).TokenHash, Assert.Single(repeats.Select(r => r.TokenHash).Distinct()));
        Assert.Equal((int[])[Array.IndexOf(records, repeats[0]), 20], repeats.Select(r => r.Anchor!.Place));
        Assert.Same(records[^1], repeats[1]);
        Assert.Equal(repeats[0].CaseId, (string)listed["anchor"]!["case_id"]!);
        Assert.Equal(repeats.Select(r => r.Anchor!.Place), listed["anchor"]!["places"]!.AsArray().Select(p => (int)p!));
        SchemaCheck.Valid(File.ReadAllLines(file)[^1], "record");
        // The first case of each group opens its model, and no repeat takes that from it.
        Assert.Equal([0, 10], records.Where(r => r.Anchor is null && r.Values.ContainsKey(MetricId.LoadSession)).Select(r => r.OrderIndex));
        Assert.Equal(20, outcome.OutputLines.Count(line => line.StartsWith("│ ", StringComparison.Ordinal) && line.Contains(" + 2 │", StringComparison.Ordinal)));
        string drift = Assert.Single(outcome.OutputLines, line => line.StartsWith("Anchor: ", StringComparison.Ordinal));
        Assert.Matches(@"^Anchor: synth:llama-15m:int4, prompt 1, gen 2, threads [12], measured 2 more times through the run: drift \d+\.\d% \((decode|prefill) from [\d,.]+ to [\d,.]+ tokens/s at repeat 2\)\.$", drift);
        Assert.Contains(drift, (await Inferbench.Run("results", "show", file)).OutputLines);
    }

    [Fact]
    public async Task Without_it_the_records_are_the_plan()
    {
        Native.RequireOnnxRuntime();
        string file = NewFile(), plan = Path.Combine(models.NewFolder(), "plan.json"), fromPlan = NewFile();
        File.WriteAllText(plan, """{ "model": "synth:llama-15m:int4", "prompt": "1..10+1", "gen": 2, "threads": [1, 2], "trials": 2, "warmup": 0, "anchor": false }""");

        var outcome = await Inferbench.Run(Sweep("--out", file, "--no-anchor", "--quiet"));
        await Inferbench.Run("run", "--plan", plan, "--cache-dir", models.Cache, "--out", fromPlan, "--quiet");

        foreach (var records in new[] { Inferbench.ReadRecords(file), Inferbench.ReadRecords(fromPlan) })
        {
            Assert.Equal(Enumerable.Range(0, 20), records.Select(r => r.OrderIndex));
            Assert.All(records, r => Assert.Null(r.Anchor));
        }

        Assert.DoesNotContain("Anchor", outcome.Output, StringComparison.Ordinal);
        Assert.Null(SchemaCheck.Valid((await Inferbench.Run("run", "--plan", plan, "--list", "--json")).Output, "list")["anchor"]);
    }

    [Fact]
    public async Task What_is_left_has_repeats_of_its_own_and_together_the_records_are_the_plan()
    {
        Native.RequireOnnxRuntime();
        string whole = NewFile(), file = NewFile();
        await Inferbench.Run(Sweep("--out", whole, "--quiet"));
        string[] lines = File.ReadAllLines(whole);
        var planned = Inferbench.ReadRecords(whole).Where(r => r.Anchor is null).Select(r => (r.CaseId, r.OrderIndex)).ToArray();
        File.WriteAllLines(file, lines[..9]);

        var resumed = await Inferbench.Run(Sweep("--out", file, "--resume"));

        Assert.Equal(ExitCode.Ok, resumed.ExitCode);
        Assert.Contains($"{file} answers 8 of 20 cases", resumed.ErrorLines);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(planned, records.Where(r => r.Anchor is null).Select(r => (r.CaseId, r.OrderIndex)));
        Assert.Equal(records.Length, records.Select(r => (r.RunId, r.CaseId, r.OrderIndex)).Distinct().Count());
        var repeats = records.Where(r => r.Anchor is not null).ToArray();
        Assert.Equal([1, 1, 2], repeats.Select(r => r.Anchor!.Number));
        Assert.Single(repeats.Select(r => r.CaseId).Distinct());
        Assert.Equal(2, repeats.Count(r => r.RunId == records[^1].RunId));

        var nothing = await Inferbench.Run(Sweep("--out", file, "--resume"));
        Assert.Equal((ExitCode.Ok, records.Length), (nothing.ExitCode, File.ReadAllLines(file).Length));
    }

    [Fact]
    public async Task Ctrl_C_leaves_no_more_repeats_than_were_measured()
    {
        Native.RequireOnnxRuntime();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill -INT is not there");
        string file = NewFile();

        var outcome = await Inferbench.Run(new ProcessStartInfo(Inferbench.Executable, Sweep("--out", file, "--trials", "200")), async process =>
        {
            while (!File.Exists(file) || new FileInfo(file).Length == 0)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        });

        Assert.Equal(ExitCode.Cancelled, outcome.ExitCode);
        Assert.InRange(Inferbench.ReadRecords(file).Count(r => r.Anchor is not null), 0, 1);
        Assert.Contains($"Results: {file}", outcome.OutputLines);
    }
}
