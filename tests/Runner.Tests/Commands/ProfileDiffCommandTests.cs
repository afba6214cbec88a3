using System.Text.Json;
using InferBench.Runner.Commands;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Commands;

public sealed class ProfileDiffCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("inferbench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Cases_of_one_id_are_compared_from_files_and_the_newest_record_counts()
    {
        string before = Write("a.jsonl", TestRecords.Ok(), TestProfiles.Ok());
        var newest = TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 3)) with { Started = TestProfiles.Ok().Started.AddMinutes(1) };
        string after = Write("b.jsonl", newest, TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 2)));

        var report = ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken);

        Assert.Equal(("a.jsonl", "b.jsonl"), (report.Base, report.New));
        var pair = Assert.Single(report.Cases);
        Assert.Equal(2_000_000m, Assert.Single(pair.Phases).Step.ChangeNs);
        Assert.Empty(pair.Differences);
        Assert.Empty(report.NotCompared);
    }

    [Fact]
    public void Cases_that_differ_in_threads_device_or_model_alone_are_pairs_and_that_is_said()
    {
        var first = TestProfiles.Ok();
        string before = Write("a.jsonl", first, With("b00000000000", c => c with { Prompt = 512 }), With("c00000000000", c => c with { Prompt = 1024 }));
        string after = Write(
            "b.jsonl", With("d00000000000", c => c with { Model = "synth:gpt2:fp32" }, "fp32"), With("e00000000000", c => c with { Prompt = 512, Threads = 4 }), With("f00000000000", c => c with { Depth = 7 }));

        var report = ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("synth:llama-15m:int4", "synth:gpt2:fp32", 128, 0), ("synth:llama-15m:int4", "synth:llama-15m:int4", 512, 4)],
            report.Cases.Select(c => (c.BaseCase.Model, c.NewCase.Model, c.NewCase.Prompt, c.NewCase.Threads)).OrderBy(c => c.Prompt));
        Assert.Equal(
            [("c00000000000", "base: profiled; new: no case that is like it alone"), ("f00000000000", "base: no case that is like it alone; new: profiled")],
            report.NotCompared.Select(n => (n.CaseId, n.Reason)));
    }

    [Fact]
    public void Two_cases_that_could_be_the_counterpart_are_none()
    {
        string before = Write("a.jsonl", TestProfiles.Ok(), With("b00000000000", c => c with { Prompt = 512, Threads = 1 }));
        string after = Write("b.jsonl", TestProfiles.Ok(), With("c00000000000", c => c with { Prompt = 512, Threads = 2 }), With("d00000000000", c => c with { Prompt = 512, Threads = 4 }));

        var report = ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken);

        Assert.Single(report.Cases);
        Assert.Equal(["b00000000000", "c00000000000", "d00000000000"], report.NotCompared.Select(n => n.CaseId));
    }

    [Fact]
    public void What_records_differ_in_is_said_and_does_not_stop_the_comparison()
    {
        var other = TestProfiles.Ok();
        string before = Write("a.jsonl", TestProfiles.Ok()), after = Write("b.jsonl", other with { Engine = other.Engine! with { Version = "1.31.0" } });

        var difference = Assert.Single(Assert.Single(ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken).Cases).Differences);

        Assert.Equal((DifferenceKind.Engine, "engine version", "1.30.0", "1.31.0"), (difference.Kind, difference.What, difference.Base, difference.New));
    }

    [Fact]
    public void Profiled_cases_that_failed_are_named_with_their_reason()
    {
        string before = Write("a.jsonl", TestProfiles.Ok(), With("b00000000000", c => c with { Prompt = 512 }));
        var failed = With("b00000000000", c => c with { Prompt = 512 }) with { Status = CaseStatus.Failed, Reason = "no room", Profile = null };
        string after = Write("b.jsonl", TestProfiles.Ok(), failed);

        Assert.Equal("base: profiled; new: failed (no room)", Assert.Single(ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken).NotCompared).Reason);
    }

    [Fact]
    public void Files_without_profiles_or_without_a_pair_are_refused_in_a_line_with_the_file()
    {
        string measured = Write("m.jsonl", TestRecords.Ok()), one = Write("a.jsonl", TestProfiles.Ok()), other = Write("b.jsonl", With("b00000000000", c => c with { Prompt = 512 }));
        string torn = Path.Combine(folder, "t.jsonl"), huge = Write("h.jsonl", TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1e12)));
        File.WriteAllText(torn, File.ReadAllText(one)[..^40]);

        Assert.Equal($"{measured}: found no profiled cases, allowed is a results file with some; make it with 'inferbench profile'", Message(one, measured));
        Assert.StartsWith($"{other}: found no profiled case that has a counterpart in {one}, allowed are files with cases of the same batch, prompt, depth", Message(one, other), StringComparison.Ordinal);
        Assert.StartsWith($"{torn}:1: the last line is torn", Message(torn, one), StringComparison.Ordinal);
        Assert.StartsWith($"{folder}: found a folder", Message(one, folder), StringComparison.Ordinal);
        Assert.StartsWith($"{one} or {huge}: case ab0123456789: found 1E+18 ns in its decode", Message(one, huge), StringComparison.Ordinal);

        string Message(string before, string after) =>
            Assert.Throws<BadInputException>(() => ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken)).Problems[0];
    }

    [Fact]
    public void The_report_is_json_whose_numbers_add_up_as_written()
    {
        string before = Write("a.jsonl", TestProfiles.Ok()), after = Write("b.jsonl", TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1.2345678)));

        string json = JsonSerializer.Serialize(ProfileDiffCommand.Report(before, after, TestContext.Current.CancellationToken), ReportJson.Indented.ProfileDiffReport);

        var phase = JsonDocument.Parse(json).RootElement.GetProperty("cases")[0].GetProperty("phases")[0];
        Assert.Equal(234_567.8m, phase.GetProperty("step").GetProperty("change_ns").GetDecimal());
        Assert.Equal(234_567.8m, phase.GetProperty("parts").EnumerateArray().Sum(p => p.GetProperty("time").GetProperty("change_ns").GetDecimal()));
        Assert.Contains("\"part\": \"operators\"", json, StringComparison.Ordinal);
    }

    private static RunRecord With(string id, Func<CaseSpec, CaseSpec> change, string precision = "int4")
    {
        var r = TestProfiles.Ok();
        return r with { CaseId = id, Case = change(r.Case), Model = TestRecords.Model(precision) };
    }

    private string Write(string name, params RunRecord[] records)
    {
        string path = Path.Combine(folder, name);
        var file = ResultsFile.OpenForAppend(path, _ => { });
        foreach (var record in records)
            file.Append(record);
        return path;
    }
}
