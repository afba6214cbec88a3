using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>What a user can get wrong: one line that says so, exit code 2, nothing measured, nothing left behind.</summary>
public sealed class BadInputTests(ModelFixture models)
{
    private static async Task<string> Refused(params string[] arguments)
    {
        var outcome = await Inferbench.Run(arguments);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        string line = Assert.Single(outcome.ErrorLines);
        Assert.StartsWith("inferbench: ", line, StringComparison.Ordinal);
        return line["inferbench: ".Length..];
    }

    private async Task<string> RunRefused(string model, params string[] more)
    {
        string folder = models.NewFolder();
        string line = await Refused(
            ["run", "--model", model, "--cache-dir", models.Cache, "--out", Path.Combine(folder, "new", "r.jsonl"), "--quiet", .. more]);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        return line;
    }

    [Fact]
    public async Task A_model_folder_that_is_not_there() =>
        Assert.Contains("/no/such/model", await RunRefused("/no/such/model"), StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_without_a_model()
    {
        string folder = models.NewFolder();
        Assert.Contains(folder, await RunRefused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_that_is_not_onnx()
    {
        string model = await models.NewModel();
        File.WriteAllText(Path.Combine(model, "model.onnx"), "this is no protobuf");
        Assert.Contains("model.onnx", await RunRefused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_cut_in_half()
    {
        string model = await models.NewModel();
        string graph = Path.Combine(model, "model.onnx");
        File.WriteAllBytes(graph, File.ReadAllBytes(graph)[..2000]);
        Assert.Contains("model.onnx", await RunRefused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_cut_short()
    {
        string model = await models.NewModel();
        using (var data = File.OpenWrite(Path.Combine(model, "model.onnx.data")))
            data.SetLength(data.Length / 2);
        Assert.Contains("model.onnx.data", await RunRefused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_point_outside_the_folder()
    {
        string model = await models.NewModel();
        string graph = Path.Combine(model, "model.onnx");
        byte[] bytes = File.ReadAllBytes(graph);
        // Same length, so that the protobuf around it stays whole.
        for (int at; (at = bytes.AsSpan().IndexOf("model.onnx.data"u8)) >= 0;)
            "../../../secret"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(graph, bytes);
        Assert.Contains("../../../secret", await RunRefused(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_leaves_the_folder()
    {
        string model = await models.NewModel();
        string outside = Path.Combine(models.NewFolder(), "weights");
        File.Move(Path.Combine(model, "model.onnx.data"), outside);
        File.CreateSymbolicLink(Path.Combine(model, "model.onnx.data"), outside);
        Assert.Contains("model.onnx.data", await RunRefused(model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synth:llama-16m:int4", "unknown preset 'llama-16m' (did you mean llama-15m?)")]
    [InlineData("synth:llama-15m:int3", "unknown precision 'int3' (did you mean int8?)")]
    public async Task Names_that_do_not_exist(string model, string message) =>
        Assert.Contains(message, await RunRefused(model), StringComparison.Ordinal);

    [Fact]
    public async Task The_same_model_by_two_names() => Assert.Equal(
        "--model: found 'synth:llama-15m' and 'synth:llama-15m:fp32', which are one model; give it once",
        await RunRefused("synth:llama-15m,synth:llama-15m:fp32"));

    [Theory]
    [InlineData("--bogus 1", "found '--bogus', which is no option or argument of 'inferbench run'; see 'inferbench run --help'")]
    [InlineData("more", "found 'more', which is no option or argument of 'inferbench run'; see 'inferbench run --help'")]
    [InlineData("--prompt", "Required argument missing for option: '--prompt'; see 'inferbench run --help'")]
    public async Task Words_that_mean_nothing(string words, string message) =>
        Assert.Equal(message, await Refused(["run", "--model", "synth:llama-15m", .. words.Split(' ')]));

    [Fact]
    public async Task Text_from_files_cannot_steer_the_terminal()
    {
        string model = await models.NewModel();
        File.Delete(Path.Combine(model, "inferbench-model.json"));
        string config = Path.Combine(model, "genai_config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"model.onnx\"", "\"a\\nb\\u001b[31m\"", StringComparison.Ordinal));

        string refused = await RunRefused(model);

        Assert.Contains("a b [31m", refused, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', refused);
    }

    [Fact]
    public async Task Longer_than_the_model() => Assert.Equal(
        "--prompt, --gen: no case can run: found prompt 2048 + gen 64 tokens, allowed are at most 2048 positions of synth:llama-15m:int4; give shorter lengths",
        await RunRefused("synth:llama-15m:int4", "--prompt", "2048"));

    [Theory]
    [InlineData("--batch", "0")]
    [InlineData("--depth", "-1")]
    [InlineData("--prompt", "-5")]
    [InlineData("--sample", "top_p=2")]
    [InlineData("--gen", "1,,2")]
    [InlineData("--threads", "two")]
    [InlineData("--trials", "0")]
    [InlineData("--max-time", "-1")]
    [InlineData("--ci", "NaN")]
    public async Task Numbers_out_of_range(string flag, string value) => Assert.StartsWith(
        $"{flag}: found '{value}', allowed is ", await RunRefused("synth:llama-15m:int4", flag, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("--depth 2048", "--depth, --prompt, --gen: no case can run: found depth 2048 + prompt 128 + gen 64 tokens, allowed are at most 2048 positions of synth:llama-15m:int4; give shorter lengths")]
    [InlineData("--depth 8 --batch 2 --gen 1", "--gen: no case can run: found gen 1 with batch 2 and depth 8, of which only decode can be measured, and one token has no decode step; generate 2 tokens or more")]
    [InlineData("--precision fp32", "--precision: found 'fp32' with synth:llama-15m:int4, which names its own precision; leave one of them out")]
    [InlineData("--file model.onnx", "--file: found 'model.onnx' with synth:llama-15m:int4, which is made with one graph; --file is for folders")]
    public async Task Shapes_and_choices_that_cannot_be(string options, string message) =>
        Assert.Equal(message, await RunRefused("synth:llama-15m:int4", options.Split(' ')));

    [Fact]
    public async Task A_results_file_that_cannot_be_written() => Assert.StartsWith(
        "--out /proc/none/r.jsonl: cannot be written (",
        await Refused("run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--out", "/proc/none/r.jsonl", "--quiet"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("/no/such/libonnxruntime.so")]
    [InlineData("/etc/passwd")]
    public async Task A_native_library_that_does_not_load(string library)
    {
        var outcome = await Inferbench.RunWith(
            new Dictionary<string, string?> { ["INFERBENCH_ORT_LIBRARY"] = library },
            "run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--out", Path.Combine(models.NewFolder(), "r.jsonl"));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains($"INFERBENCH_ORT_LIBRARY", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Contains(library, outcome.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stack_is_shown_only_when_asked_for()
    {
        var outcome = await Inferbench.Run("run", "--model", "/no/such/model", "--verbose");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("   at InferBench.Runner.", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_command_prints_help()
    {
        var outcome = await Inferbench.Run();

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("quickstart", outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
