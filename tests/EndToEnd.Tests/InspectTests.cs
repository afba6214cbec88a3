using System.Text.Json.Nodes;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class InspectTests(ModelFixture models)
{
    private Task<Inferbench.Outcome> Inspect(params string[] arguments) =>
        Inferbench.Run(["model", "inspect", .. arguments, "--cache-dir", models.Cache]);

    [Fact]
    public async Task A_model_that_is_not_made_is_worked_out_and_still_not_made()
    {
        string cache = models.NewFolder();

        var outcome = await Inferbench.Run("model", "inspect", "synth:llama-3.1-8b:int4", "--depth", "0,4096", "--cache-dir", cache);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Empty(Directory.GetFileSystemEntries(cache));
        Assert.Equal("model           llama-3.1-8b, not made: worked out from its recipe", outcome.OutputLines[0]);
        Assert.Contains("parameters      8,030,261,248", outcome.OutputLines);
        Assert.Contains("KV per token    256 KiB, float32", outcome.OutputLines);
        Assert.Contains("hash            not made yet", outcome.OutputLines);
        Assert.Contains("│ feed-forward      │      96 │ 5,637,144,576 │ int4 blocks of 32 + float32 scales │ 3.28 GiB │", outcome.OutputLines);
        Assert.Contains("│           4,096 │ 4.37 GiB │      16.0 KiB │ 1.00 GiB │    256 KiB │ 5.37 GiB │", outcome.OutputLines);
        Assert.All(outcome.OutputLines, line => Assert.InRange(line.Length, 1, 100));
    }

    [Fact]
    public async Task The_object_follows_its_schema_and_tells_what_fits()
    {
        string model = await models.NewModel();

        var outcome = await Inspect(model, "--json", "--verify", "--memory", "8MiB,1GiB");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        var found = SchemaCheck.Valid(outcome.Output, "model");
        Assert.Equal(15_191_712, (long)found["model"]!["parameters"]!);
        Assert.Equal(found["model"]!["parameters"]!.ToString(), found["tensors"]!.AsArray().Sum(t => (long)t!["parameters"]!).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.True((bool)found["made"]!);
        Assert.True((bool)found["verification"]!["intact"]!);
        var (small, large) = (found["memory"]![0]!, found["memory"]![1]!);
        Assert.Null(small["longest_context"]);
        Assert.Equal(2048, (int)large["longest_context"]!["context"]!);
        Assert.True((bool)large["all_positions"]!);
    }

    [Fact]
    public async Task What_fits_is_shown_with_its_sum()
    {
        var outcome = await Inspect("synth:llama-3.1-8b:int4", "--memory", "4,24GiB");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Contains("│  4 GiB │       does not fit │     does not fit │   does not fit │   does not fit │", outcome.OutputLines);
        Assert.Contains("│ 24 GiB │             72,133 │     does not fit │             17 │             70 │", outcome.OutputLines);
        Assert.Contains("  6.39 GiB stored + 17 x 4,096 x 256 KiB = 17.0 GiB KV + 8.32 MiB logits = 23.4 GiB", outcome.OutputLines);
        Assert.Contains(outcome.OutputLines, line => line.StartsWith("Not in the sums: the runtime's own workspace", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5_000_000)]
    public async Task A_changed_synthetic_model_is_told_by_the_file(int at)
    {
        string model = await models.NewModel();
        Change(Path.Combine(model, "model.onnx.data"), at);

        var text = await Inspect(model, "--verify");
        var json = await Inspect(model, "--verify", "--json");

        Assert.Equal((ExitCode.SomeFailed, ""), (text.ExitCode, text.Errors));
        Assert.Equal(
            [
                "Read from end to end and compared with the manifest: NOT what it was.", "  ok      model.onnx", "  differs model.onnx.data",
                "  ok      genai_config.json", "  ok      tokenizer.json", "  ok      tokenizer_config.json",
            ],
            text.OutputLines[^6..]);
        Assert.Equal(ExitCode.SomeFailed, json.ExitCode);
        Assert.False((bool)SchemaCheck.Valid(json.Output, "model")["verification"]!["intact"]!);
    }

    [Fact]
    public async Task A_model_made_elsewhere_is_compared_with_what_it_was_and_then_known_as_it_is()
    {
        string model = await models.NewModel();
        File.Delete(Path.Combine(model, "inferbench-model.json"));
        string[] Verification(Inferbench.Outcome outcome) => outcome.OutputLines[^3..];

        var first = await Inspect(model, "--verify");
        var second = await Inspect(model, "--verify");
        Change(Path.Combine(model, "model.onnx.data"), 5_000_000);
        var changed = await Inspect(model, "--verify");
        var after = await Inspect(model, "--verify");

        Assert.Equal([0, 0, ExitCode.SomeFailed, 0], ((Inferbench.Outcome[])[first, second, changed, after]).Select(o => o.ExitCode));
        Assert.Equal(
            ["Read from end to end; nothing was known to compare it with, and it is remembered now.", "  new     model.onnx", "  new     model.onnx.data"],
            Verification(first));
        Assert.Equal(["Read from end to end and compared with what was read before: ok.", "  ok      model.onnx", "  ok      model.onnx.data"], Verification(second));
        Assert.Equal(
            ["Read from end to end and compared with what was read before: NOT what it was.", "  ok      model.onnx", "  differs model.onnx.data"],
            Verification(changed));
        Assert.Equal(Verification(second), Verification(after));
    }

    [Fact]
    public async Task A_run_records_the_hash_of_a_model_made_elsewhere()
    {
        Native.RequireOnnxRuntime();
        string model = await models.NewModel();
        string known = (string)JsonNode.Parse((await Inspect(model, "--json")).Output)!["model"]!["hash"]!;
        File.Delete(Path.Combine(model, "inferbench-model.json"));
        string results = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run(
            "run", "--model", model, "--cache-dir", models.Cache, "--prompt", "8", "--gen", "2", "--trials", "1", "--out", results);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(known, Assert.Single(Inferbench.ReadRecords(results)).Model!.Hash);
    }

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "synth:llama-15m --memory 8", "--memory: found '8', allowed is a list of different sizes above 0 and up to 1 PiB with a unit (MiB, GiB or GB), such as 24GiB or 8,24,80GiB" },
        { "synth:llama-15m --depth 1,x", "--depth: found '1,x', allowed is a list of different whole numbers from 0 to 16777216, such as 0,1" },
        { "synth:llama-15m --depth 5,2048", "--depth: found '2048', allowed are 0 to 2047: llama-15m has 2048 positions, and a step takes one" },
        { "synth:llama-15m --file x.onnx", "--file: found 'x.onnx' with synth:llama-15m:fp32, allowed only with a folder; leave it out" },
        { "synth:llama-15m --precision int4", "--precision: found 'int4' with synth:llama-15m:fp32, allowed only with a folder; leave it out" },
        { "/no/such/model", "/no/such/model: not found; give a model folder, an .onnx file or synth:PRESET[:PRECISION]" },
        { "/no/such/model --verify", "/no/such/model: not found; give a model folder, an .onnx file or synth:PRESET[:PRECISION]" },
        { "", "Required argument missing for command: 'inspect'; see 'inferbench model inspect --help'" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_inspected_is_one_line(string arguments, string message)
    {
        var outcome = await Inspect(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal([$"inferbench: {message}"], outcome.ErrorLines);
    }

    [Fact]
    public async Task Nothing_is_verified_that_is_not_made()
    {
        string cache = models.NewFolder();

        var outcome = await Inferbench.Run("model", "inspect", "synth:llama-15m:int4", "--verify", "--cache-dir", cache);

        Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal(
            [$"inferbench: --verify: synth:llama-15m:int4 is not made yet, in {Path.Combine(cache, "llama-15m-int4-b32-s0-last")}; leave --verify out, or make it with 'inferbench model synth'"],
            outcome.ErrorLines);
    }

    private static void Change(string path, int at)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Seek(at, SeekOrigin.Begin);
        int old = file.ReadByte();
        file.Seek(-1, SeekOrigin.Current);
        file.WriteByte((byte)(old ^ 1));
    }
}
