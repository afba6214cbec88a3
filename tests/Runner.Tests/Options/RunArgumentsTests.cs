using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Options;

public sealed class RunArgumentsTests
{
    private static RunOptions Validate(Dictionary<string, string> given) => new RunArguments(given).Validate(new OutputOptions(), verbose: false);

    private static string Refused(Dictionary<string, string> given) =>
        Assert.Throws<BadInputException>(() => Validate(given)).Message;

    [Fact]
    public void Lists_and_defaults()
    {
        var options = Validate(new() { ["--model"] = "a, b", ["--prompt"] = "0,512", ["--batch"] = "1,4", ["--depth"] = "0,1024", ["--precision"] = "fp32,int4", ["--threads"] = "1,2" });

        Assert.Equal(["a", "b"], options.Models);
        Assert.Equal(["fp32", "int4"], options.Precisions);
        Assert.Equal([1, 4], options.Batches);
        Assert.Equal([0, 1024], options.Depths);
        Assert.Equal([0, 512], options.Prompts);
        Assert.Null(options.Sample);
        Assert.Equal([64], options.Generates);
        Assert.Equal([1, 2], options.Threads);
        Assert.Equal(new MeasurementSettings { SampleInterval = 100 }, options.Measurement);
        Assert.Equal(1, options.Seed);
    }

    [Fact]
    public void Every_list_of_numbers_takes_ranges()
    {
        var options = Validate(new() { ["--model"] = "a", ["--prompt"] = "128..4096*2", ["--gen"] = "1,2,8..64*2", ["--batch"] = "1..3+1", ["--depth"] = "0..8+4", ["--threads"] = "1..4*2" });

        Assert.Equal([128, 256, 512, 1024, 2048, 4096], options.Prompts);
        Assert.Equal([1, 2, 8, 16, 32, 64], options.Generates);
        Assert.Equal([1, 2, 3], options.Batches);
        Assert.Equal([0, 4, 8], options.Depths);
        Assert.Equal([1, 2, 4], options.Threads);
    }

    [Fact]
    public void A_range_that_cannot_be_is_told_with_its_flag() => Assert.Equal(
        "--prompt: found '8..1+1', allowed is a range that rises, such as 1..8+1",
        Refused(new() { ["--model"] = "a", ["--prompt"] = "2,8..1+1" }));

    [Fact]
    public void Engines_and_devices_are_lists()
    {
        var options = Validate(new() { ["--model"] = "a", ["--engine"] = "ort, genai", ["--device"] = "cpu,cuda,webgpu:0", ["--require-device"] = "" });

        Assert.Equal(["ort", "genai"], options.Engines);
        Assert.Equal(["cpu", "cuda:0", "webgpu:0"], options.Devices);
        Assert.True(options.RequireDevice);
        Assert.False(Validate(new() { ["--model"] = "a" }).RequireDevice);
        Assert.Equal("--engine: found 'vllm', allowed is a list of different engines, each ort or genai", Refused(new() { ["--model"] = "a", ["--engine"] = "vllm" }));
        Assert.Equal("--engine: found 'ort,ort', allowed is a list of different engines, each ort or genai", Refused(new() { ["--model"] = "a", ["--engine"] = "ort,ort" }));
    }

    [Fact]
    public void What_becomes_of_failures_is_chosen()
    {
        var options = Validate(new() { ["--model"] = "a" });
        Assert.Equal((false, 0, true), (options.InProcess, options.Retries, options.MemoryCheck));

        options = Validate(new() { ["--model"] = "a", ["--retries"] = "3", ["--no-memory-check"] = "" });
        Assert.Equal((false, 3, false), (options.InProcess, options.Retries, options.MemoryCheck));
        Assert.True(Validate(new() { ["--model"] = "a", ["--in-process"] = "" }).InProcess);
        Assert.True(options.Anchor);
        Assert.True(options.Check);
        Assert.False(Validate(new() { ["--model"] = "a", ["--no-check"] = "" }).Check);
        Assert.False(Validate(new() { ["--model"] = "a", ["--no-anchor"] = "" }).Anchor);
        Assert.Equal("--retries: found '101', allowed is a whole number from 0 to 100", Refused(new() { ["--model"] = "a", ["--retries"] = "101" }));
        Assert.Equal(
            "--retries: found '1', allowed is no --in-process beside it: what dies then is the run",
            Refused(new() { ["--model"] = "a", ["--retries"] = "1", ["--in-process"] = "" }));
    }

