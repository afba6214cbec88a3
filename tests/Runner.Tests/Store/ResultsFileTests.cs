using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class ResultsFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-store-");
    private readonly List<string> notices = [];

    public void Dispose() => folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private ResultsFile Open(string path) => ResultsFile.OpenForAppend(path, notices.Add);

    private string Refused(string path) => Assert.Throws<BadInputException>(() => Open(path)).Message;

    private static string Line(int order) => JsonSerializer.Serialize(TestRecords.Ok() with { OrderIndex = order }, RecordJson.Line.RunRecord);

    private static IEnumerable<int> OrderOf(string path) => ResultsReader.Records(path, Assert.Fail).Select(r => r.OrderIndex);

    [Fact]
    public void One_line_a_record_kept_across_openings()
    {
        string path = PathOf("new/folder/r.jsonl");
        for (int i = 0; i < 2; i++)
            Open(path).Append(TestRecords.Ok() with { OrderIndex = i });

        Assert.Equal([Line(0), Line(1)], File.ReadAllLines(path));
        Assert.Empty(notices);
    }

    [Fact]
    public void A_file_of_something_else_is_not_touched()
    {
        File.WriteAllText(PathOf("notes.md"), "# Notes\n");

        Assert.Equal(
            $"--out {PathOf("notes.md")}: found a file that holds no records of this version of InferBench (byte 1: expected '{{'), allowed are a new file or one to append to; name another",
            Refused(PathOf("notes.md")));
        Assert.Equal("# Notes\n", File.ReadAllText(PathOf("notes.md")));
    }

    [Fact]
    public void A_file_of_one_endless_line_is_refused_without_reading_it_into_memory()
    {
        using (var file = File.Create(PathOf("zeros")))
            file.SetLength(1L << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("its first line is longer than any record", Refused(PathOf("zeros")), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void A_torn_last_line_is_kept_beside_and_said()
    {
        string path = PathOf("r.jsonl");
        File.WriteAllText(path, Line(0) + "\n" + Line(1)[..100]);
        var file = Open(path);
        Assert.Empty(notices);

        file.Append(TestRecords.Ok() with { OrderIndex = 2 });

        Assert.Equal([0, 2], OrderOf(path));
        Assert.Equal(Line(1)[..100] + "\n", File.ReadAllText(path + ".torn"));
        Assert.Equal([$"{path}: the last line was torn (power cut?); its 100 bytes are in {path}.torn now"], notices);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(200)]
    public void A_file_of_one_torn_line_is_mended_too(int length)
    {
        string path = PathOf("r.jsonl");
        File.WriteAllText(path, Line(0)[..length]);

        Open(path).Append(TestRecords.Ok() with { OrderIndex = 2 });

        Assert.Equal([2], OrderOf(path));
        Assert.Equal(Line(0)[..length] + "\n", File.ReadAllText(path + ".torn"));
    }

    [Fact]
    public void A_whole_last_line_gets_its_line_feed()
    {
        string path = PathOf("r.jsonl");
        File.WriteAllText(path, Line(0));

        Open(path).Append(TestRecords.Ok() with { OrderIndex = 1 });

        Assert.Equal([0, 1], OrderOf(path));
        Assert.Equal([$"{path}: the last record had no line feed behind it, which was added"], notices);
        Assert.False(File.Exists(path + ".torn"));
    }

    [Fact]
    public void Runs_that_append_at_once_are_whole()
    {
        const int runs = 4, each = 25;
        string path = PathOf("folder/r.jsonl");

        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = runs }, run =>
        {
            var file = ResultsFile.OpenForAppend(path, Assert.Fail);
            for (int i = 0; i < each; i++)
                file.Append(TestRecords.Ok() with { RunId = $"run{run}", OrderIndex = i });
        });

        var keys = ResultsReader.Records(path, Assert.Fail).Select(r => (r.RunId, r.OrderIndex)).ToArray();
        Assert.Equal(runs * each, keys.Length);
        Assert.Equal(runs * each, keys.Distinct().Count());
        foreach (var run in keys.GroupBy(k => k.RunId))
            Assert.Equal(Enumerable.Range(0, each), run.Select(k => k.OrderIndex));
    }

    [Fact]
    public void A_run_without_a_record_leaves_nothing_and_what_was_there_stays()
    {
        File.WriteAllText(PathOf("old.jsonl"), "");
        Open(PathOf("old.jsonl"));
        Open(PathOf("a/b/r.jsonl"));

        Assert.Equal([PathOf("old.jsonl")], Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Equal($"--out: found '{folder.FullName}', allowed is the path of a file", Refused(folder.FullName));

    [Fact]
    public void A_name_of_a_folder_makes_none()
    {
        Assert.Equal($"--out: found '{PathOf("new/")}', allowed is the path of a file", Refused(PathOf("new/")));
        Assert.Equal("--out: found '', allowed is the path of a file", Refused(""));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void A_link_to_a_file_is_followed_and_one_to_nothing_is_named()
    {
        File.CreateSymbolicLink(PathOf("link"), PathOf("target"));
        Assert.Equal(
            $"--out: found '{PathOf("link")}', a link to '{PathOf("target")}', which is not there; allowed is the path of a file; make that one, or name another",
            Refused(PathOf("link")));
        Assert.Equal([PathOf("link")], Directory.GetFileSystemEntries(folder.FullName));

        File.WriteAllText(PathOf("target"), "");
        Open(PathOf("link")).Append(TestRecords.Ok());

        Assert.Equal([0], OrderOf(PathOf("target")));
        Assert.Equal(PathOf("target"), new FileInfo(PathOf("link")).LinkTarget);
    }

    [Fact]
    public void A_file_removed_under_the_run_gives_the_record_back_and_does_not_hide_it()
    {
        var file = Open(PathOf("a/r.jsonl"));
        file.Append(TestRecords.Ok());
        Directory.Delete(PathOf("a"), recursive: true);

        var e = Assert.Throws<ResultNotWrittenException>(() => file.Append(TestRecords.Ok()));
        Assert.Contains("the file was removed while the run was going on", e.Message, StringComparison.Ordinal);
        Assert.Contains("\"case_id\":\"0123456789ab\"", e.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_whole_lines_and_gives_the_record_back()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full on this system");
        var record = TestRecords.Ok();

        var e = Assert.Throws<ResultNotWrittenException>(() => Open("/dev/full").Append(record));
        Assert.Equal(record.CaseId, JsonSerializer.Deserialize(e.Line, RecordJson.Line.RunRecord)!.CaseId);
        Assert.Contains("could not be written", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_written_to_and_not_locked()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "no /dev/null on this system");
        using var other = new FileStream("/dev/null", FileMode.Open, FileAccess.Read, FileShare.Read);

        Open("/dev/null").Append(TestRecords.Ok());

        Assert.Empty(notices);
    }
}
