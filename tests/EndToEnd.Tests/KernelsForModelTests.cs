using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class KernelsForModelTests(ModelFixture models)
{
    private static Task<Inferbench.Outcome> Run(string model, string file, params string[] more) => Inferbench.Run(
        ["kernels", "--for-model", model, "--threads", "1", "--trials", "2", "--warmup", "0", "--no-ceilings", "--no-references", "--quiet", "--out", file, .. more]);

    [Fact]
    public async Task A_model_is_measured_at_its_own_sizes_and_shares_are_by_formula_without_a_profile()
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Run(models.Tiny("int4"), file, "--prompt", "8", "--json");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var report = SchemaCheck.Valid(outcome.Output, "kernels-for-model");
        var records = Inferbench.ReadRecords(file);
        Assert.Equal([("prefill", "flops", 8), ("decode", "bytes", 1)], report["phases"]!.AsArray().Select(p => (Text(p!["name"]), Text(p["basis"]), (int)p["tokens"]!)));
        var simd = Kernel(report, "decode", "cpu.matvec.int4.2_simd");
        Assert.Equal(Sum(simd, records), (double)simd["kernel_ns"]!, Sum(simd, records) * 1e-9);
        Assert.InRange((double)simd["share"]!, 0.3, 1);
        Assert.StartsWith("no gain of the whole without a profile", Text(simd["not_measured"]), StringComparison.Ordinal);
        Assert.Null(simd["whole"]);
        Assert.NotNull(Kernel(report, "prefill", "cpu.matmul.1_naive")["kernel_ns"]);
        Assert.NotNull(Text(Kernel(report, "decode", "cuda.matvec.int4.3_dot4")["not_measured"]));
    }

    [Fact]
    public async Task By_a_profile_the_whole_gains_what_amdahl_gives()
    {
        string model = models.Tiny("int4"), folder = models.NewFolder(), file = Path.Combine(folder, "r.jsonl"), profile = Path.Combine(folder, "p.jsonl");
        var run = await Inferbench.Run("run", "--model", model, "--prompt", "8", "--gen", "4", "--trials", "1", "--no-check", "--no-ceilings", "--quiet", "--out", Path.Combine(folder, "m.jsonl"));
        Assert.Equal(0, run.ExitCode);
        var measured = Assert.Single(Inferbench.ReadRecords(Path.Combine(folder, "m.jsonl")), r => r.Case.Kernel is null);
        var geometry = measured.Model!.Geometry;
        var profiled = measured with
        {
            Case = measured.Case with { Profile = true },
            Profile = new()
            {
                Passes = [new() { Name = ProfilePass.Operators, Trials = 1, DecodeNs = 1e6 }],
                Phases =
                [
                    new()
                    {
                        Name = ProfilePhase.Decode,
                        Steps = 1,
                        StepNs = 1e6,
                        Operators = [new() { Node = "/lm_head/MatMul", Operator = "MatMulNBits", Kind = "matmul", Role = "lm_head", Provider = "CPUExecutionProvider", Calls = 1, Ns = 4e5 }],
                        GapsNs = new Dictionary<string, double>(),
                        Counters = new Dictionary<string, double>(),
                        Advice = "",
                    },
                ],
                NotMeasured = new Dictionary<string, string>(),
            },
        };
        File.WriteAllText(profile, JsonSerializer.Serialize(profiled, RecordJson.Line.RunRecord) + "\n");

        var outcome = await Run(model, file, "--profile", profile, "--kernel", "matvec", "--step", "2");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var record = Assert.Single(Inferbench.ReadRecords(file));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{geometry.Vocabulary}x{geometry.Hidden}"), record.Case.Shape);
        double kernel = record.Statistics[MetricId.KernelTime].Median * 1e9, whole = 1e6 / (1e6 - 4e5 + kernel);
        Assert.Contains("shares of 1.0000 ms on cpu, by its profile", outcome.Output, StringComparison.Ordinal);
        string row = Assert.Single(outcome.OutputLines, l => l.StartsWith("│ cpu.matvec.int4.2_simd", StringComparison.Ordinal));
        Assert.Equal(
            ["40.0%", "1", "0.4000", (kernel / 1e6).ToString("N4", CultureInfo.InvariantCulture), Times(4e5 / kernel), Times(whole), "1.667x"],
            row.Trim('│').Split('│').Select(c => c.Trim()).Skip(2));
    }

    [Fact]
    public async Task The_cases_of_a_model_are_listed_without_a_run()
    {
        var outcome = await Inferbench.Run("kernels", "--for-model", models.Tiny("int4"), "--prompt", "8", "--kernel", "rmsnorm", "--no-ceilings", "--list", "--json");

        Assert.Equal(0, outcome.ExitCode);
        var plan = SchemaCheck.Valid(outcome.Output, "list");
        Assert.Equal(4, plan["cases"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_folder_without_a_model_is_refused_before_anything_is_measured()
    {
        string folder = models.NewFolder();

        var outcome = await Run(folder, Path.Combine(folder, "r.jsonl"));

        Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"inferbench: --for-model: {folder}", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    private static JsonNode Kernel(JsonNode report, string phase, string kernel) =>
        report["phases"]!.AsArray().Single(p => Text(p!["name"]) == phase)!["kernels"]!.AsArray().Single(k => Text(k!["kernel"]) == kernel)!;

    private static double Sum(JsonNode kernel, IReadOnlyList<RunRecord> records) => kernel["launches"]!.AsObject()
        .Sum(l => (double)l.Value! * records.Single(r => r.Case.Kernel == Text(kernel["kernel"]) && r.Case.Shape == l.Key).Statistics[MetricId.KernelTime].Median * 1e9);

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static string Times(double ratio) => ratio.ToString("0.###", CultureInfo.InvariantCulture) + "x";
}
