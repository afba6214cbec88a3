using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Options;

public sealed class KernelsArgumentsTests
{
    private static KernelsOptions Validate(Dictionary<string, string> given, OutputOptions? output = null) =>
        new KernelsArguments(given).Validate(output ?? new(), verbose: false);

    [Fact]
    public void Everything_has_a_default()
    {
        var options = Validate([]);

        Assert.Empty(options.Kernels);
        Assert.Empty(options.Shapes);
        Assert.Empty(options.Steps);
        Assert.Empty(options.Isas);
        Assert.Equal(["cpu"], options.Devices);
        Assert.Equal([0], options.Threads);
        Assert.Equal(new MeasurementSettings { MinTime = 0.2, MaxTime = 1, SampleInterval = 100 }, options.Measurement);
        Assert.Equal(
            (true, true, false, false, true, false, false),
            (options.Ceilings, options.References, options.Cached, options.InProcess, options.MemoryCheck, options.Explain, options.List));
    }

    [Fact]
    public void A_model_decides_the_shapes_and_takes_options_of_its_own()
    {
        Assert.Null(Validate([]).ForModel);
        Assert.Equal(new() { Model = "m" }, Validate(new() { ["--for-model"] = "m" }).ForModel);
        Assert.Equal(
            new() { Model = "m", Profile = "p.jsonl", Prompt = 0, Depth = 7, File = "f.onnx", Precision = "int4", CacheDirectory = "c" },
            Validate(new()
            {
                ["--for-model"] = "m",
                ["--profile"] = "p.jsonl",
                ["--prompt"] = "0",
                ["--depth"] = "7",
                ["--file"] = "f.onnx",
                ["--precision"] = "int4",
                ["--cache-dir"] = "c",
            }).ForModel);
    }

    [Theory]
    [InlineData("--profile", "p", "--profile: found 'p', allowed is only beside --for-model, whose model it is about")]
    [InlineData("--prompt", "8", "--prompt: found '8', allowed is only beside --for-model, whose model it is about")]
    [InlineData("--for-model", "", "--for-model: found '', allowed is a model folder, an .onnx file or synth:PRESET[:PRECISION]")]
    public void Options_of_a_model_stand_beside_one(string flag, string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<BadInputException>(() => Validate(new() { [flag] = text })).Message);

    [Fact]
    public void Shapes_are_not_given_beside_a_model() => Assert.Equal(
        "--shape: found '1x1x1', allowed is no --for-model beside it: the model decides",
        Assert.Throws<BadInputException>(() => Validate(new() { ["--for-model"] = "m", ["--shape"] = "1x1x1" })).Message);

    [Fact]
    public void Lists_and_flags()
    {
        var options = Validate(new()
        {
            ["--kernel"] = "matmul,attention",
            ["--shape"] = "64x64x64, 1x2x3",
            ["--step"] = "1,4..6+1",
            ["--threads"] = "1,2",
            ["--isa"] = "avx2",
            ["--trials"] = "3",
            ["--no-ceilings"] = "",
            ["--no-references"] = "",
            ["--cached"] = "",
            ["--explain"] = "",
        });

        Assert.Equal(["matmul", "attention"], options.Kernels);
        Assert.Equal(["64x64x64", "1x2x3"], options.Shapes);
        Assert.Equal([1, 4, 5, 6], options.Steps);
        Assert.Equal([1, 2], options.Threads);
        Assert.Equal(["avx2"], options.Isas);
        Assert.Equal(3, options.Measurement.Trials);
        Assert.Equal((false, false, true, true), (options.Ceilings, options.References, options.Cached, options.Explain));
        Assert.Empty(Validate(new() { ["--step"] = "all" }).Steps);
    }

    [Theory]
    [InlineData("--kernel", "", "--kernel: found '', allowed is a list of different ladders or kernels, such as matmul,attention")]
    [InlineData("--step", "0", "--step: found '0', allowed is a list of different whole numbers from 1 to 99, such as 1,3")]
    [InlineData("--device", "gpu", "--device: found 'gpu', allowed is a list of different devices, each cpu, cuda:N, webgpu:N or PROVIDER:0")]
    [InlineData("--resume", "ok", "--resume: found 'no --out', allowed is an --out beside it, the results file to go on with")]
    [InlineData("--ci", "0", "--ci: found '0', allowed is a number of percent above 0 and up to 100")]
    public void What_cannot_be_asked_for(string flag, string text, string message) =>
        Assert.Equal(message, Assert.Throws<BadInputException>(() => Validate(new() { [flag] = text })).Message);

    [Fact]
    public void Text_below_a_table_needs_a_table()
    {
        string Message(Dictionary<string, string> given, OutputOptions? output = null) =>
            Assert.Throws<BadInputException>(() => Validate(given, output)).Message;

        Assert.Equal(
            "--explain: found '--list', allowed is neither --list nor --json beside it: it is text below the table",
            Message(new() { ["--explain"] = "", ["--list"] = "" }));
        Assert.Equal(
            "--explain: found '--json', allowed is neither --list nor --json beside it: it is text below the table",
            Message(new() { ["--explain"] = "" }, new() { Json = true }));
    }
}
