using InferBench.Runner.Cli;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Cli;

public sealed class CommandLineTests
{
    private static CommandOptions Parse(params string[] args) =>
        CommandLine.Parse(args).Command ?? throw new InvalidOperationException("no command");

    private static string Refused(params string[] args) =>
        Assert.Throws<BadInputException>(() => CommandLine.Parse(args)).Message;

    [Fact]
    public void Run_with_every_option()
    {
        var run = Assert.IsType<RunOptions>(Parse(
            "run", "--model", "a,b", "--precision", "int8,int4", "--batch", "1,3", "--depth", "0,9", "--prompt", "1,2", "--sample", "top_k=4", "--gen", "3", "--threads", "4",
            "--option", "session.intra_op.allow_spinning=0,1", "--option", "session.disable_prepacking=1", "--trials", "5", "--warmup", "6",
            "--min-time", "0.5", "--max-time", "7", "--ci", "3", "--sample-interval", "off", "--seed", "8", "--out", "f.jsonl", "--quiet", "--json",
            "--cache-dir", "c", "--verbose"));

        Assert.Equal(["a", "b"], run.Models);
        Assert.Equal(["int8", "int4"], run.Precisions);
        Assert.Null(run.File);
        Assert.Equal([1, 3], run.Batches);
        Assert.Equal([0, 9], run.Depths);
        Assert.Equal([1, 2], run.Prompts);
        Assert.Equal(new SamplingSpec { TopK = 4 }, run.Sample);
        Assert.Equal([3], run.Generates);
        Assert.Equal([4], run.Threads);
        Assert.Equal(
            ["session.disable_prepacking=1 session.intra_op.allow_spinning=0", "session.disable_prepacking=1 session.intra_op.allow_spinning=1"],
            run.SessionOptions.Select(o => o!.ToString()));
        Assert.Equal(new MeasurementSettings { Trials = 5, WarmUp = 6, MinTime = 0.5, MaxTime = 7, RelativeInterval = 0.03, SampleInterval = null }, run.Measurement);
        Assert.Equal(8, run.Seed);
        Assert.Equal(new OutputOptions { Out = "f.jsonl", Quiet = true, Json = true }, run.Output);
        Assert.Equal("c", run.CacheDirectory);
        Assert.True(run.Verbose);
    }

    [Fact]
    public void Run_with_a_graph_of_a_folder() =>
        Assert.Equal("onnx/model_q4.onnx", Assert.IsType<RunOptions>(Parse("run", "--model", "a", "--file", "onnx/model_q4.onnx")).File);

    [Fact]
    public void Quickstart_is_a_run_of_one_small_model_in_two_precisions()
    {
        var run = Assert.IsType<QuickstartOptions>(Parse("quickstart", "--out", "f.jsonl")).ToRun();

        Assert.Equal(["synth:llama-15m:fp32", "synth:llama-15m:int4"], run.Models);
        Assert.Equal([128], run.Prompts);
        Assert.Equal([64], run.Generates);
        Assert.Equal("f.jsonl", run.Output.Out);
    }

    [Fact]
    public void Model_synth_with_every_option() => Assert.Equal(
        new SynthOptions
        {
            Preset = "llama-15m",
            Precision = "int4",
            Out = "d",
            Seed = 3,
            Logits = "all",
            BlockSize = 64,
            CacheDirectory = "c",
            Quiet = true,
        },
        Parse("model", "synth", "llama-15m", "--precision", "int4", "--out", "d", "--seed", "3", "--logits", "all", "--block-size", "64", "--cache-dir", "c", "--quiet"));

    [Fact]
    public void Model_list() => Assert.IsType<ModelListOptions>(Parse("model", "list"));

    [Fact]
    public void Doctor() => Assert.Equal(new DoctorOptions { CacheDirectory = "c" }, Parse("doctor", "--cache-dir", "c"));

    [Fact]
    public void Devices() => Assert.Equal(new DevicesOptions { Json = true }, Parse("devices", "--json"));

