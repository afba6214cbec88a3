using System.Diagnostics;
using System.Globalization;

namespace InferBench.EndToEnd.Tests;

/// <summary>A memory limit for a process and its children.</summary>
internal sealed class MemoryCap : IDisposable
{
    private readonly string enter;
    private readonly string? folder;

    private MemoryCap(string enter, string? folder = null)
    {
        this.enter = enter;
        this.folder = folder;
    }

    /// <summary>A limit of each process's address space, which needs no permission; .NET's heap then asks for less of it at once.</summary>
    public static MemoryCap OfAddresses(long bytes)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ulimit is not there");
        return new(FormattableString.Invariant($"export DOTNET_GCHeapHardLimit=0x8000000 && ulimit -v {bytes / 1024}"));
    }

    /// <summary>
    /// A control group with a limit, in version 1 or 2, as the machine has it; skips the test where it may not be made.
    /// </summary>
    public static MemoryCap RequireGroup(long bytes)
    {
        bool version1 = Directory.Exists("/sys/fs/cgroup/memory");
        string folder = Path.Combine(version1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup", $"inferbench-test-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, version1 ? "memory.limit_in_bytes" : "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
            return new($"echo $$ > '{Path.Combine(folder, "cgroup.procs")}'", folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Assert.Skip($"a control group with a memory limit cannot be made here: {e.Message}");
            throw;
        }
    }

    /// <summary>The same command under the limit.</summary>
    public ProcessStartInfo Inside(ProcessStartInfo start) => new(
        "/bin/sh", ["-c", $"{enter} && exec \"$0\" \"$@\"", start.FileName, .. start.ArgumentList]);

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
