using System.Diagnostics;
using System.Globalization;

namespace InferBench.Runner.Devices;

/// <summary>What a process has done so far, to tell one that works from one that hangs.</summary>
/// <param name="Processor">Processor time of all its threads.</param>
/// <param name="BytesRead">Bytes it asked for and bytes that came from disks for it, together; 0 where the system does not tell.</param>
public readonly record struct ProcessWork(TimeSpan Processor, long BytesRead)
{
    /// <summary>Looks at a process from outside; null where it has ended.</summary>
    public static ProcessWork? Of(Process process)
    {
        try
        {
            process.Refresh();
            var tree = new HostTree("/");
            string io = string.Create(CultureInfo.InvariantCulture, $"proc/{process.Id}/io");
            return new(process.TotalProcessorTime, (Digits.Parse(tree.ReadField(io, "rchar")) ?? 0) + (Digits.Parse(tree.ReadField(io, "read_bytes")) ?? 0));
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
