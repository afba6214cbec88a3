using System.Diagnostics;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class RunTests(ModelFixture models)
{
    private const string Int4 = "synth:llama-15m:int4";

    private string[] Quick(string file, params string[] more) =>
        ["run", "--model", Int4, "--cache-dir", models.Cache, "--out", file, "--warmup", "1", "--trials", "2", .. more];

    [Fact]
    public async Task Json_prints_the_records_of_the_file_and_every_combination_has_one()
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run(Quick(file, "--prompt", "8,16,4000", "--gen", "1,4", "--threads", "1,2", "--json", "--quiet"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Equal(File.ReadAllLines(file), outcome.OutputLines);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(12, records.Select(r => r.CaseId).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 12), records.Select(r => r.OrderIndex));
        Assert.Equal(4, records.Count(r => r.Status == CaseStatus.Skipped && r.Case.Prompt == 4000));
        Assert.All(records.Where(r => r.Status == CaseStatus.Ok), r =>
        {
            Assert.Equal(2, r.Trials);
            Assert.Equal(r.Case.Threads, r.Engine!.Threads);
            Assert.Equal(r.Case.Generate > 1, r.Statistics.ContainsKey(MetricId.DecodeTps));
            Assert.Equal(r.Case.Generate == 1, r.NotMeasured.ContainsKey(MetricId.DecodeTps));
        });
    }

    [Fact]
    public async Task Equal_seeds_give_equal_tokens_and_threads_do_not_matter()
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        await Inferbench.Run(Quick(file, "--prompt", "16", "--gen", "8", "--threads", "1,2", "--seed", "5"));
        await Inferbench.Run(Quick(file, "--prompt", "16", "--gen", "8", "--threads", "1", "--seed", "6"));

        var records = Inferbench.ReadRecords(file);
        Assert.Equal(3, records.Length);
        Assert.Single(records.Where(r => r.Case.Seed == 5).Select(r => r.TokenHash).Distinct());
        Assert.Equal(2, records.Select(r => r.TokenHash).Distinct().Count());
    }

    [Fact]
    public async Task A_graph_the_runtime_refuses_is_a_failed_record_and_the_rest_goes_on()
    {
        Native.RequireOnnxRuntime();
        string broken = await models.NewModel();
        File.Delete(Path.Combine(broken, "inferbench-model.json"));
        string graph = Path.Combine(broken, "model.onnx");
        byte[] bytes = File.ReadAllBytes(graph);
        for (int at; (at = bytes.AsSpan().IndexOf("\u0007Sigmoid"u8)) >= 0;)
            bytes[at + 1] = (byte)'X';
        File.WriteAllBytes(graph, bytes);
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run(
            "run", "--model", $"{broken},{Int4}", "--cache-dir", models.Cache, "--out", file, "--prompt", "8", "--gen", "4,5", "--trials", "1");

        Assert.Equal(ExitCode.SomeFailed, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(4, records.Length);
        Assert.All(records.Where(r => r.Case.Model == Path.GetFileName(broken)), r =>
        {
            Assert.Equal(CaseStatus.Failed, r.Status);
            Assert.Contains("Xigmoid", r.Reason, StringComparison.Ordinal);
        });
        var ok = records.Where(r => r.Status == CaseStatus.Ok).ToArray();
        Assert.Equal([true, false], ok.Select(r => r.Values.ContainsKey(MetricId.LoadSession)));
        Assert.Equal("an earlier case had opened this model already", ok[1].NotMeasured[MetricId.LoadSession]);
        Assert.DoesNotContain(broken, File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("Xigmoid", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_leaves_whole_records_and_exit_code_130()
    {
        Native.RequireOnnxRuntime();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill -INT is not there");
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        var start = new ProcessStartInfo(Inferbench.Executable,
        [
            "run", "--model", Int4, "--cache-dir", models.Cache, "--out", file, "--prompt", "8", "--gen", "4,8,16,32",
            "--min-time", "2", "--max-time", "4", "--no-ceilings",
        ]);

        var outcome = await Inferbench.Run(start, async process =>
        {
            while (!File.Exists(file) || new FileInfo(file).Length == 0)
                await Task.Delay(20);
            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        });

        Assert.Equal(ExitCode.Cancelled, outcome.ExitCode);
        Assert.InRange(Inferbench.ReadRecords(file).Length, 1, 3);
        Assert.EndsWith("\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("inferbench: stopping once what is running is complete; once more to stop at once", outcome.ErrorLines);
        Assert.Equal("inferbench: cancelled", outcome.ErrorLines[^1]);
        Assert.Contains($"Results: {file}", outcome.OutputLines);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_is_printed_instead()
    {
        Native.RequireOnnxRuntime();
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full on this system");

        var outcome = await Inferbench.Run(Quick("/dev/full", "--prompt", "8", "--gen", "4"));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.StartsWith("inferbench: /dev/full: the record could not be written (", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(CaseStatus.Ok, JsonSerializer.Deserialize(outcome.OutputLines[^1], RecordJson.Line.RunRecord)!.Status);
    }

    [Fact]
    public async Task A_long_path_does_not_cost_the_table_its_figures()
    {
        Native.RequireOnnxRuntime();
        string name = new('m', 200);
        string model = Path.Combine(models.NewFolder(), name);
        await Inferbench.Run("model", "synth", "llama-15m", "--precision", "int4", "--out", model);

        var outcome = await Inferbench.Run(
            "run", "--model", model, "--prompt", "8", "--gen", "4", "--trials", "1", "--out", Path.Combine(models.NewFolder(), "r.jsonl"));

        Assert.Contains(outcome.OutputLines, l => l.StartsWith($"│ {name} │  8 + 4 │", StringComparison.Ordinal));
    }
}
