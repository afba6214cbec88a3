using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Commands;

public sealed class RunModelTests
{
    private static string[] Names(params string[] given) => [.. RunModel.Read(given).Select(m => m.Name)];

    [Fact]
    public void A_synthetic_model_goes_by_its_whole_name() =>
        Assert.Equal(["synth:llama-15m:fp32", "synth:llama-15m:int4:block=16"], Names("synth:llama-15m", "synth:llama-15m:int4:block=16"));

    [Fact]
    public void A_folder_goes_by_its_last_part() => Assert.Equal(["llama"], Names("/home/somebody/models/llama/"));

    [Fact]
    public void Folders_with_equal_ends_are_told_apart_by_as_little_as_it_takes() =>
        Assert.Equal(["v1/llama", "v2/llama", "other"], Names("/home/somebody/v1/llama", "/home/somebody/v2/llama", "/srv/other"));

    [Theory]
    [InlineData("synth:llama-15m", "synth:llama-15m:fp32")]
    [InlineData("/models/llama", "/models/x/../llama/")]
    public void One_model_by_two_names_is_refused(string first, string second) => Assert.Equal(
        $"--model: found '{first}' and '{second}', which are one model; give it once",
        Assert.Throws<BadInputException>(() => RunModel.Read([first, second])).Message);

    [Fact]
    public void A_synthetic_model_is_planned_before_it_is_made()
    {
        var cache = new ModelCache(Path.Combine(Path.GetTempPath(), "inferbench-no-such-cache"));

        var planned = Assert.Single(RunModel.Read(["synth:llama-3.1-8b:int4"])).Plan(cache);

        Assert.Equal(("synth:llama-3.1-8b:int4", 131_072), (planned.Reference, planned.Positions));
        Assert.False(Directory.Exists(cache.Folder));
    }
}
