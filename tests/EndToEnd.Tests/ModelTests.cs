using System.Diagnostics;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class ModelTests(ModelFixture models)
{
    [Fact]
    public async Task List_names_every_preset_with_its_size()
    {
        var outcome = await Inferbench.Run("model", "list");

        Assert.Equal(0, outcome.ExitCode);
        foreach (string preset in (string[])["llama-15m", "llama-110m", "tinyllama-1.1b", "llama-2-7b", "llama-3.2-1b", "llama-3.2-3b", "llama-3.1-8b"])
            Assert.Contains(outcome.OutputLines, l => l.Contains($" {preset} ", StringComparison.Ordinal));
        Assert.Contains("8,030,261,248", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_fits_120_columns_and_its_object_follows_its_schema()
    {
        var text = await Inferbench.Run("model", "list");
        var json = await Inferbench.Run("model", "list", "--json");

        Assert.All(text.OutputLines, line => Assert.InRange(line.Length, 1, 120));
        Assert.Equal((0, ""), (json.ExitCode, json.Errors));
        var presets = SchemaCheck.Valid(json.Output, "presets")["presets"]!.AsArray();
        var large = presets.Single(p => (string)p!["name"]! == "llama-3.1-8b")!;
        Assert.Equal(8_030_261_248, (long)large["parameters"]!);
        Assert.Equal(["fp32", "fp16", "int8", "int8-f16", "int4", "int4-f16"], large["precisions"]!.AsArray().Select(p => (string)p!["precision"]!));
        Assert.Equal([262_144, 131_072, 262_144, 131_072, 262_144, 131_072], large["precisions"]!.AsArray().Select(p => (int)p!["kv_bytes_per_token"]!));
    }

    [Fact]
    public async Task Synth_makes_a_folder_and_never_overwrites_one()
    {
        string folder = await models.NewModel();
        var before = File.GetLastWriteTimeUtc(Path.Combine(folder, "model.onnx.data"));

        var again = await Inferbench.Run("model", "synth", "llama-15m", "--precision", "int4", "--out", folder);

        Assert.Equal(ExitCode.BadInput, again.ExitCode);
        Assert.Contains(folder, Assert.Single(again.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(folder, "model.onnx.data")));
        Assert.Equal(
            ["genai_config.json", "inferbench-model.json", "model.onnx", "model.onnx.data", "tokenizer.json", "tokenizer_config.json"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_block_size_without_blocks_is_refused()
    {
        var outcome = await Inferbench.Run("model", "synth", "llama-15m", "--precision", "fp32", "--block-size", "32", "--out", Path.Combine(models.NewFolder(), "m"));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Equal("inferbench: --block-size: found '32' with --precision fp32, allowed only with int8, int8-f16, int4, int4-f16; leave it out", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task A_disk_that_fills_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "no bash to limit file sizes with");
        string parent = models.NewFolder();

        // A limit on file sizes fails a write half-way, as a full disk does, and needs no file system of its own.
        // .NET's own W^X mapping is a file of 2 GiB, so it has to go.
        var outcome = await Inferbench.Run(new ProcessStartInfo("/bin/bash",
        [
            "-c", "trap '' XFSZ; ulimit -f 4096; export DOTNET_EnableWriteXorExecute=0; exec \"$0\" model synth llama-15m --precision fp32 --quiet --out \"$1\"",
            Inferbench.Executable, Path.Combine(parent, "model"),
        ]));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains(parent, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(parent));
    }

    [Fact]
    public async Task A_cached_model_that_was_damaged_is_made_anew_and_said_so()
    {
        Native.RequireOnnxRuntime();
        string cache = models.NewFolder();
        string[] run = ["run", "--model", "synth:llama-15m:int4", "--cache-dir", cache, "--prompt", "8", "--gen", "2", "--trials", "1", "--out"];
        await Inferbench.Run([.. run, Path.Combine(cache, "1.jsonl")]);
        string data = Assert.Single(Directory.GetFiles(cache, "model.onnx.data", SearchOption.AllDirectories));
        byte[] bytes = File.ReadAllBytes(data);
        bytes[100] ^= 1;
        File.WriteAllBytes(data, bytes);

        var outcome = await Inferbench.Run([.. run, Path.Combine(cache, "2.jsonl")]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("model.onnx.data", outcome.Errors, StringComparison.Ordinal);
        bytes[100] ^= 1;
        Assert.Equal(bytes, File.ReadAllBytes(data));
    }

    [Fact]
    public async Task Logits_for_all_positions_give_the_same_tokens()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder();
        string[] paths = [Path.Combine(folder, "last"), Path.Combine(folder, "all")];
        foreach (string path in paths)
            await Inferbench.Run("model", "synth", "llama-15m", "--precision", "int4", "--logits", Path.GetFileName(path), "--out", path);

        string file = Path.Combine(folder, "r.jsonl");
        var outcome = await Inferbench.Run("run", "--model", string.Join(',', paths), "--prompt", "16", "--gen", "16", "--trials", "1", "--out", file);

        Assert.Equal(0, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(["all", "last"], records.Select(r => r.Model!.Logits).Order(StringComparer.Ordinal));
        Assert.Single(records.Select(r => r.TokenHash).Distinct());
    }
}