    [Fact]
    public void Every_measurement_option_arrives()
    {
        var options = Validate(new()
        {
            ["--model"] = "a",
            ["--trials"] = "7",
            ["--warmup"] = "0",
            ["--min-time"] = "0.5",
            ["--sample-interval"] = "25",
            ["--max-time"] = "2.5",
            ["--ci"] = "1.5%",
            ["--seed"] = "42",
        });

        Assert.Equal(
            new MeasurementSettings { Trials = 7, WarmUp = 0, MinTime = 0.5, MaxTime = 2.5, RelativeInterval = 0.015, SampleInterval = 25 },
            options.Measurement);
        Assert.Equal(42, options.Seed);
    }

    [Fact]
    public void A_short_limit_lowers_the_default_minimum() =>
        Assert.Equal(0.25, Validate(new() { ["--model"] = "a", ["--max-time"] = "0.25" }).Measurement.MinTime);

    [Fact]
    public void All_problems_are_told_at_once()
    {
        Assert.Equal(
            """
            --model: found 'nothing', allowed is a list of different models, each synth:PRESET:PRECISION or a folder
            --precision: found 'int4,', allowed is a list of different precisions
            --batch: found '0', allowed is a list of different whole numbers from 1 to 65536, such as 1,3
            --depth: found '-1', allowed is a list of different whole numbers from 0 to 16777216, such as 0,1
            --prompt: found '-1', allowed is a list of different whole numbers from 0 to 16777216, such as 0,1
            --gen: found '64,64', allowed is a list of different whole numbers from 1 to 16777216, such as 1,3
            --threads: found '2,x', allowed is a list of different whole numbers from 1 to 4096, such as 1,3
            --sample: found 'heat=1', allowed is any of temperature=T (above 0 and up to 1000), top_k=N (from 0, which is all), top_p=P (above 0 and up to 1), seed=N (from 0), with commas between
            --seed: found '-1', allowed is a whole number from 0 to 9223372036854775807
            --max-time: found '1,5', allowed is a number of seconds above 0 and up to 604800
            --trials: found '1e3', allowed is a whole number from 1 to 1000000
            --warmup: found '-2', allowed is a whole number from 0 to 1000000
            --ci: found '0%', allowed is a number of percent above 0 and up to 100
            --file: found 'f.onnx', allowed is no --precision beside it: each chooses the graph
            """,
            Refused(new()
            {
                ["--file"] = "f.onnx",
                ["--precision"] = "int4,",
                ["--batch"] = "0",
                ["--depth"] = "-1",
                ["--prompt"] = "-1",
                ["--sample"] = "heat=1",
                ["--gen"] = "64,64",
                ["--threads"] = "2,x",
                ["--trials"] = "1e3",
                ["--warmup"] = "-2",
                ["--max-time"] = "1,5",
                ["--ci"] = "0%",
                ["--seed"] = "-1",
            }));
    }

    [Theory]
    [InlineData("temperature=0.8,top_k=40,top_p=0.95,seed=7", 0.8, 40, 0.95, 7)]
    [InlineData("seed=9, top_k=0", 1, 0, 1, 9)]
    [InlineData("top_p=1", 1, 0, 1, 0)]
    public void Any_part_of_a_sampler_can_be_given(string text, double temperature, int topK, double topP, long seed) => Assert.Equal(
        new SamplingSpec { Temperature = temperature, TopK = topK, TopP = topP, Seed = seed },
        Culture.WithDecimalComma(() => Validate(new() { ["--model"] = "a", ["--sample"] = text }).Sample));

    [Theory]
    [InlineData("")]
    [InlineData("temperature=0")]
    [InlineData("temperature=1e3")]
    [InlineData("temperature=0.8,8")]
    [InlineData("temperature")]
    [InlineData("top_k=-1")]
    [InlineData("top_k=1=1")]
    [InlineData("top_p=0")]
    [InlineData("top_p=1.01")]
    [InlineData("top_p=NaN")]
    [InlineData("seed=-1")]
    [InlineData("Seed=1")]
    public void A_sampler_out_of_range(string text) => Assert.StartsWith($"--sample: found '{text.Split(',')[^1]}', allowed is any of temperature=T (above 0 ",
        Refused(new() { ["--model"] = "a", ["--sample"] = text }).Split('\n')[^1]);

