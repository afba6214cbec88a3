using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class ResumeTests(ModelFixture models)
{
    private Task<Inferbench.Outcome> Run(string file, params string[] more) => Inferbench.Run(
        [
            "run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--prompt", "8,16,4000", "--gen", "2,4", "--warmup", "0",
            "--trials", "2", "--out", file, .. more,
        ]);

    [Fact]
    public async Task What_is_answered_is_left_out_and_the_records_together_are_the_plan()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), whole = Path.Combine(folder, "whole.jsonl"), file = Path.Combine(folder, "r.jsonl");
        Assert.Equal(0, (await Run(whole, "--resume")).ExitCode);
        string[] lines = File.ReadAllLines(whole);
        Assert.Equal(6, lines.Length);
        File.WriteAllText(file, lines[0] + "\n" + lines[1] + "\n" + lines[2][..100]);

        var resumed = await Run(file, "--resume");

        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains($"inferbench: {file}: the last line was torn (power cut?); its 100 bytes are in {file}.torn now", resumed.ErrorLines);
        Assert.Contains($"{file} answers 2 of 6 cases", resumed.ErrorLines);
        Assert.Equal(lines[2][..100] + "\n", File.ReadAllText(file + ".torn"));
        var records = Inferbench.ReadRecords(file);
        Assert.Equal(
            Inferbench.ReadRecords(whole).Select(r => (r.CaseId, r.OrderIndex)),
            records.Select(r => (r.CaseId, r.OrderIndex)));
        Assert.Equal(2, records.Select(r => r.RunId).Distinct().Count());

        string before = File.ReadAllText(file);
        var nothing = await Run(file, "--resume=attempted");
        Assert.Equal((0, before), (nothing.ExitCode, File.ReadAllText(file)));
    }

    [Fact]
    public async Task Another_plan_is_refused_by_name()
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        await Run(file);
        string before = File.ReadAllText(file);

        var outcome = await Run(file, "--resume", "--ci", "3", "--quiet");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Equal(
            $"inferbench: --resume {file}: --ci: found '0.02' in the file and '0.03' now; give what the file was begun with, or another --out",
            Assert.Single(outcome.ErrorLines));
        Assert.Equal(before, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("--resume: found 'no --out', allowed is an --out beside it, the results file to go on with", "--resume")]
    [InlineData("--resume: found 'all', allowed is ok or attempted", "--resume=all", "--out", "r.jsonl")]
    public async Task What_cannot_be_asked_for(string message, params string[] more)
    {
        var outcome = await Inferbench.Run(["run", "--model", "synth:llama-15m:int4", .. more]);

        Assert.Equal((ExitCode.BadInput, "inferbench: " + message), (outcome.ExitCode, Assert.Single(outcome.ErrorLines)));
    }
}