    [Theory]
    [InlineData(new[] { "run", "--modle", "a" }, "found '--modle', which is no option or argument of 'inferbench run'; see 'inferbench run --help'")]
    [InlineData(new[] { "model", "synth" }, "Required argument missing for command: 'synth'; see 'inferbench model synth --help'")]
    [InlineData(new[] { "bogus" }, "found 'bogus', which is no option or argument of 'inferbench'; see 'inferbench --help'")]
    [InlineData(new[] { "run", "--model" }, "Required argument missing for option: '--model'; see 'inferbench run --help'")]
    [InlineData(new[] { "model", "synth", "a", "--logits", "first", "--block-size", "8" }, "--block-size: found '8', allowed is a whole number from 16 to 256\n--logits: found 'first', allowed is last or all")]
    public void What_cannot_be_understood_is_named(string[] args, string message) => Assert.Equal(message, Refused(args));

    [Fact]
    public void Compare_with_every_option()
    {
        var compare = Assert.IsType<CompareOptions>(Parse(
            "compare", "a", "b", "--metric", "ttft,e2e", "--allow", "model,build", "--min-effect", "5%", "--markdown"));

        var asked = compare.Comparison;
        Assert.Equal(("a", "b", 0.05, false, true), (compare.Base, compare.New, asked.MinEffect, asked.Json, asked.Markdown));
        Assert.Equal(["ttft", "e2e"], asked.Metrics);
        Assert.Equal([DifferenceKind.Model, DifferenceKind.Build], asked.Allowed);
    }

    [Fact]
    public void Terms_of_another_tool()
    {
        Assert.Equal("llama-bench", Assert.IsType<RunOptions>(Parse("run", "--model", "a", "--terms", "llama-bench")).Terms);
        Assert.Equal("llama-bench", Assert.IsType<ResultsShowOptions>(Parse("results", "show", "f", "--terms", "llama-bench")).Terms);
        Assert.Equal(("md", "llama-bench"), Parse("export", "f", "--format", "md", "--terms", "llama-bench") is ExportOptions export ? (export.Format, export.Terms) : default);
        Assert.Null(Assert.IsType<ExportOptions>(Parse("export", "f", "--format", "csv")).Terms);
        Assert.Equal("--terms: unknown terms 'vllm'; allowed: llama-bench", Refused("results", "show", "f", "--terms", "vllm"));
        Assert.Equal("--terms: found 'llama-bench' beside --format csv, allowed beside it is md or json; choose one of them", Refused("export", "f", "--format", "csv", "--terms", "llama-bench"));
        const string costs = "--price-per-hour: found '2', allowed is none beside llama-bench's terms, which know no costs; leave one out";
        Assert.Equal(costs, Refused("results", "show", "f", "--terms", "llama-bench", "--price-per-hour", "2"));
        Assert.Equal(costs, Refused("export", "f", "--format", "llama-bench-json", "--price-per-hour", "2"));
    }

    [Fact]
    public void Explain_takes_a_topic_or_none()
    {
        Assert.Equal("itl", Assert.IsType<ExplainOptions>(Parse("explain", "itl")).Topic);
        Assert.Null(Assert.IsType<ExplainOptions>(Parse("explain")).Topic);
    }

    [Theory]
    [InlineData("--allow: found 'speed', allowed is different words of environment,build,engine,model,definitions,settings", "--allow", "speed")]
    [InlineData("--allow: found 'model,model', allowed is different words of environment,build,engine,model,definitions,settings", "--allow", "model,model")]
    [InlineData("--min-effect: found '0', allowed is a number of percent above 0 and up to 50", "--min-effect", "0")]
    [InlineData("--markdown: found --json too, allowed is one of the two; leave one out", "--json", "--markdown")]
    public void Compare_refuses(string message, params string[] options) =>
        Assert.Equal(message, Refused(["compare", "a", "b", .. options]));
}
