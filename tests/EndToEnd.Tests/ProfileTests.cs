using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Profile.Timeline;

namespace InferBench.EndToEnd.Tests;

/// <summary><c>profile</c> as a user types it.</summary>
public sealed class ProfileTests(ModelFixture models)
{
    private static readonly string[] Short = ["--prompt", "8", "--gen", "4", "--trials", "3", "--warmup", "1", "--quiet", "--trace", "off"];

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public async Task A_profile_is_shown_by_phase_and_kept_as_a_record(string precision)
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "p.jsonl");

        var outcome = await Inferbench.Run(["profile", "--model", models.Tiny(precision), "--out", file, .. Short]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        foreach (string phase in (string[])["prefill", "decode"])
            Assert.Single(outcome.OutputLines, l => l.StartsWith(phase + ": ", StringComparison.Ordinal) && l.Contains(" without a profiler, ", StringComparison.Ordinal));
        Assert.Equal(2, outcome.OutputLines.Count(l => l.StartsWith("Advice: ", StringComparison.Ordinal) && l.EndsWith('.')));
        Assert.Single(outcome.OutputLines, l => l.StartsWith("Pass 'operators': 3 trials, decode takes ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', outcome.Output);
        var record = Assert.Single(Inferbench.ReadRecords(file));
        Assert.Equal((CaseStatus.Ok, true), (record.Status, record.Case.Profile));
        Assert.Equal(3, record.Samples[MetricId.DecodeTime].Count);
        Assert.Equal(0, record.Values[MetricId.SelfAllocated]);
        Assert.All(record.Profile!.Phases, p => Assert.InRange(p.Covered, 0.9, 1.1));
        Assert.Equal("profile does not check outputs; run does", record.Correctness!.NotChecked);
    }

    [Fact]
    public async Task Profiles_of_a_file_are_shown_again_and_other_files_are_refused()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), file = Path.Combine(folder, "p.jsonl"), other = Path.Combine(folder, "r.jsonl");
        var first = await Inferbench.Run(["profile", "--model", models.Tiny("int4"), "--out", file, .. Short]);
        await Inferbench.Run("run", "--model", models.Tiny("int4"), "--prompt", "8", "--gen", "4", "--trials", "3", "--out", other, "--quiet");

        var again = await Inferbench.Run("profile", "--from", file);

        Assert.Equal((0, ""), (again.ExitCode, again.Errors));
        Assert.Equal(first.OutputLines[..^1], again.OutputLines);
        var tree = await Inferbench.Run("profile", "--from", file, "--flame");
        Assert.Equal((0, ""), (tree.ExitCode, tree.Errors));
        Assert.Equal(2, tree.OutputLines.Count(l => l.StartsWith("prefill", StringComparison.Ordinal) || l.StartsWith("decode", StringComparison.Ordinal)));
        Assert.Contains(tree.OutputLines, l => l.Contains(" layers.1/", StringComparison.Ordinal));
        var none = await Inferbench.Run("profile", "--from", other);
        Assert.Equal((2, $"inferbench: {other}: found no profile, allowed is a results file of 'inferbench profile'; name another\n"), (none.ExitCode, none.Errors));
    }

    [Fact]
    public async Task The_difference_of_two_results_is_accounted_for()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), before = Path.Combine(folder, "a.jsonl"), after = Path.Combine(folder, "b.jsonl");
        foreach (string file in (string[])[before, after])
            await Inferbench.Run(["profile", "--model", models.Tiny("int4"), "--out", file, .. Short]);

        var text = await Inferbench.Run("profile", "--diff", before, after);
        var json = await Inferbench.Run("profile", "--diff", before, after, "--json");

        Assert.Equal((0, "", 0, ""), (text.ExitCode, text.Errors, json.ExitCode, json.Errors));
        var report = JsonSerializer.Deserialize(json.Output, ReportJson.Indented.ProfileDiffReport)!;
        var phases = Assert.Single(report.Cases).Phases;
        Assert.Equal(["prefill", "decode"], phases.Select(p => p.Name));
        Assert.All(phases, p => Assert.Equal(p.Step.ChangeNs, p.Parts.Sum(part => part.Time.ChangeNs)));
    }

    [Fact]
    public async Task A_timeline_lies_beside_the_results_or_in_a_folder_with_what_was_sampled()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), traces = Path.Combine(folder, "traces");
        string[] arguments = ["profile", "--model", models.Tiny("int4"), "--out", Path.Combine(folder, "p.jsonl"), .. Short.Except(["--trace", "off"])];

        var beside = await Inferbench.Run(arguments);
        var inFolder = await Inferbench.Run([.. arguments, "--trace", traces]);

        Assert.Equal((0, 0), (beside.ExitCode, inFolder.ExitCode));
        string name = $"p.{Inferbench.ReadRecords(Path.Combine(folder, "p.jsonl"))[0].CaseId}.trace.json.gz";
        Assert.All([beside, inFolder], o => Assert.Contains($"Timeline: {name} (open it at https://ui.perfetto.dev)", o.OutputLines));
        Assert.All([Path.Combine(folder, name), Path.Combine(traces, name)], file => Assert.Null(TimelineCheck.FaultOf(file)));
        Assert.Equal([name, "p.jsonl"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_before_anything_is_measured()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), file = Path.Combine(folder, "p.jsonl"), taken = Path.Combine(folder, "taken");
        await File.WriteAllTextAsync(taken, "", TestContext.Current.CancellationToken);

        var outcome = await Inferbench.Run(["profile", "--model", models.Tiny("int4"), "--out", file, .. Short.Except(["off"]), taken]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Single(outcome.ErrorLines);
        Assert.StartsWith($"inferbench: --trace: found '{taken}', allowed is a folder that is there or can be made (", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiled_cases_are_other_cases_than_measured_ones_and_are_exported_and_compared_like_them()
    {
        Native.RequireOnnxRuntime();
        string folder = models.NewFolder(), file = Path.Combine(folder, "both.jsonl"), table = Path.Combine(folder, "both.csv");
        await Inferbench.Run(["profile", "--model", models.Tiny("int4"), "--out", file, .. Short]);
        await Inferbench.Run("run", "--model", models.Tiny("int4"), "--prompt", "8", "--gen", "4", "--trials", "3", "--out", file, "--quiet");

        var records = Inferbench.ReadRecords(file);
        Assert.Equal(2, records.Select(r => r.CaseId).Distinct().Count());
        Assert.Equal(records[0].Case, records[1].Case with { Profile = true });
        var exported = await Inferbench.Run("export", file, "--format", "csv", "--out", table);
        Assert.Equal(0, exported.ExitCode);
        Assert.Equal(3, File.ReadAllLines(table).Length);
        var compared = await Inferbench.Run("compare", file, file);
        Assert.DoesNotContain("not compared", compared.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--gen: found 1,4, allowed are lengths from 2 on, because the first token is the prompt's; give longer ones", "--model", "x", "--gen", "1,4")]
    [InlineData("--from: found --gen beside it, allowed is --flame alone, because nothing is run; leave one of them out", "--from", "p.jsonl", "--gen", "4")]
    [InlineData("--diff: found --model beside it, allowed are --all and --json alone, because nothing is run; leave one of them out", "--diff", "a", "b", "--model", "x")]
    [InlineData("--all: found no --diff beside it, of which it shows more; add that, or leave it out", "--model", "x", "--all")]
    [InlineData("--trace: found nothing, allowed are a folder and off; name one", "--model", "x", "--trace", "")]
    public async Task Bad_input_is_one_line(string problem, params string[] arguments)
    {
        var outcome = await Inferbench.Run(["profile", .. arguments]);

        Assert.Equal((2, $"inferbench: {problem}\n"), (outcome.ExitCode, outcome.Errors));
    }

    [Fact]
    public async Task A_device_that_is_not_here_has_no_profile_and_says_why()
    {
        Native.RequireOnnxRuntime();
        string file = Path.Combine(models.NewFolder(), "p.jsonl");

        var outcome = await Inferbench.Run(["profile", "--model", models.Tiny("int4"), "--device", "cpu,cuda:7", "--out", file, .. Short]);

        Assert.Equal(0, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file);
        Assert.Equal([("cpu", CaseStatus.Ok), ("cuda:7", CaseStatus.Skipped)], records.Select(r => (r.Case.Device, r.Status)).OrderBy(r => r.Device));
        Assert.Equal("cuda:7", records.Single(r => r.Status == CaseStatus.Skipped).Absent);
        Assert.Contains("cuda:7", outcome.Output, StringComparison.Ordinal);
    }
}
