using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Tests.Models.Layouts;

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

    [Fact]
    public void A_graph_in_a_folder_onnx_goes_by_the_model_s_folder_too() =>
        Assert.Equal(["llama/onnx"], Names("/home/somebody/models/llama/onnx"));

    [Fact]
    public void A_graph_file_goes_by_its_folder_and_its_name() =>
        Assert.Equal(["llama/second.onnx"], Names("/home/somebody/models/llama/second.onnx"));

    [Fact]
    public void A_folder_its_graph_and_a_link_to_it_are_one_model()
    {
        var folder = Directory.CreateTempSubdirectory("inferbench-names-");
        try
        {
            string model = folder.CreateSubdirectory("model").FullName, link = Path.Combine(folder.FullName, "link");
            string graph = Path.Combine(model, "model.onnx");
            File.WriteAllText(graph, "");
            Directory.CreateSymbolicLink(link, model);

            Assert.Equal(["model"], Names(graph));
            foreach (string other in (string[])[graph, link])
                Assert.Equal(
                    $"--model: found '{model}' and '{other}', which are one model; give it once",
                    Assert.Throws<BadInputException>(() => RunModel.Read([model, other])).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("synth:llama-15m", "synth:llama-15m:fp32")]
    [InlineData("/models/llama", "/models/x/../llama/")]
    public void One_model_by_two_names_is_refused(string first, string second) => Assert.Equal(
        $"--model: found '{first}' and '{second}', which are one model; give it once",
        Assert.Throws<BadInputException>(() => RunModel.Read([first, second])).Message);

    [Fact]
    public void Precisions_go_to_every_model_that_names_none()
    {
        Assert.Equal(
            ["synth:llama-15m:fp32", "synth:llama-15m:int4", "synth:llama-110m:fp32:seed=3", "synth:llama-110m:int4:seed=3"],
            Chosen(precisions: ["fp32", "int4"], "synth:llama-15m", "synth:llama-110m:seed=3"));
        Assert.Equal(["synth:llama-15m:int4:block=16"], Chosen(precisions: ["int4"], "synth:llama-15m:block=16"));
        Assert.Equal(["llama:fp32", "llama:int4"], Chosen(precisions: ["fp32", "int4"], "/models/llama/"));
        Assert.Equal(["a/llama:int4", "b/llama:int4"], Chosen(precisions: ["int4"], "/models/a/llama", "/models/b/llama"));
    }

    [Fact]
    public void A_graph_that_was_chosen_goes_by_its_folder_and_all_below_it()
    {
        Assert.Equal(["llama/onnx/model_q4.onnx"], Chosen("onnx/model_q4.onnx", "/models/llama"));
        Assert.Equal(["a/llama/model.onnx", "b/llama/model.onnx"], Chosen("model.onnx", "/models/a/llama", "/models/b/llama"));
    }

    [Theory]
    [InlineData("synth:llama-15m:fp32", "--precision: found 'int4' with synth:llama-15m:fp32, which names its own precision; leave one of them out")]
    [InlineData("/m/llama/second.onnx", "--precision: found 'int4' with /m/llama/second.onnx, which is a graph already; give the folder it lies in, or leave the option out")]
    public void A_precision_beside_one(string model, string message) =>
        Assert.Equal(message, Assert.Throws<BadInputException>(() => RunModel.Read([model], precisions: ["int4"])).Message);

    [Theory]
    [InlineData("synth:llama-15m", "--file: found 'g.onnx' with synth:llama-15m, which is made with one graph; --file is for folders")]
    [InlineData("/m/llama/second.onnx", "--file: found 'g.onnx' with /m/llama/second.onnx, which is a graph already; give the folder it lies in, or leave the option out")]
    public void A_graph_file_with_what_is_no_folder(string model, string message) =>
        Assert.Equal(message, Assert.Throws<BadInputException>(() => RunModel.Read([model], file: "g.onnx")).Message);

    [Fact]
    public void A_precision_that_is_not_made() => Assert.StartsWith(
        "synth:llama-15m:int3: unknown precision 'int3'",
        Assert.Throws<BadInputException>(() => RunModel.Read(["synth:llama-15m"], precisions: ["int3"])).Message);

    private static string[] Chosen(string file, params string[] given) => [.. RunModel.Read(given, file).Select(m => m.Name)];

    private static string[] Chosen(string[] precisions, params string[] given) => [.. RunModel.Read(given, null, precisions).Select(m => m.Name)];

    [Fact]
    public void A_synthetic_model_is_planned_before_it_is_made()
    {
        var cache = new ModelCache(Path.Combine(Path.GetTempPath(), "inferbench-no-such-cache"));

        var planned = Assert.Single(RunModel.PlanAll(RunModel.Read(["synth:llama-3.1-8b:int4"]), cache));

        Assert.Equal(("synth:llama-3.1-8b:int4", 131_072), (planned.Reference, planned.Positions));
        Assert.False(Directory.Exists(cache.Folder));
    }

    [Fact]
    public void A_precision_of_a_folder_is_called_what_its_graph_has()
    {
        using var folder = new TestFolder();
        ModelLayouts.OnnxCommunity(folder["llama"], TinyPresets.Tied);
        string[] Planned(params string[] precisions) =>
            [.. RunModel.PlanAll(RunModel.Read([folder["llama"]], null, precisions), new ModelCache(folder["cache"])).Select(p => p.Reference)];

        Assert.Equal(["llama:fp32", "llama:int8-dynamic", "llama:int4", "llama:int4-f16"], Planned("fp32", "int8", "int4", "q4f16"));
        Assert.Equal(["llama:q8"], Planned("q8"));
        Assert.Equal(
            "--precision: found 'int4' and 'q4', which are one graph, model_q4.onnx; give it once",
            Assert.Throws<BadInputException>(() => Planned("int4", "q4")).Message);
    }
}
