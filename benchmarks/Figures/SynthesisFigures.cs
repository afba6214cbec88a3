using System.Globalization;
using InferBench.Runner.Models;
using InferBench.Runner.Sinks;
using InferBench.Runner.Statistics;

namespace InferBench.Figures;

/// <summary>Making models: speed beside that of <c>dd</c> on the same disk, and memory, which must not grow with the model.</summary>
internal static class SynthesisFigures
{
    private const int DdBlock = 8 << 20;

    // The large one shows that nothing grows with size; one pair is enough for that.
    private static readonly (string Preset, string Precision, int Pairs)[] Models =
        [.. Precision.All.Select(p => ("tinyllama-1.1b", p.Name, 4)), ("llama-3.1-8b", "int4", 1)];

    public static FigureTable Measure()
    {
        if (new DriveInfo(Path.GetTempPath()).DriveFormat is "tmpfs" or "ramfs")
            throw new IOException($"{Path.GetTempPath()} is in memory; name a folder on a disk in TMPDIR");
        var table = new FigureTable("synthesis");
        foreach (var (preset, precision, pairs) in Models)
        {
            var made = new List<Written>();
            var copied = new List<Written>();
            // A B B A: neither always writes right after the other.
            for (int i = 0; i < pairs; i++)
            {
                if (i % 2 == 1)
                    copied.Add(Copy(made[0].Bytes));
                made.Add(Make(preset, precision));
                if (i % 2 == 0)
                    copied.Add(Copy(made[0].Bytes));
            }

            string name = $"{preset} {precision} ({Quantity.Bytes(made[0].Bytes)})";
            double ratio = Median(made) / Median(copied);
            table.Add(
                $"speed of making {name}, as a multiple of `dd bs=8M conv=fdatasync` for as many bytes, {(pairs == 1 ? "one of each" : $"medians of {pairs}, A B B A")}",
                FigureTable.Text($"{ratio:F2} ({Spread(made)} / {Spread(copied)} GB/s)"),
                Precision.Parse(precision).Quantized ? "≥ 0.2" : "≥ 0.5");
            table.Add(
                $"peak memory while making {name}",
                made.Max(m => m.PeakBytes) is { } peak ? Quantity.Bytes(peak) : "not measured",
                "< 300 MB (286 MiB)");
        }

        return table;
    }

    private sealed record Written(long Bytes, double Seconds, long? PeakBytes)
    {
        public double Rate => Bytes / Seconds;
    }

    private static Written Make(string preset, string precision)
    {
        string folder = Temporary();
        try
        {
            var outcome = ChildProcess.Run(
                ChildProcess.Inferbench, "model", "synth", preset, "--precision", precision, "--out", folder, "--quiet");
            return new(new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length), outcome.Seconds, outcome.PeakBytes);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static Written Copy(long bytes)
    {
        string file = Temporary();
        long blocks = bytes / DdBlock;
        try
        {
            var outcome = ChildProcess.Run(
                "dd", "if=/dev/zero", $"of={file}", "bs=8M", string.Create(CultureInfo.InvariantCulture, $"count={blocks}"), "conv=fdatasync");
            return new(blocks * DdBlock, outcome.Seconds, outcome.PeakBytes);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Temporary() => Path.Combine(Path.GetTempPath(), $"inferbench-synthesis-{Environment.ProcessId}");

    private static double Median(IEnumerable<Written> runs) => Descriptive.Describe([.. runs.Select(r => r.Rate)]).Median;

    private static string Spread(List<Written> runs) =>
        FigureTable.Text($"{Median(runs) / 1e9:F2} [{runs.Min(r => r.Rate) / 1e9:F2} to {runs.Max(r => r.Rate) / 1e9:F2}]");
}
