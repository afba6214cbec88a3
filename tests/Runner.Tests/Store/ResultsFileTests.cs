using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class ResultsFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-store-");

    public void Dispose() => folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private static string Refused(string path) =>
        Assert.Throws<BadInputException>(() => ResultsFile.OpenForAppend(path).Dispose()).Message;

    [Fact]
    public void One_line_a_record_kept_across_openings()
    {
        string path = PathOf("new/folder/r.jsonl");
        for (int i = 0; i < 2; i++)
        {
            using var file = ResultsFile.OpenForAppend(path);
            file.Append(TestRecords.Ok() with { OrderIndex = i });
        }

        string[] lines = File.ReadAllLines(path);
        Assert.Equal([0, 1], lines.Select(l => JsonSerializer.Deserialize(l, RecordJson.Line.RunRecord)!.OrderIndex));
    }

    [Fact]
    public void A_file_of_something_else_is_not_touched()
    {
        File.WriteAllText(PathOf("notes.md"), "# Notes\n");

        Assert.Equal(
            $"--out {PathOf("notes.md")}: found a file that holds no InferBench records, allowed are a new file or one to append to; name another",
            Refused(PathOf("notes.md")));
        Assert.Equal("# Notes\n", File.ReadAllText(PathOf("notes.md")));
    }

    [Fact]
    public void A_torn_last_line_is_told_not_mended()
    {
        File.WriteAllText(PathOf("r.jsonl"), "{\"schema\":1,\"case_id\":\"0\"}\n{\"sche");

        Assert.Equal(
            $"--out {PathOf("r.jsonl")}: found a last line that was cut off, allowed are whole lines; delete that line or name another file",
            Refused(PathOf("r.jsonl")));
    }

    [Fact]
    public void Two_runs_never_share_a_file()
    {
        using var first = ResultsFile.OpenForAppend(PathOf("r.jsonl"));

        string message = Refused(PathOf("r.jsonl"));
        Assert.StartsWith($"--out {PathOf("r.jsonl")}: cannot be written (", message, StringComparison.Ordinal);
        Assert.EndsWith("; name a file that you may write and no other run writes", message, StringComparison.Ordinal);
        first.Append(TestRecords.Ok());
    }

    [Fact]
    public void Folders_made_for_a_file_without_a_record_go_away()
    {
        ResultsFile.OpenForAppend(PathOf("a/b/r.jsonl")).Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void A_new_file_without_a_record_goes_away_and_an_old_one_stays()
    {
        File.WriteAllText(PathOf("old.jsonl"), "");
        foreach (string name in (string[])["new.jsonl", "old.jsonl"])
            ResultsFile.OpenForAppend(PathOf(name)).Dispose();

        Assert.Equal([PathOf("old.jsonl")], Directory.GetFiles(folder.FullName));
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
    public void A_file_removed_under_the_run_gives_the_record_back_and_does_not_hide_it()
    {
        using var file = ResultsFile.OpenForAppend(PathOf("a/r.jsonl"));
        Directory.Delete(PathOf("a"), recursive: true);

        var e = Assert.Throws<ResultNotWrittenException>(() => file.Append(TestRecords.Ok()));
        Assert.Contains("the file was removed while the run was going on", e.Message, StringComparison.Ordinal);
        Assert.Contains("\"case_id\":\"0123456789ab\"", e.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Tidying_up_what_is_gone_throws_nothing()
    {
        var file = ResultsFile.OpenForAppend(PathOf("a/b/r.jsonl"));
        Directory.Delete(PathOf("a"), recursive: true);

        Assert.Null(Record.Exception(file.Dispose));
    }

    [Fact]
    public void A_full_disk_leaves_whole_lines_and_gives_the_record_back()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full on this system");
        var record = TestRecords.Ok();
        using var full = ResultsFile.OpenForAppend("/dev/full");

        var e = Assert.Throws<ResultNotWrittenException>(() => full.Append(record));
        Assert.Equal(record.CaseId, JsonSerializer.Deserialize(e.Line, RecordJson.Line.RunRecord)!.CaseId);
        Assert.Contains("could not be written", e.Message, StringComparison.Ordinal);
    }
}
