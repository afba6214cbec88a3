using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class ResultsFilesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-files-");
    private readonly List<string> problems = [];

    public void Dispose() => folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private static RunRecord Record(int order, string run = "run", CaseStatus status = CaseStatus.Ok, string id = "0123456789ab") =>
        TestRecords.Ok() with { OrderIndex = order, RunId = run, Status = status, CaseId = id };

    private static string Line(RunRecord record) => JsonSerializer.Serialize(record, RecordJson.Line.RunRecord);

    private string Written(string name, params RunRecord[] records) => WrittenLines(name, [.. records.Select(r => Line(r) + "\n")]);

    private string WrittenLines(string name, params string[] lines)
    {
        File.WriteAllText(PathOf(name), string.Concat(lines));
        return PathOf(name);
    }

    private (int Written, int Repeated) Merge(params string[] files) => ResultsFiles.Merge(files, PathOf("c.jsonl"), problems.Add);

    private long[] Prune(string path, PruneKeep keep, bool yes) => [.. ResultsPruning.Prune(path, keep, yes, problems.Add).Select(r => r.Line)];

    [Fact]
    public void A_summary_counts_cases_and_how_they_ended()
    {
        string path = Written("a.jsonl", Record(0), Record(1, status: CaseStatus.Failed), Record(2, id: "b") with { Started = TestRecords.Ok().Started.AddHours(1) }, Record(3, status: CaseStatus.Skipped), Record(4) with { Anchor = new(1, 2) });

        var summary = ResultsFiles.Summarize(path, problems.Add);

        Assert.Equal((2, 2, 1, 1), (summary.Cases, summary.Ok, summary.Failed, summary.Skipped));
        Assert.Equal(["synth:llama-15m:int4"], summary.Models);
        Assert.Equal(["Test CPU"], summary.Processors);
        Assert.Equal((TestRecords.Ok().Started, TestRecords.Ok().Started.AddHours(1)), (summary.From, summary.To));
        Assert.Null(ResultsFiles.Summarize(Written("empty.jsonl"), problems.Add).From);
        Assert.Empty(problems);
    }

    [Fact]
    public void Merging_loses_and_doubles_no_record()
    {
        string a = Written("a.jsonl", Record(0), Record(1)), b = Written("b.jsonl", Record(1), Record(0, "other"), Record(0, id: "x"));

        Assert.Equal((4, 1), Merge(a, b));

        Assert.Equal(
            [Line(Record(0)), Line(Record(1)), Line(Record(0, "other")), Line(Record(0, id: "x"))],
            File.ReadAllLines(PathOf("c.jsonl")));
    }

    [Fact]
    public void Merging_a_file_with_itself_is_that_file()
    {
        string a = Written("a.jsonl", Record(0), Record(1));

        Assert.Equal((2, 2), Merge(a, a));
        Assert.Equal(File.ReadAllText(a), File.ReadAllText(PathOf("c.jsonl")));
    }

    [Fact]
    public void Records_that_contradict_each_other_are_named_and_no_file_is_made()
    {
        string a = Written("a.jsonl", Record(0)), b = Written("b.jsonl", Record(1), Record(0) with { Trials = 13 });

        Assert.Equal(
            $"{a}:1 and {b}:2: found two records of run run, case 0123456789ab, place 0 that differ, allowed are equal ones; leave one of the files out",
            Assert.Throws<BadInputException>(() => Merge(a, b)).Message);
        Assert.Equal([a, b], Directory.GetFiles(folder.FullName).Order());
    }

    [Fact]
    public void A_merged_file_is_a_new_one()
    {
        string a = Written("a.jsonl", Record(0)), c = Written("c.jsonl", Record(1));

        Assert.Equal(
            $"--out: found '{c}', which is there already, allowed is a new file; name another",
            Assert.Throws<BadInputException>(() => Merge(a)).Message);
        Assert.Equal(Line(Record(1)) + "\n", File.ReadAllText(c));
    }

    [Fact]
    public void Merging_tells_of_lines_that_are_no_records_and_ends_every_line()
    {
        string a = WrittenLines("a.jsonl", "notes\n", Line(Record(0)) + "\r\n", Line(Record(1))), b = WrittenLines("b.jsonl", Line(Record(2))[..50]);

        Assert.Equal((2, 0), Merge(a, b));

        Assert.Equal(Line(Record(0)) + "\n" + Line(Record(1)) + "\n", File.ReadAllText(PathOf("c.jsonl")));
        Assert.Equal([$"{a}:1: is no record: byte 1: expected '{{'", $"{b}:1: the last line is torn (power cut?) after 50 bytes"], problems);
    }

    [Fact]
    public void Pruning_changes_nothing_without_yes()
    {
        string path = Written("a.jsonl", Record(0), Record(1, status: CaseStatus.Failed));

        Assert.Equal([2], Prune(path, PruneKeep.Ok, yes: false));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Pruning_keeps_what_was_measured_and_every_line_that_is_no_record()
    {
        string path = WrittenLines(
            "a.jsonl", Line(Record(0, status: CaseStatus.Skipped)) + "\n", "notes\n", Line(Record(1)) + "\n",
            Line(Record(2, status: CaseStatus.Failed)) + "\n", Line(Record(3))[..40]);

        Assert.Equal([1, 4], Prune(path, PruneKeep.Ok, yes: true));

        Assert.Equal("notes\n" + Line(Record(1)) + "\n" + Line(Record(3))[..40], File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.FullName));
        Assert.Equal(2, problems.Count);
    }

    [Fact]
    public void The_latest_of_a_case_on_a_machine_stays_a_measured_one_before_any_other()
    {
        var elsewhere = Record(5) with { Environment = TestRecords.Ok().Environment with { Cpu = TestRecords.Ok().Environment.Cpu with { Model = "Other" } } };
        string path = Written(
            "a.jsonl", Record(0), Record(1), Record(2, status: CaseStatus.Failed),
            Record(3, id: "b", status: CaseStatus.Failed), Record(4, id: "b", status: CaseStatus.Failed), elsewhere);

        Assert.Equal([1, 3, 4], Prune(path, PruneKeep.Latest, yes: true));
        Assert.Equal([1, 4, 5], ResultsReader.Records(path, problems.Add).Select(r => r.OrderIndex));
    }

    [Fact]
    public void Repeats_of_an_anchor_displace_no_case_and_stay_with_their_run()
    {
        string path = Written(
            "a.jsonl", Record(0, "old"), Record(1, "old") with { Anchor = new(1, 1) }, Record(0), Record(1) with { Anchor = new(1, 1) },
            Record(2) with { Anchor = new(2, 1) });

        Assert.Equal([1, 2], Prune(path, PruneKeep.Latest, yes: true));
        Assert.Equal([null, 1, 2], ResultsReader.Records(path, problems.Add).Select(r => r.Anchor?.Number));
    }

    [Fact]
    public void A_case_without_a_repeat_may_say_so()
    {
        string line = Line(Record(0)).Replace("\"started\"", "\"anchor\":null,\"started\"", StringComparison.Ordinal);
        string path = WrittenLines("a.jsonl", line + "\n", Line(Record(1)) + "\n");

        Assert.Equal([1], Prune(path, PruneKeep.Latest, yes: false));
    }

    [Fact]
    public void Pruning_a_link_prunes_the_file_behind_it()
    {
        string path = Written("a.jsonl", Record(0), Record(1, status: CaseStatus.Failed));
        File.CreateSymbolicLink(PathOf("link"), path);

        Assert.Equal([2], Prune(PathOf("link"), PruneKeep.Ok, yes: true));

        Assert.Equal(path, new FileInfo(PathOf("link")).LinkTarget);
        Assert.Single(File.ReadAllLines(path));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("")]
    public void A_device_is_never_replaced_by_a_file(string path)
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "no /dev/null on this system");
        Assert.Equal(
            $"--out: found '{path}', allowed is the path of a file",
            Assert.Throws<BadInputException>(() => WholeFile.Write("--out", path, replace: true, _ => { })).Message);
        File.CreateSymbolicLink(PathOf("link"), "/dev/null");
        Assert.Throws<BadInputException>(() => WholeFile.Write("--out", PathOf("link"), replace: true, _ => { }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_not_there_is_named_and_not_made(bool yes)
    {
        Assert.StartsWith(PathOf("none") + ": cannot be read (", Assert.Throws<BadInputException>(() => Prune(PathOf("none"), PruneKeep.Ok, yes)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void No_record_is_lost_when_a_run_appends_while_the_file_is_pruned()
    {
        string path = Written("a.jsonl", Record(0));
        var file = ResultsFile.OpenForAppend(path, problems.Add);

        Parallel.Invoke(
            () =>
            {
                for (int i = 1; i <= 100; i++)
                    file.Append(Record(i, status: i % 2 == 0 ? CaseStatus.Ok : CaseStatus.Failed));
            },
            () =>
            {
                for (int i = 0; i < 30; i++)
                    Prune(path, PruneKeep.Ok, yes: true);
            });
        Prune(path, PruneKeep.Ok, yes: true);

        Assert.Equal(Enumerable.Range(0, 51).Select(i => 2 * i), ResultsReader.Records(path, problems.Add).Select(r => r.OrderIndex));
        Assert.Empty(problems);
    }
}
