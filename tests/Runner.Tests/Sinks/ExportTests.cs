using System.Text;
using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ExportTests
{
    private static readonly RunRecord Measured = TestRecords.Ok() with
    {
        Model = TestRecords.Model("int4"),
        Case = TestRecords.Ok().Case with { Depth = 1000 },
        Environment = TestRecords.Ok().Environment with { Inferbench = "0.1.0+0123456789abcdef" },
        Samples = new Dictionary<string, SampleSeries>
        {
            [MetricId.PrefillTime] = new() { Count = 2, Values = [10_000_000, 20_000_000] },
            [MetricId.DecodeTime] = new() { Count = 2, Values = [63_000_000, 126_000_000] },
        },
        Statistics = new Dictionary<string, Distribution>(TestRecords.Ok().Statistics)
        {
            [MetricId.PrefillTime] = TestRecords.Around(0.015, 0.01) with { StandardDeviation = 0.0005 },
            [MetricId.DecodeTime] = TestRecords.Around(0.09, 0.01),
        },
    };

    private static string Csv(params RunRecord[] records)
    {
        var text = new StringWriter();
        CsvExport.Write(text, records);
        return text.ToString();
    }

    [Fact]
    public void Invalid_records_have_a_reason_and_no_speed()
    {
        var grade = new Grade([new(GradeReason.Implausible, "too fast")], ["clock"]);
        RunRecord invalid = Measured with { Grade = grade }, suspect = Measured with { Grade = new([new(GradeReason.Unstable, "wide")], []) };
        string[][] csv = [.. Csv(invalid, suspect).Split("\r\n").Select(line => line.Split(','))];
        int Column(string name) => Array.FindIndex(csv[0], heading => heading.Trim('"').StartsWith(name, StringComparison.Ordinal));

        Assert.Equal(("invalid", "implausible", "clock"), (csv[1][Column("grade")], csv[1][Column("grade_reasons")], csv[1][Column("not_observed")]));
        Assert.Equal(("suspect", "unstable", ""), (csv[2][Column("grade")], csv[2][Column("grade_reasons")], csv[2][Column("not_observed")]));
        Assert.All(["decode.tps.median", "prefill.tps.p95", "ttft.mean", "decode.time.median"], id => Assert.Equal((true, false), (csv[1][Column(id)].Length == 0, csv[2][Column(id)].Length == 0)));
        string[] rows = Markdown(invalid, suspect).Split('\n');
        Assert.EndsWith("| - | - | - | - | 157286400 | 12 | ok, invalid: implausible |", rows[2], StringComparison.Ordinal);
        Assert.EndsWith("| 12 | ok, suspect: unstable |", rows[3], StringComparison.Ordinal);
        var leftOut = new List<string>();
        Assert.Equal(2, LlamaBench(leftOut, invalid, suspect).GetArrayLength());
        Assert.Equal(
            [
                "synth:llama-15m:int4 depth 1000 prompt 128 gen 64: left out, it is invalid: implausible",
                "1 record with suspect figures (unstable), which llama-bench's JSON has no field for",
            ],
            leftOut);
    }

    private static string Markdown(params RunRecord[] records)
    {
        var text = new StringWriter();
        MarkdownExport.Write(text, records);
        return text.ToString();
    }

    private static JsonElement LlamaBench(List<string> leftOut, params RunRecord[] records)
    {
        using var stream = new MemoryStream();
        LlamaBenchExport.Write(stream, records, leftOut.Add);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    [Fact]
    public void Csv_has_every_metric_of_the_catalogue_with_unit_and_direction()
    {
        string heading = Csv().Split("\r\n")[0];

        Assert.StartsWith("run_id,case_id,order_index,started,status,reason,", heading, StringComparison.Ordinal);
        foreach (var metric in MetricCatalog.All)
        {
            string better = metric.Direction == MetricDirection.HigherIsBetter ? "higher" : "lower";
            Assert.Contains($"\"{metric.Id}{(metric.IsSingle ? "" : ".median")} [{metric.Unit}, {better} is better]\"", heading, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Csv_leaves_what_was_not_measured_empty_in_any_culture()
    {
        string[] lines = Culture.WithDecimalComma(() => Csv(Measured, TestRecords.Skipped())).Split("\r\n");

        Assert.Equal(4, lines.Length);
        Assert.Equal("", lines[3]);
        Assert.StartsWith("run,0123456789ab,0,2026-11-23T08:00:00Z,ok,,,ort,1.30.0,CPUExecutionProvider,cpu,Test CPU,synth:llama-15m:int4,int4,110000000,1000,,shared,1,128,64,1000,2,,,,,,1,12,Test CPU,2,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",1234.5,1209.81,1259.19,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",,,,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Quality_and_perplexity_are_exported_with_what_they_are_of()
    {
        var small = Measured with
        {
            Quality = new() { Against = "llama:fp32", Ids = "seeded", Positions = 256, KlMean = 0.0125, KlMax = 0.5, Top1Agreement = 0.75 },
            Perplexity = new() { Sha256 = "aa", Ids = 10, Tokens = 9, Value = 12.5, NatsPerToken = 2, RandomWeights = true },
        };
        var none = Measured with { Quality = new() { NotApplicable = "random weights" }, Perplexity = new() { Sha256 = "aa", Ids = 10, NotMeasured = "killed" } };
        string[][] csv = [.. Csv(small, none).Split("\r\n")[..3].Select(line => line.Split(','))];

        Assert.Equal(("llama:fp32", "seeded", "256", ""), (Cell(1, "quality_against"), Cell(1, "quality_ids"), Cell(1, "quality_positions"), Cell(1, "quality_absent")));
        Assert.Equal(("aa", "9", "random", ""), (Cell(1, "perplexity_ids_sha256"), Cell(1, "perplexity_tokens"), Cell(1, "perplexity_weights"), Cell(1, "perplexity_absent")));
        Assert.Equal(("", "", "n/a: random weights", "killed"), (Cell(2, "quality_against"), Cell(2, "quality_positions"), Cell(2, "quality_absent"), Cell(2, "perplexity_absent")));
        string text = Csv(small);
        Assert.Contains(",0.0125,0.5,0.75,12.5,", text, StringComparison.Ordinal);
        string markdown = Markdown(small, small with { OrderIndex = 1 });
        Assert.Single(markdown.Split('\n'), line => line.EndsWith("| random |", StringComparison.Ordinal));
        Assert.Contains("\n\n| model | options | against | KL [nats] ↓ | top-1 [ratio] ↑ | perplexity [count] ↓ | weights |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("\n| synth:llama-15m:int4 | default | llama:fp32 | 0.0125 | 0.75 | 12.5 | random |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("\nKL: mean divergence in nats from llama:fp32 over 256 positions of seeded ids; ", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("KL", Markdown(none), StringComparison.Ordinal);

        string Cell(int row, string name) => csv[row][Array.FindIndex(csv[0], heading => heading == name)];
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"\nb", "\"say \"\"a\"\"\\u000ab\"")]
    [InlineData("a\u0000b\u001b[31m\u202e", "a\\u0000b\\u001b[31m\\u202e")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(1,2)", "\"'@SUM(1,2)\"")]
    [InlineData("-2", "'-2")]
    [InlineData("+2", "'+2")]
    [InlineData("\t=1", "\\u0009=1")]
    [InlineData("\r=1", "\\u000d=1")]
    public void A_cell_is_quoted_and_no_formula(string text, string cell) => Assert.Equal(cell, CsvExport.Cell(text));

    [Fact]
    public void Markdown_is_one_table_with_unit_and_direction()
    {
        string[] lines = Culture.WithDecimalComma(() => Markdown(Measured, TestRecords.Skipped())).Split('\n');

        Assert.Equal("| model | engine | device | batch | depth | prompt | gen | threads | prefill [tokens/s] ↑ | decode [tokens/s] ↑ | TTFT [s] ↓ | ITL [s] ↓ | peak memory [bytes] ↓ | trials | status |", lines[0]);
        Assert.Equal("| synth:llama-15m:int4 | ort | cpu | 1 | 1000 | 128 | 64 | 2 | 12346 | 1234.5 | 0.0104 | 0.00081 | 157286400 | 12 | ok |", lines[2]);
        Assert.Equal("| synth:llama-15m:int4 | ort | cpu | 1 | 0 | 4096 | 64 | - | - | - | - | - | - | 0 | skipped: found prompt \\[red\\]4096 + gen 64 tokens |", lines[3]);
    }

    [Fact]
    public void What_is_not_here_is_not_measured_and_no_zero()
    {
        var absent = TestRecords.Absent("cuda:0", "no driver");

        string[][] csv = [.. Csv(absent).Split("\r\n")[..2].Select(line => line.Split(','))];
        string Cell(string name) => csv[1][Array.FindIndex(csv[0], heading => heading.Trim('"').Split(' ')[0] == name)];
        Assert.Equal(("skipped", "no driver", "cuda:0", "cuda:0"), (Cell("status"), Cell("reason"), Cell("absent"), Cell("device")));
        Assert.Equal(("", "", "0"), (Cell("decode.tps.median"), Cell("memory.peak_rss"), Cell("trials")));
        Assert.Equal("| synth:llama-15m:int4 | ort | cuda:0 | 1 | 0 | 128 | 64 | - | - | - | - | - | - | 0 | not measured: no driver |", Markdown(absent).Split('\n')[2]);
        var leftOut = new List<string>();
        Assert.Equal(0, LlamaBench(leftOut, absent).GetArrayLength());
        Assert.Equal(["synth:llama-15m:int4 cuda:0 prompt 128 gen 64: left out, it is skipped"], leftOut);
    }

    [Fact]
    public void Repeats_of_the_anchor_are_marked_lines_or_the_drift()
    {
        RunRecord[] records = [TestRecords.Repeat(1, 0, 1000), Measured, TestRecords.Repeat(2, 1, 925)];
        var leftOut = new List<string>();

        string[] csv = Csv(records).Split("\r\n");
        int column = Array.IndexOf(csv[0].Split(','), "anchor");
        Assert.Equal(["1", "", "2"], csv[1..4].Select(line => line.Split(',')[column]));
        string[] markdown = Markdown(records).Split('\n');
        Assert.Single(markdown, line => line.StartsWith("| synth", StringComparison.Ordinal));
        Assert.Equal("Anchor: synth:llama-15m:int4, prompt 128, gen 64, measured 2 more times through the run: drift 7.5% (decode from 1,000 to 925 tokens/s at repeat 2).", markdown[^2]);
        Assert.Equal(2, LlamaBench(leftOut, records).GetArrayLength());
        Assert.Equal(
            ["synth:llama-15m:int4 prompt 128 gen 64: left out, it is repeat 1 of the anchor", "synth:llama-15m:int4 prompt 128 gen 64: left out, it is repeat 2 of the anchor"],
            leftOut);
    }

    [Fact]
    public void Markdown_of_a_strangers_name_stays_in_its_cell() =>
        Assert.Equal("a\\|b\\`c\\<i\\>\\u000ad\\*", MarkdownExport.Escaped("a|b`c<i>\nd*").Replace("\\\\u", "\\u", StringComparison.Ordinal));

    [Fact]
    public void Json_has_the_records_and_says_what_their_metrics_are()
    {
        using var stream = new MemoryStream();
        JsonExport.Write(stream, [Measured, TestRecords.Skipped()]);

        var root = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal(MetricCatalog.All.Select(m => m.Id), root.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.Equal(
            """{"title":"decode","unit":"tokens/s","better":"higher","found_in":"statistics","definition":"b x (n - 1) / decode.time","definition_version":1}""",
            root.GetProperty("metrics").GetProperty(MetricId.DecodeTps).GetRawText());
        var array = root.GetProperty("records");
        Assert.Equal(2, array.GetArrayLength());
        Assert.Equal(
            JsonSerializer.Serialize(Measured, RecordJson.Line.RunRecord),
            JsonSerializer.Serialize(JsonSerializer.Deserialize(array[0].GetRawText(), RecordJson.Line.RunRecord)!, RecordJson.Line.RunRecord));
    }

    [Fact]
    public void Json_of_nothing_has_no_records()
    {
        using var stream = new MemoryStream();
        JsonExport.Write(stream, []);
        Assert.EndsWith("},\"records\":[]}\n", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Llama_bench_has_an_entry_for_each_phase()
    {
        var leftOut = new List<string>();
        var entries = LlamaBench(leftOut, Measured);

        Assert.Equal(2, entries.GetArrayLength());
        Assert.Empty(leftOut);
        var (pp, tg) = (entries[0], entries[1]);
        Assert.Equal((128, 0, 1000), Lengths(pp));
        Assert.Equal((0, 63, 1128), Lengths(tg));
        Assert.Equal("012345678", pp.GetProperty("build_commit").GetString());
        Assert.Equal("synth:llama-15m:int4", pp.GetProperty("model_filename").GetString());
        Assert.Equal("llama-110m int4", pp.GetProperty("model_type").GetString());
        Assert.Equal("2026-11-23T08:00:00Z", pp.GetProperty("test_time").GetString());
        Assert.Equal((15_000_000, 500_000), (pp.GetProperty("avg_ns").GetInt64(), pp.GetProperty("stddev_ns").GetInt64()));
        Assert.Equal(12345.6, pp.GetProperty("avg_ts").GetDouble());
        Assert.Equal([12_800.0, 6_400.0], pp.GetProperty("samples_ts").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal([63_000_000L, 126_000_000L], tg.GetProperty("samples_ns").EnumerateArray().Select(v => v.GetInt64()));
        Assert.Equal([1_000.0, 500.0], tg.GetProperty("samples_ts").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(JsonValueKind.Null, pp.GetProperty("build_number").ValueKind);

        static (int, int, int) Lengths(JsonElement e) =>
            (e.GetProperty("n_prompt").GetInt32(), e.GetProperty("n_gen").GetInt32(), e.GetProperty("n_depth").GetInt32());
    }

    // The keys that its comparison script asks of every entry, or refuses the file.
    [Theory]
    [InlineData("cpu_info gpu_info backends n_gpu_layers tensor_buft_overrides model_filename model_type n_batch n_ubatch embeddings cpu_mask cpu_strict poll n_threads type_k type_v use_mmap no_kv_offload split_mode main_gpu tensor_split flash_attn n_prompt n_gen n_depth build_commit test_time avg_ts")]
    public void Llama_bench_has_what_its_scripts_join_on(string keys)
    {
        var entry = LlamaBench([], Measured)[0];
        Assert.All(keys.Split(' '), key => Assert.NotEqual(JsonValueKind.Null, entry.GetProperty(key).ValueKind));
    }

    [Fact]
    public void Llama_bench_says_what_it_leaves_out()
    {
        var leftOut = new List<string>();

        var entries = LlamaBench(leftOut, TestRecords.Skipped(), Measured with { Case = Measured.Case with { Batch = 4 } });

        Assert.Equal(0, entries.GetArrayLength());
        Assert.Equal(
            [
                "synth:llama-15m:int4 prompt 4096 gen 64: left out, it is skipped",
                "synth:llama-15m:int4 batch 4 depth 1000 prompt 128 gen 64: left out, llama-bench runs one sequence",
            ],
            leftOut);
    }

    [Fact]
    public void A_kernel_has_its_shape_instructions_and_figures_in_csv()
    {
        string[] lines = Culture.WithDecimalComma(() => Csv(TestKernels.Ok("cpu.matmul.4_simd"))).Split("\r\n");

        Assert.Contains(",kernel:cpu.matmul.4_simd,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",64x64x64,avx2,compute,1,12,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",0.8,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_of_models_and_kernels_has_a_table_for_each()
    {
        string[] lines = Culture.WithDecimalComma(() => Markdown(TestKernels.Ok("cpu.matmul.4_simd"), Measured)).Split('\n');

        Assert.StartsWith("| model | engine | device | batch |", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("| synth:llama-15m:int4 | ort | cpu | 1 | 1000 |", lines[2], StringComparison.Ordinal);
        Assert.Equal("", lines[3]);
        Assert.Equal("| kernel | shape | threads | isa | time [s] ↓ | rate [FLOP/s] ↑ | bandwidth [bytes/s] ↑ | of ceiling [ratio] ↑ | of reference [ratio] ↑ | limit | trials | status |", lines[4]);
        Assert.Equal("| cpu.matmul.4\\_simd | 64x64x64 | 1 | avx2 | 5.2429E-06 | 100000000000 | 9375000000 | 0.8 | 0.5 | compute | 12 | ok |", lines[6]);
        Assert.StartsWith("| kernel |", Markdown(TestKernels.Ok("cpu.matmul.4_simd")), StringComparison.Ordinal);
    }

    [Fact]
    public void Llama_bench_counts_the_kernels_it_leaves_out()
    {
        var leftOut = new List<string>();

        var entries = LlamaBench(leftOut, TestKernels.Ok("cpu.matmul.4_simd"), Measured, TestKernels.Ok("cpu.matmul.5_packed"));

        Assert.Equal(2, entries.GetArrayLength());
        Assert.Equal(["2 records of kernels: left out, llama-bench measures models"], leftOut);
    }

    [Fact]
    public void Every_metric_of_a_reference_result_is_single_or_not_as_the_catalogue_says()
    {
        foreach (string path in Directory.GetFiles(Path.Combine(Repository.Root, "results", "reference"), "*.jsonl", SearchOption.AllDirectories))
        {
            foreach (var record in InferBench.Runner.Store.ResultsReader.Records(path, Assert.Fail))
            {
                Assert.All(record.Values.Keys, id => Assert.True(MetricCatalog.Get(id).IsSingle, id));
                Assert.All(record.Statistics.Keys, id => Assert.False(MetricCatalog.Get(id).IsSingle, id));
            }
        }
    }
}
