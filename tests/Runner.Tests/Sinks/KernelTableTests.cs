using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class KernelTableTests
{
    private static string Print(params RunRecord[] records) => Written(console => KernelTable.Write(console, records));

    private static string Written(Action<Spectre.Console.IAnsiConsole> write) => Culture.WithDecimalComma(() =>
    {
        var writer = new StringWriter { NewLine = "\n" };
        write(Terminal.Open(writer, redirected: true));
        return string.Join('\n', writer.ToString().Split('\n').Select(l => l.TrimEnd()));
    });

    [Fact]
    public void The_whole_table_in_a_culture_with_decimal_commas()
    {
        var failed = TestKernels.Fresh("cpu.matmul.2_loop_order") with
        {
            Status = CaseStatus.Failed,
            Reason = "wrong result",
            Engine = null,
            Kernel = null,
            Statistics = new Dictionary<string, Distribution>(),
            Values = new Dictionary<string, double>(),
        };
        Assert.Equal(
            """
            matmul, 64x64x64, threads 1, avx2
            ╭──────────────┬───────────────┬─────────┬──────┬─────────┬─────────┬─────────╮
            │ step         │          time │ GFLOP/s │ GB/s │      of │      of │ limit   │
            │              │               │         │      │ ceiling │ library │         │
            ├──────────────┼───────────────┼─────────┼──────┼─────────┼─────────┼─────────┤
            │ 2_loop_order │        failed │       - │    - │       - │       - │ -       │
            │ 4_simd       │ 5.24 µs ±1.0% │     100 │ 9.38 │   80.0% │   50.0% │ compute │
            │ openblas     │ 2.50 µs ±1.0% │     210 │ 19.7 │   80.0% │       - │ compute │
            ╰──────────────┴───────────────┴─────────┴──────┴─────────┴─────────┴─────────╯
            Medians; ± is half the 95 % interval of the median. '-' is not measured, or says nothing of that kernel.
            Of ceiling: of what this run's peak and read bandwidth, at the kernel's working set and threads, allow; limit: the one that binds.
            Of library: of the speed of the fastest library at the same shape and threads in this run.
            cpu.matmul.2_loop_order, 64x64x64, threads 1:
              failed: wrong result

            """,
            Print(TestKernels.Library("openblas.matmul", 2.5e-6) with { Roof = TestKernels.Ok("cpu.matmul.1_naive").Roof, Values = new Dictionary<string, double> { [MetricId.KernelOfCeiling] = 0.8 } }, failed, TestKernels.Ok("cpu.matmul.4_simd")));
    }

    [Fact]
    public void Ladders_come_after_ceilings_and_small_shapes_before_large_ones()
    {
        string[] lines = Print(
            TestKernels.Ok("cpu.matmul.5_packed", shape: "1024x1024x1024"), TestKernels.Ok("cpu.matmul.5_packed", shape: "512x512x512"),
            TestKernels.Ceiling(2, flops: 250e9), TestKernels.Ok("cpu.matmul.4_simd", shape: "512x512x512")).Split('\n');

        Assert.Equal(["ceiling.fma", "matmul, threads 1, avx2"], lines.Where(l => l.StartsWith("ceiling", StringComparison.Ordinal) || l.StartsWith("matmul", StringComparison.Ordinal)));
        Assert.Equal(
            ["512x512x512:", "4_simd", "5_packed", "1024x1024x1024:", "5_packed"],
            lines.Select(l => l.Split('│', StringSplitOptions.TrimEntries)).Where(l => l.Length > 1).Select(l => l[1]).Where(l => l.Contains('_') || l.EndsWith(':')).SkipWhile(l => l == "1_simd"));
    }

    [Fact]
    public void A_screen_of_100_columns_holds_the_widest_row()
    {
        string table = Print(
            TestKernels.Ok("cpu.matmul.6_all_cores", threads: 2, shape: "1024x1024x1024"),
            TestKernels.Ok("cpu.matmul.1_naive", shape: "64x4096x4096") with { Kernel = TestKernels.Ok("cpu.matmul.1_naive").Kernel! with { Isa = "scalar" } });

        Assert.All(table.Split('\n').Where(l => l.StartsWith('│')), l => Assert.InRange(l.Length, 1, 100));
    }

    [Fact]
    public void A_file_of_models_and_kernels_shows_both()
    {
        string text = Written(console => ResultTables.Write(console, [TestKernels.Ok("cpu.matmul.4_simd"), TestRecords.Ok()]));

        Assert.InRange(text.IndexOf("synth:llama-15m:int4", StringComparison.Ordinal), 0, text.IndexOf("4_simd", StringComparison.Ordinal));
        Assert.DoesNotContain("prefill", Written(console => ResultTables.Write(console, [TestKernels.Ok("cpu.matmul.4_simd")])), StringComparison.Ordinal);
        Assert.DoesNotContain("GFLOP", Written(console => ResultTables.Write(console, [TestRecords.Ok()])), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_step_is_explained_by_its_own_figures()
    {
        var first = TestKernels.Ok("cpu.matmul.3_blocked");
        first = first with { Statistics = new Dictionary<string, Distribution>(first.Statistics) { [MetricId.KernelTime] = TestRecords.Around(2 * 5.24288e-6, 0.01) } };
        var second = TestKernels.Ok("cpu.matmul.4_simd");

        string text = Written(console => KernelExplanation.Write(console, [second, TestKernels.Ceiling(1, flops: 125e9), first], name => name.EndsWith("simd", StringComparison.Ordinal) ? new("Eight at once.", "8x8") : null));

        Assert.Equal(
            """

            ceiling.fma:
              1_simd: an idea
                Eight at once.
                Here: 5.24 µs at 0 on 1 thread with avx2, 125 GFLOP/s.

            matmul:
              3_blocked: an idea
                Here: 10.5 µs at 64x64x64 on 1 thread with avx2. It does 10.7 operations for each byte it must
                move, and from 2.50 on arithmetic is what limits this machine: its limit is compute. It reaches
                40.0% of that limit, 125 GFLOP/s by cpu.ceiling.fma.1_simd 1000: the limit is not what holds it
                back. openblas.matmul needs 2.62 µs: this is 25.0% of its speed.
              4_simd: an idea
                Eight at once.
                Here: 5.24 µs at 64x64x64 on 1 thread with avx2, 2.00 times as fast as 3_blocked. It does 10.7
                operations for each byte it must move, and from 2.50 on arithmetic is what limits this machine:
                its limit is compute. It reaches 80.0% of that limit, 125 GFLOP/s by cpu.ceiling.fma.1_simd
                1000: the limit is what holds it back. openblas.matmul needs 2.62 µs: this is 50.0% of its
                speed.

            """,
            text);
    }

    [Fact]
    public void Of_a_step_whose_figures_are_invalid_none_is_told()
    {
        var invalid = TestKernels.Ok("cpu.matmul.4_simd") with { Grade = new([new(GradeReason.Implausible, "the kernel computes too much")], []) };

        string text = Written(console => KernelExplanation.Write(console, [TestKernels.Ok("cpu.matmul.3_blocked"), invalid, TestKernels.Ok("cpu.matmul.5_packed")], _ => null));

        Assert.Contains("  4_simd: an idea\n    Its figures are not told, implausible: the kernel computes too much.\n  5_packed: an idea\n", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("Here: 5.24 µs").Length - 1);
        Assert.DoesNotContain("times as fast as 4_simd", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_above_its_limit_is_no_praise()
    {
        var record = TestKernels.Ok("cpu.matmul.4_simd");
        double time = record.Statistics[MetricId.KernelTime].Median;
        string Verdict(double reached) => KernelExplanation.Sentences(record with { Roof = record.Roof! with { Seconds = reached * time } }, null).ElementAt(2);

        Assert.Equal("It reaches 370.0% of that limit, 125 GFLOP/s by cpu.ceiling.fma.1_simd 1000: no kernel is faster than its limit, so one of the two figures is off; measure again with less other work on the machine.", Verdict(3.7));
        Assert.EndsWith(": the limit is what holds it back.", Verdict(1.04), StringComparison.Ordinal);
        Assert.EndsWith(": the limit is not what holds it back.", Verdict(0.69), StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_names_the_command_that_measured()
    {
        Warning[] few = [new(WarningCode.TooFewSamples, "two")];
        Assert.Contains("two; 'inferbench kernels' takes more", Print(TestKernels.Ok("cpu.matmul.4_simd") with { Warnings = few }), StringComparison.Ordinal);
        Assert.Contains("two; 'inferbench run' takes more", Written(console => ResultTables.Write(console, [TestRecords.Ok() with { Warnings = few }])), StringComparison.Ordinal);
    }
}
