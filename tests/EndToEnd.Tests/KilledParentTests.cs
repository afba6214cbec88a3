using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>Runs that are really killed and go on.</summary>
public sealed class KilledParentTests(ModelFixture models)
{
    /// <summary>INFERBENCH_KILLS and INFERBENCH_SEED make it longer and other, as tests/kill-parent does.</summary>
    [Fact]
    public async Task What_a_killed_parent_left_out_is_answered_once_after_resume()
    {
        Native.RequireOnnxRuntime();
        ProcessTable.Require();
        int kills = Setting("INFERBENCH_KILLS", 3), cases = 6 * kills;
        var random = new Random(Setting("INFERBENCH_SEED", 1));
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        string[] plan =
        [
            "run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--out", file, "--warmup", "1", "--trials", "5",
            "--prompt", string.Create(CultureInfo.InvariantCulture, $"1..{cases / 2}+1"), "--gen", "4,16", "--threads", "1", .. await Inferbench.NoAnchor(),
        ];
        string[] planned = CaseIds((await Inferbench.Run([.. plan, "--list", "--json"])).Output);
        Assert.Equal(cases, planned.Length);

        // Each kill comes a little after some record, or after none: how far that is depends on the machine.
        for (int killed = 0; killed < kills; killed++)
        {
            int? worker = null;
            var outcome = await Inferbench.Run(new ProcessStartInfo(Inferbench.Executable, [.. plan, "--resume", "--quiet"]), async process =>
            {
                worker = await ProcessTable.Worker(process);
                for (int records = random.Next(0, 4); records > 0; records--)
                {
                    for (long before = Length(file); Length(file) == before && !process.HasExited;)
                        await Task.Delay(5, TestContext.Current.CancellationToken);
                }

                await Task.Delay(random.Next(0, 250), TestContext.Current.CancellationToken);
                await ProcessTable.Kill(process.Id, "KILL");
            });
            Assert.True(outcome.ExitCode == 128 + 9, $"run {killed + 1} of {kills} was over before it was killed: {outcome.Errors}");
            await ProcessTable.Gone(Assert.NotNull(worker));
        }

        var last = await Inferbench.Run([.. plan, "--resume"]);

        Assert.True(last.ExitCode == 0, last.Errors);
        var records = Inferbench.ReadRecords(file);
        Assert.All(records, r => Assert.Equal(CaseStatus.Ok, r.Status));
        Assert.Equal(planned.Order(StringComparer.Ordinal), records.Select(r => r.CaseId).Order(StringComparer.Ordinal));
        Assert.Contains($"{file} answers ", last.Errors, StringComparison.Ordinal);
    }

    private static long Length(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    private static string[] CaseIds(string listing)
    {
        using var json = JsonDocument.Parse(listing);
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("case_id").GetString()!)];
    }

    private static int Setting(string name, int missing) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : missing;
}
