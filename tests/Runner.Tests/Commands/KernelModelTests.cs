using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Store;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Commands;

public sealed class KernelModelTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_decides_shapes_for_its_ladders_each_once()
    {
        var model = Open(new() { Model = Tiny(), Prompt = 8, Depth = 4 });

        var options = model.Shaped(new());

        Assert.Equal([(ProfilePhase.Prefill, 8, 4), (ProfilePhase.Decode, 1, 12)], model.Phases.Select(p => (p.Name, p.Tokens, p.Past)));
        Assert.Equal(["attention_decode", "matmul", "matvec.int4", "rmsnorm", "silu_gate"], options.LadderShapes!.Keys.Where(k => k != "embedding").Order(StringComparer.Ordinal));
        Assert.All(options.LadderShapes!.Values, shapes => Assert.Equal(shapes.Distinct(), shapes));
        Assert.Equal([ProfilePhase.Decode], Open(new() { Model = Tiny(), Prompt = 0 }).Phases.Select(p => p.Name));
    }

    [Fact]
    public void A_synthetic_model_is_made_where_it_is_not_there()
    {
        var model = Open(new() { Model = "synth:llama-15m:int8", CacheDirectory = folder["cache"] });

        Assert.Equal("synth:llama-15m:int8", model.Name);
        Assert.Equal([128, 1], model.Phases.Select(p => p.Tokens));
    }

    [Fact]
    public void A_profile_of_the_model_decides_lengths_and_times()
    {
        var record = Of(Tiny(), TestProfiles.Ok());
        var model = Open(new() { Model = Tiny(), Profile = Write(record with { Case = record.Case with { Prompt = 16 } }) });

        Assert.Equal([(16, 0, 4e6), (1, 48, 1e6)], model.Phases.Select(p => (p.Tokens, p.Past, p.StepNs!.Value)));
        Assert.Equal([ShareBasis.Time, ShareBasis.Time], model.Phases.Select(p => p.Basis));
    }

    [Fact]
    public void Of_one_case_the_newest_profile_is_taken_and_of_several_one_is_chosen()
    {
        var first = Of(Tiny(), TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1)));
        var newer = Of(Tiny(), TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 3))) with { Started = first.Started.AddSeconds(1) };
        var other = first with { CaseId = "b00000000000", Case = first.Case with { Prompt = 512 } };
        string file = Write(newer, first, other);

        Assert.Equal(3e6, Assert.Single(Open(new() { Model = Tiny(), Profile = file, Prompt = 128 }).Phases).StepNs);
        Assert.Equal(
            $"--profile: {file}: found profiles of several cases (cpu, batch 1, prompt 128, depth 0, threads 2; cpu, batch 1, prompt 512, depth 0, threads 2), allowed is one case; choose it with --prompt and --depth, or name a file with that case alone",
            Problem(new() { Model = Tiny(), Profile = file }));
        Assert.StartsWith($"--profile: {file}: found no profile of the model with that prompt and depth (cpu, batch 1, prompt 128,", Problem(new() { Model = Tiny(), Profile = file, Depth = 9 }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_model_or_no_profile_of_it_is_refused_in_a_line()
    {
        Directory.CreateDirectory(folder["empty"]);
        string measured = Write(TestRecords.Ok()), other = Write(TestProfiles.Ok() with { Model = TestRecords.Model("int8") });
        string torn = folder["torn.jsonl"];
        File.WriteAllText(torn, "{");

        Assert.StartsWith($"--for-model: {folder["empty"]}: ", Problem(new() { Model = folder["empty"] }), StringComparison.Ordinal);
        Assert.StartsWith($"--for-model: {folder["gone"]}: ", Problem(new() { Model = folder["gone"] }), StringComparison.Ordinal);
        Assert.StartsWith("--for-model: synth:llama-16m: ", Problem(new() { Model = "synth:llama-16m" }), StringComparison.Ordinal);
        Assert.Equal($"--profile: {measured}: found no profile, allowed is a results file with one; make it with 'inferbench profile'", Problem(new() { Model = Tiny(), Profile = measured }));
        Assert.StartsWith($"--profile: {other}: found profiles of synth:llama-15m:int4, allowed is one of the model tiny-tied in int4", Problem(new() { Model = Tiny(), Profile = other }), StringComparison.Ordinal);
        Assert.StartsWith($"--profile: {torn}:1: ", Problem(new() { Model = Tiny(), Profile = torn }), StringComparison.Ordinal);
        Assert.StartsWith("--prompt, --depth: found 100000 and 0, allowed are fewer than ", Problem(new() { Model = Tiny(), Prompt = 100_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kernel_there_is_has_a_reason_for_being_absent()
    {
        var known = KernelsForModelCommand.Known(new(), static () => throw new InferBench.Kernels.Cuda.CudaUnavailableException("no driver"));

        Assert.Equal("no GPU here: no driver", known.Single(k => k.Name == "cuda.matmul.1_naive").Absent);
        Assert.Equal("not chosen: --kernel and --step leave it out", known.Single(k => k.Name == "cpu.matmul.1_naive").Absent);
        Assert.Equal("--device does not name cpu", KernelsForModelCommand.Known(new() { Devices = ["cuda:0"] }).Single(k => k.Name == "cpu.matmul.1_naive").Absent);
        Assert.Equal(InferBench.Kernels.KernelCatalog.All.Count + InferBench.Kernels.Cuda.CudaCatalog.All.Count, known.Count);
    }

    private string Tiny() => Directory.Exists(folder["tiny"]) ? folder["tiny"] : folder.Synthesize(new() { Preset = TinyPresets.Tied, Precision = Precision.Int4 }, "tiny");

    private static RunRecord Of(string path, RunRecord record) => record with { Model = ModelFolder.Open(path).Info };

    private string Write(params RunRecord[] records)
    {
        string path = folder[Guid.NewGuid().ToString("N") + ".jsonl"];
        var file = ResultsFile.OpenForAppend(path, _ => { });
        foreach (var record in records)
            file.Append(record);
        return path;
    }

    private static KernelModel Open(ForModelOptions options) => KernelModel.Open(options, quiet: true, TestContext.Current.CancellationToken);

    private static string Problem(ForModelOptions options) => Assert.Throws<BadInputException>(() => Open(options)).Message;
}
