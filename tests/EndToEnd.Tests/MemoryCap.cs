using System.Diagnostics;
using System.Globalization;

namespace InferBench.EndToEnd.Tests;

/// <summary>A control group with a memory limit, in version 1 or 2, as the machine has it.</summary>
internal sealed class MemoryCap : IDisposable
{
    private readonly string folder;

    private MemoryCap(string folder) => this.folder = folder;

    /// <summary>Makes the group, or skips the test where that is not allowed.</summary>
    public static MemoryCap Require(long bytes)
    {
        bool version1 = Directory.Exists("/sys/fs/cgroup/memory");
        string folder = Path.Combine(version1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup", $"inferbench-test-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, version1 ? "memory.limit_in_bytes" : "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
            return new(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Assert.Skip($"a control group with a memory limit cannot be made here: {e.Message}");
            throw;
        }
    }

    /// <summary>The same command inside the group.</summary>
    public ProcessStartInfo Inside(ProcessStartInfo start) => new(
        "/bin/sh", ["-c", $"echo $$ > '{Path.Combine(folder, "cgroup.procs")}' && exec \"$0\" \"$@\"", start.FileName, .. start.ArgumentList]);

    public void Dispose()
    {
        // The kernel lets go of the last process a little after its end.
        for (int i = 0; i < 50 && Directory.Exists(folder); i++)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                Thread.Sleep(20);
            }
        }
    }
}
