using System.Diagnostics;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class ResultsTests(ModelFixture models)
{
    private static readonly string Reference = Path.Combine(AppContext.BaseDirectory, "reference.jsonl");

    [Fact]
    public async Task List_shows_a_line_for_each_file_of_a_folder()
    {
        string folder = models.NewFolder();
        File.Copy(Reference, Path.Combine(folder, "a.jsonl"));
        Directory.CreateDirectory(Path.Combine(folder, "below"));
        File.WriteAllText(Path.Combine(folder, "below", "b.jsonl"), "{\"schema\":1,\"ru");

        var outcome = await Inferbench.Run("results", "list", folder);

        Assert.Equal(ExitCode.SomeFailed, outcome.ExitCode);
        string line = Assert.Single(outcome.OutputLines, l => l.Contains("a.jsonl", StringComparison.Ordinal));
        Assert.Equal(
            [Path.Combine(folder, "a.jsonl"), "2", "2", "0", "0", "synth:llama-15m:fp32, synth:llama-15m:int4", "AMD EPYC"],
            line.Split('│', StringSplitOptions.TrimEntries)[1..8]);
        Assert.Equal($"inferbench: {Path.Combine(folder, "below", "b.jsonl")}:1: the last line is torn (power cut?) after 15 bytes", Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task Show_prints_the_table_of_run()
    {
        var outcome = await Inferbench.Run("results", "show", Reference);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Contains(outcome.OutputLines, l => l.StartsWith("│ synth:llama-15m:int4 │", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Merge_and_prune()
    {
        string file = Path.Combine(models.NewFolder(), "c.jsonl");

        var merged = await Inferbench.Run("results", "merge", Reference, Reference, "--out", file);
        Assert.Equal((0, $"{file}: 2 records; 2 were there twice\n", ""), (merged.ExitCode, merged.Output, merged.Errors));
        Assert.Equal(File.ReadAllText(Reference), File.ReadAllText(file));

        File.WriteAllText(file, File.ReadAllText(file).Replace("\"status\":\"ok\"", "\"status\":\"failed\"", StringComparison.Ordinal));
        var shown = await Inferbench.Run("results", "prune", file, "--keep", "ok");
        Assert.Equal($"{file}:1: synth:llama-15m:fp32, case 6e64363abbd5, run 98b1df14, failed, ", shown.OutputLines[0][..^19]);
        Assert.Equal("2 records would go; --yes removes them", shown.OutputLines[^1]);
        Assert.Equal(2, File.ReadAllLines(file).Length);

        var pruned = await Inferbench.Run("results", "prune", file, "--keep", "ok", "--yes");
        Assert.Equal((0, "2 records removed"), (pruned.ExitCode, pruned.OutputLines[^1]));
        Assert.Equal("", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_run_that_is_stopped_at_once_before_its_first_record_leaves_no_file()
    {
        Native.RequireOnnxRuntime();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill -HUP is not there");
        string folder = models.NewFolder();
        var start = new ProcessStartInfo(Inferbench.Executable,
        [
            "run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--out", Path.Combine(folder, "new", "r.jsonl"), "--min-time", "60", "--no-ceilings",
        ]);

        var outcome = await Inferbench.Run(start, async process =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            using var kill = Process.Start("kill", ["-HUP", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        });

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("show no.jsonl", "no.jsonl: cannot be read (")]
    [InlineData("merge reference.jsonl", "--out: found 'nothing', allowed is the path of a new file")]
    [InlineData("prune reference.jsonl", "--keep: found 'nothing', allowed is ok or latest")]
    [InlineData("prune reference.jsonl --keep best", "--keep: found 'best', allowed is ok or latest")]
    public async Task What_cannot_be_asked_for(string arguments, string message)
    {
        var outcome = await Inferbench.Run(new ProcessStartInfo(
            Inferbench.Executable, ["results", .. arguments.Split(' ')])
        { WorkingDirectory = AppContext.BaseDirectory });

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.StartsWith("inferbench: " + message, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }
}
