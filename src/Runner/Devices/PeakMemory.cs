using System.Diagnostics.CodeAnalysis;

namespace InferBench.Runner.Devices;

/// <summary>
/// Highest resident memory of this process, all threads and mapped files included, since the last reset.
/// Kernels keep the figure in per-processor counters: it can be off by some pages for each processor.
/// </summary>
public static class PeakMemory
{
    /// <summary>
    /// Starts a new span: the peak becomes what is resident now. False, with the reason why peak memory cannot be
    /// measured here, where the system does not allow it.
    /// </summary>
    public static bool TryReset([NotNullWhen(false)] out string? reason)
    {
        reason = OperatingSystem.IsLinux()
            ? Reset("/proc/self/clear_refs")
            : "this system cannot reset the peak memory of a process; only Linux can";
        return reason is null;
    }

    /// <summary>Bytes; null where the kernel does not tell.</summary>
    public static long? ReadBytes() => MemoryFile.Bytes(new HostTree("/"), "VmHWM", "proc/self/status");

    /// <summary>Writes 5, which since Linux 4.0 resets the peak (proc(5)); the reason when that failed.</summary>
    internal static string? Reset(string path)
    {
        try
        {
            // No buffer: the kernel's answer has to arrive in Write, not in Dispose.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write("5"u8);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"peak memory cannot be reset: this kernel has no {path}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"peak memory cannot be reset: the kernel refused to write {path}";
        }
    }
}
