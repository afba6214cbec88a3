using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>Batches, depths, samplers and precisions of the run command.</summary>
public sealed class ShapeTests(ModelFixture models)
{
    private async Task<(Inferbench.Outcome Outcome, RunRecord[] Records)> Run(string model, params string[] more)
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        var outcome = await Inferbench.Run(
            ["run", "--model", model, "--cache-dir", models.Cache, "--out", file, "--warmup", "1", "--trials", "2", "--quiet", .. more]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        return (outcome, [.. Inferbench.ReadRecords(file).OrderBy(r => r.Case.Batch).ThenBy(r => r.Case.Depth).ThenBy(r => r.Case.Prompt)]);
    }

    [Fact]
    public async Task Batches_and_depths_are_measured_as_far_as_the_runtime_goes()
    {
        Native.RequireOnnxRuntime();

        var (outcome, records) = await Run("synth:llama-15m:int4", "--batch", "1,2", "--depth", "0,16", "--prompt", "0,8", "--gen", "4");

        Assert.Equal(8, records.Length);
        Assert.All(records, r => Assert.Equal((CaseStatus.Ok, null), (r.Status, r.Reason)));
        Assert.All(records, r => Assert.True(r.Statistics[MetricId.DecodeTps].Median > 0));
        Assert.All(records, r => Assert.Equal(0, r.Values[MetricId.SelfAllocated]));
        Assert.All(records, r => Assert.Equal(
            r.Case is { Prompt: 8 } and not { Batch: 2, Depth: 16 }, r.Statistics.ContainsKey(MetricId.PrefillTps)));
        Assert.All(records, r => Assert.NotEqual(r.Statistics.ContainsKey(MetricId.Ttft), r.NotMeasured.ContainsKey(MetricId.Ttft)));
        Assert.Equal(8, records.Select(r => r.TokenHash).Distinct().Count());
        Assert.Contains("synth:llama-15m:int4, batch 2, depth 16, prompt 8, gen 4:", outcome.OutputLines);
        Assert.Contains("prefill, prefill time not measured: prompt 0 has no prefill", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sampler_draws_the_same_tokens_again_and_others_with_another_seed()
    {
        Native.RequireOnnxRuntime();
        string[] lengths = ["--prompt", "8", "--gen", "12"];

        var (outcome, first) = await Run("synth:llama-15m:int4", ["--sample", "temperature=0.9,top_k=50,top_p=0.95,seed=7", .. lengths]);
        var (_, again) = await Run("synth:llama-15m:int4", ["--sample", "seed=7, top_p=0.95,temperature=0.9,top_k=50", .. lengths]);
        var (_, other) = await Run("synth:llama-15m:int4", ["--sample", "temperature=0.9,top_k=50,top_p=0.95,seed=8", .. lengths]);
        var (_, greedy) = await Run("synth:llama-15m:int4", lengths);
        var (_, top1) = await Run("synth:llama-15m:int4", ["--sample", "top_k=1", .. lengths]);

        Assert.StartsWith("sampled with temperature=0.9,top_k=50,top_p=0.95,seed=7\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal((first[0].CaseId, first[0].TokenHash), (again[0].CaseId, again[0].TokenHash));
        Assert.Equal(3, new[] { first, other, greedy }.Select(r => r[0].TokenHash).Distinct().Count());
        Assert.Equal(greedy[0].TokenHash, top1[0].TokenHash);
        Assert.Equal(0, first[0].Values[MetricId.SelfAllocated]);
        Assert.Null(greedy[0].Case.Sample);
    }

    [Fact]
    public async Task Precisions_are_compared_in_one_table()
    {
        Native.RequireOnnxRuntime();

        var (outcome, records) = await Run("synth:llama-15m", "--precision", "fp32,int4", "--prompt", "8", "--gen", "4");

        Assert.Equal(["fp32", "int4"], records.Select(r => r.Model!.Precision).Order());
        string[] rows = [.. outcome.OutputLines.Where(l => l.StartsWith("│ ", StringComparison.Ordinal)).Skip(2)];
        Assert.Contains("fp32 ", rows[0], StringComparison.Ordinal);
        Assert.Contains(" 1x │", rows[0], StringComparison.Ordinal);
        Assert.Matches(@"│ +~?[0-9.,]+x / ~?[0-9.,]+x │", rows[1]);
        Assert.All(rows, row => Assert.InRange(row.Length, 1, 120));
        Assert.Contains("Speed-up: prefill / decode over fp32 ", outcome.Output, StringComparison.Ordinal);
    }
}
