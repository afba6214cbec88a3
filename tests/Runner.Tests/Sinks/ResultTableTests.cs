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
    public void Energy_has_a_column_where_a_machine_tells_it()
    {
        var measured = TestRecords.Ok() with { Values = new Dictionary<string, double> { [MetricId.EnergyPerToken] = 0.00312 } };
        var without = TestRecords.Ok() with
        {
            Case = TestRecords.Ok().Case with { Prompt = 256 },
            NotMeasured = new Dictionary<string, string> { [MetricId.EnergyPerToken] = "too short" },
        };

        string table = Print(measured, without);

        Assert.Matches("│ +energy │", table);
        Assert.Contains("│ 0.00312 │", table, StringComparison.Ordinal);
        Assert.Contains("\nEnergy: of all processor packages ", table, StringComparison.Ordinal);
        Assert.Contains("\n  energy not measured: too short\n", table, StringComparison.Ordinal);
        Assert.DoesNotContain("energy", Print(without), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Suspect_rows_have_a_sign_and_invalid_ones_their_reason_in_place_of_a_speed()
    {
        var suspect = TestRecords.Ok() with { Grade = new([new(GradeReason.ForeignLoad, "other processes used 60 % of one core")], ["clock"]) };
        var invalid = TestRecords.Ok() with
        {
            Case = TestRecords.Ok().Case with { Prompt = 256 },
            Grade = new([new(GradeReason.TooFewSamples, "trials measured: 3"), new(GradeReason.Implausible, "decode at 140 %")], []),
            Warnings = [new(WarningCode.TooFewSamples, "trials measured: 3")],
        };

        Assert.Equal(
            """
            ╭──────────────────────┬──────────┬─────────┬────────────────┬───────────────┬──────┬───────────────┬─────────┬────────╮
            │ model                │   prompt │ threads │        prefill │        decode │ TTFT │ ITL p50 / p95 │    peak │ trials │
            │                      │    + gen │         │          tok/s │         tok/s │   ms │            ms │  memory │        │
            ├──────────────────────┼──────────┼─────────┼────────────────┼───────────────┼──────┼───────────────┼─────────┼────────┤
            │ synth:llama-15m:int4 │ 128 + 64 │       2 │ 12,346 ±1.0% ? │ 1,234 ±2.0% ? │ 10.4 │   0.81 / 1.21 │ 150 MiB │     12 │
            │ synth:llama-15m:int4 │ 256 + 64 │       2 │    implausible │   implausible │    - │             - │ 150 MiB │     12 │
            ╰──────────────────────┴──────────┴─────────┴────────────────┴───────────────┴──────┴───────────────┴─────────┴────────╯
            Medians; ± is half the 95 % interval of the median. '-' is not measured.
            '?' is a suspect figure: foreign-load; 'inferbench explain grades' says what that means.
            Invalid, so without a speed: implausible.
            Not observed on this machine, or not in every case: clock.
            synth:llama-15m:int4, prompt 128, gen 64:
              foreign-load: other processes used 60 % of one core; end other work on this machine; 'top' shows what it is
            synth:llama-15m:int4, prompt 256, gen 64:
              implausible: decode at 140 %; run it again; where it stays, please report it: the figure or the ceiling is wrong
              trials measured: 3; 'inferbench run' takes more with --max-time or --trials; five are the least

            """,
            Print(invalid, suspect));
    }

    [Fact]
    public void Quality_and_perplexity_are_columns_where_there_are_some()
    {
        var best = TestRecords.Ok() with
        {
            Case = TestRecords.Ok().Case with { Model = "llama:fp32" },
            Quality = new() { NotApplicable = "the run has no more precise variant of the model" },
            Perplexity = new() { Sha256 = "0123456789abcdef0123", Ids = 1025, Tokens = 1024, WindowIds = 512, Value = 12.345 },
        };
        var small = best with
        {
            Case = best.Case with { Model = "llama:int4" },
            Quality = new() { Against = "llama:fp32", Ids = "given", Positions = 256, KlMean = 0.01234, KlMax = 1, Top1Agreement = 0.9531 },
            Perplexity = best.Perplexity with { Value = 13 },
        };
        var random = best with
        {
            Case = best.Case with { Model = "synth:llama-15m:fp32" },
            Quality = new() { NotApplicable = "random weights" },
            Perplexity = best.Perplexity with { Value = 35_000, RandomWeights = true },
        };
        var failed = best with { Case = best.Case with { Model = "llama:q" }, Quality = new() { NotMeasured = "no room" }, Perplexity = best.Perplexity with { Value = null, NotMeasured = "killed" } };

        string text = Print(best, small, random, failed);

        string[][] rows = [.. text.Split('\n').Where(l => l.StartsWith('│')).Select(l => l.Split('│', StringSplitOptions.TrimEntries))];
        int kl = Array.IndexOf(rows[0], "KL mean"), perplexity = Array.IndexOf(rows[0], "perplexity");
        Assert.Equal(
            ["llama:fp32 - 12.3", "llama:int4 0.012 / 95.3% 13.0", "llama:q - -", "synth:llama-15m:fp32 - 35,000 *"],
            rows[2..].Select(r => $"{r[1]} {r[kl]} {r[perplexity]}").Order(StringComparer.Ordinal));
        Assert.Contains("\nKL: mean divergence in nats from llama:fp32 over 256 positions of given ids; top-1: the same most likely id. It says what the precision costs, and is no part of the grade.\n", text, StringComparison.Ordinal);
        Assert.Contains("\nPerplexity: of 1,024 predicted ids in windows of 512, from the file with SHA-256 0123456789abcdef...\n", text, StringComparison.Ordinal);
        Assert.Contains("\n'*' is of random weights: right, and without meaning for any language.\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  quality not measured: no room\n  perplexity not measured: killed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_figures_of_quality_the_table_is_as_it_was()
    {
        var plain = TestRecords.Ok();
        var without = plain with { Quality = new() { NotApplicable = "random weights" } };
        var leftOut = plain with { Quality = new() { NotMeasured = Quality.LeftOut } };
        var invalid = plain with { Quality = new() { KlMean = 1, Top1Agreement = 1 }, Perplexity = new() { Sha256 = "a", Ids = 2, Value = 3 }, Grade = new([new(GradeReason.OutputMismatch, "zeros")], []) };

        Assert.Equal(Print(plain), Print(without));
        Assert.Equal(Print(plain), Print(leftOut));
        Assert.DoesNotContain("KL", Print(invalid), StringComparison.Ordinal);
        Assert.DoesNotContain("erplexity", Print(invalid), StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_of_the_anchor_are_a_line_and_no_rows() => Assert.EndsWith(
        """
        │ synth:llama-15m:int4 │ 128 + 64 │       2 │ 12,346 ±1.0% │ 1,234 ±2.0% │ 10.4 │   0.81 / 1.21 │ 150 MiB │     12 │
        ╰──────────────────────┴──────────┴─────────┴──────────────┴─────────────┴──────┴───────────────┴─────────┴────────╯
        Medians; ± is half the 95 % interval of the median. '-' is not measured.
        Anchor: synth:llama-15m:int4, prompt 128, gen 64, measured 3 more times through the run: drift 7.5% (decode from 1,000 to 925 tokens/s at repeat 2).
        synth:llama-15m:int4, prompt 128, gen 64:
          measured beside a repeat of the anchor that had moved by -7.5% from the first (decode); the machine changed during the run: compare only cases that stand close together in its order, or run it again when there is less other work

        """,
        Print(TestRecords.Repeat(1, 0, 1000), TestRecords.Ok(), TestRecords.Repeat(2, 1, 925), TestRecords.Repeat(3, 1, 1010)),
        StringComparison.Ordinal);

    [Fact]
    public void An_anchor_that_could_not_be_measured_says_so()
    {
        var killed = TestRecords.Repeat(2, 1, 1) with { Status = CaseStatus.Failed, Reason = "killed\nby hand", RunId = "b" };

        string text = Print(TestRecords.Repeat(1, 0, 1000), TestRecords.Ok(), TestRecords.Repeat(1, 0, 100) with { RunId = "b" }, killed);

        Assert.Contains("\nAnchor of run run: synth:llama-15m:int4, prompt 128, gen 64, measured 1 more time through the run, too few to tell a drift.\n", text, StringComparison.Ordinal);
        Assert.Contains("\nAnchor of run b: synth:llama-15m:int4, prompt 128, gen 64, measured 1 more time through the run, too few to tell a drift; 1 not measured: killed\\u000aby hand.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_after_its_first_repeat_has_a_table_without_rows() =>
        Assert.Contains("│ trials │\n", Print(TestRecords.Repeat(1, 0, 1000)), StringComparison.Ordinal);

    [Fact]
    public void Many_records_are_several_tables_of_one_width()
    {
        var one = TestRecords.Ok();
        RunRecord[] records = [.. Enumerable.Range(1, 600).Select(prompt => one with { Case = one.Case with { Prompt = prompt } })];

        string[] lines = Print(records).Split('\n');

        Assert.Equal(3, lines.Count(line => line.StartsWith('╭')));
        Assert.Single(lines.Where(line => line.StartsWith('│')).Select(line => line.Length).Distinct());
        Assert.All([1, 250, 251, 600], prompt => Assert.Single(lines, line => line.Contains($" {prompt} + ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Session_options_are_a_column_where_a_case_has_them()
    {
        var spins = TestRecords.Ok();
        var rests = spins with { Case = spins.Case with { Options = new() { ["session.intra_op.allow_spinning"] = "0" } } };

        string[] lines = Print(rests, spins).Split('\n');

        Assert.DoesNotContain("options", Print(spins), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("│ options ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("│ session.intra_op.allow_spinning=0 │", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("│ default ", StringComparison.Ordinal));
    }

    [Fact]
    public void Devices_are_a_column_where_one_is_not_the_cpu()
    {
        var skipped = TestRecords.Skipped();

        string[] lines = Print(TestRecords.Ok(), skipped with { Case = skipped.Case with { Device = "cuda:0" } }).Split('\n');

        Assert.Contains(lines, line => line.StartsWith("│ synth:llama-15m:int4 │ cpu    │", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("│ synth:llama-15m:int4 │ cuda:0 │", StringComparison.Ordinal));
        Assert.Contains("synth:llama-15m:int4, cuda:0, prompt 4096, gen 64:", lines);
    }

    private static RunRecord On(string device, double prefill, double decode, string model = "synth:llama-110m:int4", string engine = "ort") => TestRecords.Ok() with
    {
        Case = TestRecords.Ok().Case with { Model = model, Device = device, Engine = engine },
        Model = TestRecords.Model(model.Split(':')[2]),
        Statistics = new Dictionary<string, Distribution>(TestRecords.Ok().Statistics)
        {
            [MetricId.PrefillTps] = TestRecords.Around(prefill, 0.01),
            [MetricId.DecodeTps] = TestRecords.Around(decode, 0.02),
        },
        Values = new Dictionary<string, double>
        {
            [MetricId.MemoryPeakRss] = 150 * 1024 * 1024,
            [MetricId.LoadFile] = 0.11,
            [MetricId.LoadSession] = device == "cpu" ? 0.25 : 1.75,
            [MetricId.LoadFirstToken] = 0.0221,
        },
    };

    [Fact]
    public void Engines_and_devices_are_one_table_with_what_is_not_here() => Assert.Equal(
        """
        synth:llama-110m, prompt + gen 128 + 64, threads 2
        ╭──────────┬────────┬──────────┬──────────────┬──────────────┬───────────────┬──────┬───────────────┬────────────────────┬─────────┬────────╮
        │ model    │ engine │ device   │      prefill │       decode │      over CPU │ TTFT │ ITL p50 / p95 │         cold start │    peak │ trials │
        │          │        │          │        tok/s │        tok/s │               │   ms │            ms │                 ms │  memory │        │
        ├──────────┼────────┼──────────┼──────────────┼──────────────┼───────────────┼──────┼───────────────┼────────────────────┼─────────┼────────┤
        │ int4     │ ort    │ cpu      │    500 ±1.0% │    100 ±2.0% │            1x │ 10.4 │   0.81 / 1.21 │   110 + 250 + 22.1 │ 150 MiB │     12 │
        │ int4     │ ort    │ webgpu:0 │ not measured │ not measured │             - │    - │             - │                  - │       - │      - │
        │ int4     │ genai  │ cpu      │    400 ±1.0% │   80.0 ±2.0% │            1x │ 10.4 │   0.81 / 1.21 │   110 + 250 + 22.1 │ 150 MiB │     12 │
        │ int4-f16 │ ort    │ cuda:0   │ 50,000 ±1.0% │  1,000 ±2.0% │  100x / 10.0x │ 10.4 │   0.81 / 1.21 │ 110 + 1,750 + 22.1 │ 150 MiB │     12 │
        │ int4-f16 │ genai  │ cuda:0   │ 20,000 ±1.0% │    200 ±2.0% │ 50.0x / 2.50x │ 10.4 │   0.81 / 1.21 │ 110 + 1,750 + 22.1 │ 150 MiB │     12 │
        ╰──────────┴────────┴──────────┴──────────────┴──────────────┴───────────────┴──────┴───────────────┴────────────────────┴─────────┴────────╯
        Medians; ± is half the 95 % interval of the median. '-' is not measured.
        Over CPU: prefill / decode as multiples of the same model, engine and case on the CPU; it compares within this run only.
        synth:llama-110m:int4-f16 is held against synth:llama-110m:int4: the same weights, with float16 activations on the device.
        Cold start: load file + load session + first token of each model's first case, once; 'inferbench explain load' says what is in each.
        synth:llama-110m:int4, webgpu:0, prompt 128, gen 64:
          not measured: no adapter

        """,
        Print(
            On("cuda:0", 20_000, 200, "synth:llama-110m:int4-f16", "genai"), On("cpu", 400, 80, engine: "genai"), On("cuda:0", 50_000, 1_000, "synth:llama-110m:int4-f16"),
            TestRecords.Absent("webgpu:0", "no adapter") with { Case = On("webgpu:0", 1, 1).Case }, On("cpu", 500, 100)));

    [Fact]
    public void Options_of_a_device_s_provider_are_none_of_the_cpu_s_case()
    {
        var (onCpu, onCuda) = (On("cpu", 10, 10), On("cuda:0", 20, 40));

        Assert.Contains(" 2.00x / 4.00x │", Print(onCpu, onCuda with { Case = onCuda.Case with { Options = new() { ["cuda.use_tf32"] = "0" } } }), StringComparison.Ordinal);
        Assert.DoesNotContain("over CPU", Print(onCpu, onCuda with { Case = onCuda.Case with { Options = new() { ["session.disable_prepacking"] = "1" } } }), StringComparison.Ordinal);
        Assert.DoesNotContain("over CPU", Print(onCpu, onCuda with { RunId = "another" }), StringComparison.Ordinal);
        Assert.DoesNotContain("over CPU", Print(onCpu with { Case = onCpu.Case with { Engine = "genai" } }, onCuda), StringComparison.Ordinal);
        Assert.DoesNotContain("over CPU", Print(onCpu with { Case = onCpu.Case with { Prompt = 256 } }, onCuda), StringComparison.Ordinal);
        Assert.DoesNotContain("cold start", Print(onCpu), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variant_that_only_a_device_takes_is_no_second_precision()
    {
        string table = Print(On("cpu", 10, 10), On("cuda:0", 20, 40, "synth:llama-110m:int4-f16"));

        Assert.DoesNotContain("speed-up", table, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("1.00x / 2.00x", Print(On("cuda:0", 20, 20, "synth:llama-110m:fp16"), On("cuda:0", 20, 40, "synth:llama-110m:int4-f16"), On("cpu", 1, 1)), StringComparison.Ordinal);
    }

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

    [Fact]
    public void Precisions_of_a_model_are_compared_within_120_columns() => Assert.Equal(
        """
        synth:llama-110m, prompt + gen 128 + 64, threads 2
        ╭───────┬───────┬───────┬──────────────┬─────────────┬───────────────┬──────┬───────────────┬─────────┬────────╮
        │ model │ batch │ depth │      prefill │      decode │      speed-up │ TTFT │ ITL p50 / p95 │    peak │ trials │
        │       │       │       │        tok/s │       tok/s │               │   ms │            ms │  memory │        │
        ├───────┼───────┼───────┼──────────────┼─────────────┼───────────────┼──────┼───────────────┼─────────┼────────┤
        │ fp32  │     1 │     0 │ 12,000 ±1.0% │   500 ±2.0% │            1x │ 10.4 │   0.81 / 1.21 │ 150 MiB │     12 │
        │ int8  │     1 │     0 │ 15,000 ±1.0% │ 1,000 ±2.0% │ 1.25x / 2.00x │ 10.4 │   0.81 / 1.21 │ 150 MiB │     12 │
        │ int4  │     1 │     0 │ 11,040 ±1.0% │ 1,230 ±2.0% │ 0.92x / 2.46x │ 10.4 │   0.81 / 1.21 │ 150 MiB │     12 │
        │ fp32  │     4 │  1024 │            - │ 1,000 ±2.0% │            1x │    - │   0.81 / 1.21 │ 150 MiB │     12 │
        │ int8  │     4 │  1024 │            - │ 1,500 ±2.0% │     - / 1.50x │    - │   0.81 / 1.21 │ 150 MiB │     12 │
        │ int4  │     4 │  1024 │            - │ 1,400 ±2.0% │     - / 1.40x │    - │   0.81 / 1.21 │ 150 MiB │     12 │
        ╰───────┴───────┴───────┴──────────────┴─────────────┴───────────────┴──────┴───────────────┴─────────┴────────╯
        Medians; ± is half the 95 % interval of the median. '-' is not measured.
        Speed-up: prefill / decode over fp32 of the same model in the same case; it compares within this run only.
        batch 4, depth 1024 (3 cases):
          prefill, TTFT not measured: one sequence only

        """,
        Print(
            Variant("int4", 4, 1024, null, 1_400), Variant("fp32", 4, 1024, null, 1_000), Variant("int8", 4, 1024, null, 1_500),
            Variant("int4", 1, 0, 11_040, 1_230), Variant("int8", 1, 0, 15_000, 1_000), Variant("fp32", 1, 0, 12_000, 500)));

    [Fact]
    public void A_speed_of_0_in_a_strangers_file_is_no_divisor()
    {
        var tiny = Variant("int8", 1, 0, 10, 10);
        tiny = tiny with { Statistics = tiny.Statistics.ToDictionary(s => s.Key, s => s.Value with { Median = 1e-308 }) };

        string text = Print(Variant("fp32", 1, 0, 0, 0), tiny, Variant("int4", 1, 0, 10, 10));

        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
        Assert.Contains(" 0.00 │", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_models_runs_and_graphs_are_not_compared()
    {
        var fp32 = Variant("fp32", 1, 0, 10, 10);
        var int4 = Variant("int4", 1, 0, 10, 10);
        foreach (var other in (RunRecord[])
        [
            int4 with { RunId = "another" },
            int4 with { Model = int4.Model! with { Name = "llama-15m" } },
            int4 with { Model = int4.Model! with { WeightSeed = 1 } },
            int4 with { Model = int4.Model! with { Geometry = int4.Model.Geometry with { Layers = 3 } } },
            int4 with { Model = int4.Model! with { Precision = null } },
            int4 with { Model = int4.Model! with { Precision = "fp32" } },
        ])
            Assert.DoesNotContain("peed-up", Print(fp32, other), StringComparison.Ordinal);
        Assert.Contains("1.00x / 1.00x", Print(fp32, int4), StringComparison.Ordinal);
    }

    [Fact]
    public void Unlike_graphs_of_a_model_have_one_baseline_and_no_ratio_to_it()
    {
        var plain = Variant("fp32", 1, 0, 10, 10);
        plain = plain with { Model = plain.Model! with { Attention = "plain" } };

        string text = Print(plain, Variant("int8", 1, 0, 20, 20), Variant("int4", 1, 0, 40, 40));

        Assert.Equal(2, text.Split('\n').Count(l => l.Contains("│        - │", StringComparison.Ordinal)));
        Assert.Contains(
            "Speed-up: prefill / decode over fp32 of the same model in the same case; it compares within this run only.\n"
            + "No speed-up where a graph differs from that one in more than its precision (attention, or positions with logits).\n",
            text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama:fp32", "llama:int4", true)]
    [InlineData("llama/onnx/model.onnx", "llama/onnx/model_q4.onnx", true)]
    [InlineData("a/llama:fp32", "b/llama:int4", false)]
    [InlineData("llama-fp32", "llama-int4", false)]
    public void Graphs_of_one_folder_are_compared_and_others_are_not(string first, string second, bool compared)
    {
        RunRecord Foreign(string precision, string model)
        {
            var r = Variant(precision, 1, 0, 10, 10);
            return r with { Case = r.Case with { Model = model }, Model = r.Model! with { WeightSeed = null, Name = "llama" } };
        }

        Assert.Equal(compared, Print(Foreign("fp32", first), Foreign("int4", second)).Contains("Speed-up", StringComparison.Ordinal));
    }

    [Fact]
    public void A_ratio_that_the_intervals_leave_uncertain_is_marked()
    {
        var fp32 = Variant("fp32", 1, 0, 10, 10);
        var int4 = Variant("int4", 1, 0, 20, 20);
        int4 = int4 with
        {
            Statistics = new Dictionary<string, Distribution>(int4.Statistics)
            {
                [MetricId.DecodeTps] = TestRecords.Around(20, 0.2),
                [MetricId.PrefillTps] = TestRecords.Around(20, 0.2) with { MedianInterval = null },
            },
        };

        string text = Print(fp32, int4);

        Assert.Contains("│ ~2.00x / ~2.00x │", text, StringComparison.Ordinal);
        Assert.Contains("\n~: by the intervals of the two medians the ratio may be off by more than 10 %, or there are none.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_baseline_in_a_case_there_is_no_speed_up_in_it()
    {
        string text = Print(
            Variant("fp32", 1, 0, 10, 10), Variant("int4", 1, 0, 20, 20), Variant("int4", 2, 0, 30, 30),
            Variant("fp32", 2, 0, null, 10) with { Status = CaseStatus.Failed, Reason = "no memory", Model = null, Statistics = new Dictionary<string, Distribution>() });

        Assert.Contains("│ 2.00x / 2.00x │", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split('\n').Count(l => l.Contains("│             - │", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("fp32", "fp16")]
    [InlineData("fp16", "int8")]
    [InlineData("int8", "int8-f16")]
    [InlineData("int8-f16", "int4")]
    [InlineData("int4", "int4-f16")]
    public void The_most_precise_comes_first_and_is_the_baseline(string more, string less)
    {
        string[] lines = Print(Variant(less, 1, 0, 10, 10), Variant(more, 1, 0, 10, 10)).Split('\n');

        string first = lines.First(l => l.StartsWith("│ synth:", StringComparison.Ordinal));
        Assert.Contains($":{more} ", first, StringComparison.Ordinal);
        Assert.Contains("│            1x │", first, StringComparison.Ordinal);
        Assert.Contains($" over {more} of ", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_sampler_stands_above_the_table() => Assert.StartsWith(
        "sampled with temperature=0.8,top_k=40,top_p=1,seed=7\n╭",
        Print(TestRecords.Ok() with { Case = TestRecords.Ok().Case with { Sample = new() { Temperature = 0.8, TopK = 40, Seed = 7 } } }),
        StringComparison.Ordinal);

    [Fact]
    public void Samplers_that_differ_have_a_column()
    {
        string text = Print(
            TestRecords.Ok() with { Case = TestRecords.Ok().Case with { Sample = new() { TopK = 40 } } }, TestRecords.Ok());

        Assert.Contains("│ greedy ", text, StringComparison.Ordinal);
        Assert.Contains("│ temperature=1,top_k=40,top_p=1,seed=0 │", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_notes_stand_once_and_advice_too()
    {
        RunRecord Warned(string precision, int batch, string detail) => Variant(precision, batch, 0, 10, 10) with
        {
            Warnings = [new(WarningCode.KvCopied, "copied"), new(WarningCode.TooFewSamples, detail)],
        };
        string text = Print(Warned("fp32", 1, "two"), Warned("int4", 1, "two"), Warned("fp32", 8, "three"), Warned("int4", 8, "two"));

        Assert.EndsWith(
            """
            all 4 cases:
              copied; on the CPU a graph with GroupQueryAttention, as onnxruntime-genai's model builder makes it, shares them
            synth:llama-110m:fp32, prompt 128, gen 64; synth:llama-110m:int4, prompt 128, gen 64; synth:llama-110m:int4, batch 8, prompt 128, gen 64:
              two; 'inferbench run' takes more with --max-time or --trials; five are the least
            synth:llama-110m:fp32, batch 8, prompt 128, gen 64:
              three

            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_three_different_details_of_one_warning_stay_in_the_records()
    {
        RunRecord Warned(int batch, string detail) =>
            Variant("fp32", batch, 0, 10, 10) with { Warnings = [new(WarningCode.TooFewSamples, detail)] };
        string text = Print(Warned(1, "one"), Warned(2, "two"), Warned(4, "three"), Warned(8, "four"), Variant("fp32", 16, 0, 10, 10));

        Assert.EndsWith(
            """
            4 cases such as synth:llama-110m:fp32, prompt 128, gen 64:
              fewer than five trials measured; 'inferbench run' takes more with --max-time or --trials; five are the least

            """,
            text,
            StringComparison.Ordinal);
    }

    private static RunRecord Variant(string precision, int batch, int depth, double? prefill, double decode)
    {
        var ok = TestRecords.Ok();
        var statistics = new Dictionary<string, Distribution>(ok.Statistics)
        {
            [MetricId.DecodeTps] = TestRecords.Around(decode, 0.02),
        };
        statistics.Remove(MetricId.PrefillTps);
        if (prefill is { } speed)
            statistics.Add(MetricId.PrefillTps, TestRecords.Around(speed, 0.01));
        else
            statistics.Remove(MetricId.Ttft);
        return ok with
        {
            Case = ok.Case with { Model = $"synth:llama-110m:{precision}", Batch = batch, Depth = depth },
            Model = TestRecords.Model(precision),
            Statistics = statistics,
            NotMeasured = prefill is null
                ? new Dictionary<string, string> { [MetricId.Ttft] = "one sequence only", [MetricId.PrefillTps] = "one sequence only" }
                : [],
        };
    }

    [Fact]
    public void MBU_and_MFU_are_of_the_higher_ceilings_and_say_where_they_moved()
    {
        var begin = TestRecords.Ok().Started;
        RunRecord At(int minute, RunRecord r, string id) => r with { Started = begin.AddMinutes(minute), CaseId = id };
        var measured = At(10, TestRecords.Ok(), "case") with
        {
            Model = TestRecords.Model("fp32"),
            Roof = new() { Bandwidth = 1e9, Limit = "memory", Seconds = 0.1 },
            Statistics = new Dictionary<string, Distribution>(TestRecords.Ok().Statistics) { [MetricId.Tpot] = TestRecords.Around(0.2, 0.01) },
            Values = new Dictionary<string, double> { [MetricId.Mbu] = 0.6, [MetricId.Mfu] = 0.5 },
        };
        RunRecord[] ceilings =
        [
            At(0, TestKernels.Ceiling(2, bandwidth: 1e9, bytes: 1 << 27), "read"), At(0, TestKernels.Ceiling(2, flops: 2e9), "peak"),
            At(20, TestKernels.Ceiling(2, bandwidth: 1.2e9, bytes: 1 << 27), "read"), At(20, TestKernels.Ceiling(2, flops: 1.98e9), "peak"),
        ];

        string text = Print([measured, .. ceilings]);

        Assert.Contains(" ~50% / 50% │", text, StringComparison.Ordinal);
        Assert.Contains("\nCeilings: 2 measured again after the cases, MBU and MFU are of the higher; furthest drift +20.0% (read bandwidth of 128 MiB, threads 2: from 1.00 to 1.20 GB/s).\n", text, StringComparison.Ordinal);
        Assert.Contains("\n'~' is MBU or MFU of a ceiling that moved by more than 5 % from its first measurement: uncertain by as much.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("│ kernel:", text, StringComparison.Ordinal);
        string before = Print([measured, .. ceilings[..2]]);
        Assert.Contains(" 60% / 50% │", before, StringComparison.Ordinal);
        Assert.Contains("\nCeilings: measured before the cases only, so whether they moved is not known.\n", before, StringComparison.Ordinal);
        Assert.DoesNotContain("Ceilings", Print(measured with { Values = new Dictionary<string, double>() }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_without_ceilings_is_told_as_not_measured() => Assert.Contains(
        "  MBU, MBU of memory, MFU not measured: no ceilings of cuda:0 are measured\n",
        Print(TestRecords.Ok() with
        {
            Case = TestRecords.Ok().Case with { Device = "cuda:0" },
            NotMeasured = new[] { MetricId.Mbu, MetricId.MbuMemory, MetricId.Mfu }.ToDictionary(id => id, _ => "no ceilings of cuda:0 are measured"),
        }),
        StringComparison.Ordinal);
}
