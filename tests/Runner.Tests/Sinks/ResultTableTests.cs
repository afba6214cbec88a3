using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ResultTableTests
{
    private static string Print(params RunRecord[] records) => Culture.WithDecimalComma(() =>
    {
        var writer = new StringWriter { NewLine = "\n" };
        ResultTable.Write(Terminal.Open(writer, redirected: true), records);
        return string.Join('\n', writer.ToString().Split('\n').Select(l => l.TrimEnd()));
    });

    [Fact]
    public void The_whole_table_in_a_culture_with_decimal_commas() => Assert.Equal(
        """
        ╭──────────────────────┬───────────┬─────────┬──────────────┬─────────────┬──────┬───────────────┬─────────┬─────────╮
        │ model                │    prompt │ threads │      prefill │      decode │ TTFT │ ITL p50 / p95 │    peak │  trials │
        │                      │     + gen │         │        tok/s │       tok/s │   ms │            ms │  memory │         │
        ├──────────────────────┼───────────┼─────────┼──────────────┼─────────────┼──────┼───────────────┼─────────┼─────────┤
        │ synth:llama-15m:int4 │  128 + 64 │       2 │ 12,346 ±1.0% │ 1,234 ±2.0% │ 10.4 │   0.81 / 1.21 │ 150 MiB │      12 │
        │ synth:llama-15m:int4 │ 4096 + 64 │       - │            - │           - │    - │             - │       - │ skipped │
        ╰──────────────────────┴───────────┴─────────┴──────────────┴─────────────┴──────┴───────────────┴─────────┴─────────╯
        Medians; ± is half the 95 % interval of the median. '-' is not measured.
        synth:llama-15m:int4, prompt 4096, gen 64:
          skipped: found prompt [red]4096 + gen 64 tokens

        """,
        Print(TestRecords.Skipped(), TestRecords.Ok()));

    [Fact]
    public void Warnings_come_with_advice() => Assert.Contains(
        "synth:llama-15m:int4, prompt 128, gen 64:\n  three trials in 10 s; 'inferbench run' takes more with --max-time or --trials; five are the least\n",
        Print(TestRecords.Ok() with { Warnings = [new(WarningCode.TooFewSamples, "three trials in 10 s")] }),
        StringComparison.Ordinal);

    [Fact]
    public void What_was_not_measured_is_said() => Assert.Contains(
        "synth:llama-15m:int4, prompt 128, gen 64:\n  peak memory not measured: the kernel refused to reset the peak\n",
        Print(TestRecords.Ok() with
        {
            Values = new Dictionary<string, double>(),
            NotMeasured = new Dictionary<string, string> { [MetricId.MemoryPeakRss] = "the kernel refused to reset the peak" },
        }),
        StringComparison.Ordinal);
}
