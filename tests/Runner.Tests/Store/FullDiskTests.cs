using System.Diagnostics;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

/// <summary>A file system of 256 KiB, where the tests may mount one.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-full-");
    private readonly bool mounted;

    public FullDiskTests() =>
        mounted = OperatingSystem.IsLinux() && Succeeds("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.FullName);

    public void Dispose()
    {
        if (mounted)
            Succeeds("umount", folder.FullName);
        folder.Delete(recursive: true);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [Fact]
    public void The_record_that_did_not_fit_comes_back_and_the_file_holds_all_others()
    {
        Assert.SkipUnless(mounted, "mounting a small file system was refused");
        string path = Path.Combine(folder.FullName, "r.jsonl");
        var file = ResultsFile.OpenForAppend(path, Assert.Fail);
        var record = TestRecords.Ok() with { Reason = new string('x', 10_000) };
        int written = 0;

        var e = Assert.Throws<ResultNotWrittenException>(() =>
        {
            for (; written < 1_000; written++)
                file.Append(record with { OrderIndex = written });
        });

        Assert.Contains($"\"order_index\":{written}", e.Line, StringComparison.Ordinal);
        Assert.StartsWith($"{path}: the record could not be written (", e.Message, StringComparison.Ordinal);
        Assert.InRange(written, 10, 30);
        Assert.Equal(Enumerable.Range(0, written), ResultsReader.Records(path, Assert.Fail).Select(r => r.OrderIndex));
    }

    [Fact]
    public void A_file_that_is_written_whole_or_not_at_all_leaves_nothing()
    {
        Assert.SkipUnless(mounted, "mounting a small file system was refused");
        string path = Path.Combine(folder.FullName, "out");

        Assert.StartsWith(
            $"--out {path}: cannot be written (",
            Assert.Throws<BadInputException>(() => WholeFile.Write("--out", path, replace: true, stream => stream.Write(new byte[1 << 20]))).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }
}