    [Fact]
    public void A_sampler_that_says_a_thing_twice() => Assert.Equal(
        "--sample: found 'seed=2', allowed is each part once; seed stands there twice",
        Refused(new() { ["--model"] = "a", ["--sample"] = "seed=1,seed=2" }));

    [Theory]
    [InlineData("")]
    [InlineData("a,,b")]
    [InlineData("a,a")]
    public void Model_lists_with_nonsense(string list) => Assert.Equal(
        $"--model: found '{list}', allowed is a list of different models, each synth:PRESET:PRECISION or a folder",
        Refused(new() { ["--model"] = list }));

    [Theory]
    [InlineData("9")]
    [InlineData("60001")]
    [InlineData("none")]
    [InlineData("")]
    public void Samples_come_at_a_sensible_interval_or_not_at_all(string interval)
    {
        Assert.Equal(
            $"--sample-interval: found '{interval}', allowed is a whole number of milliseconds from 10 to 60000, or off",
            Refused(new() { ["--model"] = "a", ["--sample-interval"] = interval }));
        Assert.Null(Validate(new() { ["--model"] = "a", ["--sample-interval"] = "off" }).Measurement.SampleInterval);
    }

    [Fact]
    public void A_minimum_above_the_limit() => Assert.Equal(
        "--min-time: found '3', allowed is at most the time limit, --max-time",
        Refused(new() { ["--model"] = "a", ["--min-time"] = "3", ["--max-time"] = "2" }));

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("1 2")]
    [InlineData("١")]
    [InlineData("0x10")]
    public void Numbers_that_are_none(string text) => Assert.StartsWith($"--prompt: found '{text}'", Refused(new() { ["--model"] = "a", ["--prompt"] = text }));

    [Fact]
    public void Terms_are_those_of_a_tool_that_is_known()
    {
        Assert.Null(Validate(new() { ["--model"] = "a" }).Terms);
        Assert.Equal("llama-bench", Validate(new() { ["--model"] = "a", ["--terms"] = "llama-bench" }).Terms);
        Assert.Equal("--terms: unknown terms 'llamabench' (did you mean llama-bench?); allowed: llama-bench", Refused(new() { ["--model"] = "a", ["--terms"] = "llamabench" }));
        Assert.Equal(
            "--price-per-hour: found '2', allowed is none beside llama-bench's terms, which know no costs; leave one out",
            Refused(new() { ["--model"] = "a", ["--terms"] = "llama-bench", ["--price-per-hour"] = "2" }));
        Assert.Equal(
            "--terms: found 'llama-bench', allowed is no --json beside it, which prints records; leave one out",
            Assert.Throws<BadInputException>(() => new RunArguments(new Dictionary<string, string> { ["--model"] = "a", ["--terms"] = "llama-bench" }).Validate(new() { Json = true }, verbose: false)).Message);
    }

    [Fact]
    public void Quality_is_taken_unless_told_otherwise()
    {
        var usual = Validate(new() { ["--model"] = "a" });
        var asked = Validate(new() { ["--model"] = "a", ["--eval-ids"] = "../ids.txt", ["--quality-against"] = "b" });

        Assert.Equal((true, null, null), (usual.Quality, usual.QualityAgainst, usual.EvalIds));
        Assert.Equal((true, "b", new GivenFile("../ids.txt", Within: null)), (asked.Quality, asked.QualityAgainst, asked.EvalIds));
        Assert.False(Validate(new() { ["--model"] = "a", ["--no-quality"] = "" }).Quality);
        Assert.Equal(
            "--quality-against: found 'b', allowed is a model's folder or graph file, and no --no-quality beside it",
            Refused(new() { ["--model"] = "a", ["--no-quality"] = "", ["--quality-against"] = "b" }));
    }

    [Fact]
    public void Ids_come_from_a_file_or_from_a_text()
    {
        Assert.Equal(new GivenFile("t.txt", Within: null), Validate(new() { ["--model"] = "a", ["--eval-text"] = "t.txt" }).EvalText);
        Assert.Equal(
            "--eval-ids: found 'i', allowed is no --eval-text beside it: each gives the ids; leave one out",
            Refused(new() { ["--model"] = "a", ["--eval-ids"] = "i", ["--eval-text"] = "t" }));
    }

    [Fact]
    public void The_users_culture_does_not_matter()
    {
        var options = Culture.WithDecimalComma(() => Validate(new() { ["--model"] = "a", ["--max-time"] = "1.5", ["--min-time"] = "1" }));

        Assert.Equal(1.5, options.Measurement.MaxTime);
    }
}
