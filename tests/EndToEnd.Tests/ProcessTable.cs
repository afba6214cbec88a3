using System.Diagnostics;
using System.Globalization;

namespace InferBench.EndToEnd.Tests;

/// <summary>Linux's table of processes.</summary>
internal static class ProcessTable
{
    public static void Require() => Assert.SkipUnless(OperatingSystem.IsLinux(), "workers are looked for in /proc");

    /// <summary>Ids of a process's children that have not ended.</summary>
    public static int[] Children(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Status(id) is { } status && status.Parent == parent && status.IsAlive),
    ];

    public static bool IsAlive(int id) => Status(id) is { IsAlive: true };

    /// <summary>Whether a signal has stopped it until another lets it go on.</summary>
    public static bool IsStopped(int id) => Status(id) is { IsStopped: true };

    /// <summary>Waits for a worker of a process; null where the process ends before it has one.</summary>
    public static async Task<int?> Worker(Process process)
    {
        while (!process.HasExited)
        {
            if (Children(process.Id) is [var worker, ..])
                return worker;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return null;
    }

    /// <summary>Waits for a process to be gone.</summary>
    public static async Task Gone(int id)
    {
        for (int i = 0; i < 500 && IsAlive(id); i++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(IsAlive(id), $"process {id} is still there");
    }

    /// <summary>
    /// Sends a signal, as often as it takes. .NET takes the first SIGSEGV or SIGABRT from outside for the echo of a fault,
    /// which would come again by itself.
    /// </summary>
    public static async Task Kill(int id, string signal)
    {
        for (int i = 0; i < 500 && IsAlive(id); i++)
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    // proc(5), stat: id (name) state parent ...; the name may hold anything.
    private static (int Parent, bool IsAlive, bool IsStopped)? Status(int id)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0] is not ("Z" or "X"), fields[0] == "T");
        }
        catch (IOException)
        {
            return null;
        }
        // Reading the file of a process that ends meanwhile.
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
