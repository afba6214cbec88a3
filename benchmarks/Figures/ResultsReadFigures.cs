using System.Diagnostics;
using System.Text.Json;
using InferBench.Benchmarks;
using InferBench.Runner.Devices;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Statistics;
using InferBench.Runner.Store;

namespace InferBench.Figures;

/// <summary>Reading a large results file, beside counting the lines of the same bytes.</summary>
internal static class ResultsReadFigures
{
    private const int Records = 100_000, Samples = 1_000, Rounds = 7, Block = 256 << 10;

    public static FigureTable Measure()
    {
        var table = new FigureTable("results-read");
        string file = Path.Combine(Path.GetTempPath(), $"inferbench-results-read-{Environment.ProcessId}.jsonl");
        string exported = file + ".exported";
        try
        {
            long bytes = Write(file);
            var times = Enumerable.Range(0, Rounds + 1)
                .Select(_ => new Turn(Wc(file), Time(() => CountLines(file)), Time(() => CountHeads(file)), Time(() => CountRecords(file))))
                .Skip(1).ToArray();
            Speed("`wc -l`", t => t.Wc);
            Speed("counting line feeds in blocks", t => t.Lines);
            Ratio("reading what tells records apart / `wc -l`", "≥ 0.5", t => t.Wc / t.Heads);
            Ratio("reading what tells records apart / counting line feeds in blocks", "≥ 0.5", t => t.Lines / t.Heads);
            Ratio("reading whole records without samples / `wc -l`", "≥ 0.5", t => t.Wc / t.Records);
            Peak("`results list`", "results", "list", file);
            foreach (string format in ExportOptions.Formats)
                Peak($"`export --format {format}`", "export", file, "--format", format, "--out", exported);

            void Speed(string what, Func<Turn, double> seconds) => table.Add(
                FigureTable.Text($"{what} of {Records:N0} records of {Samples:N0} samples, {Quantity.Bytes(bytes)}, from the page cache"),
                FigureTable.Text($"{Descriptive.Describe([.. times.Select(t => bytes / seconds(t))]).Median / 1e9:F2} GB/s"),
                "");

            void Ratio(string figure, string goal, Func<Turn, double> of)
            {
                var ratio = Descriptive.Describe([.. times.Select(of)]);
                table.Add(figure, FigureTable.Text($"{ratio.Median:F2} (least {ratio.Min:F2} of {Rounds})"), goal);
            }
        }
        finally
        {
            File.Delete(file);
            File.Delete(exported);
        }

        return table;

        void Peak(string command, params string[] arguments)
        {
            var outcome = ChildProcess.Run(ChildProcess.Inferbench, arguments);
            table.Add(
                $"peak memory and time of {command}",
                FigureTable.Text($"{(outcome.PeakBytes is { } peak ? Quantity.Bytes(peak) : "not observed")}, {outcome.Seconds:F1} s"),
                "< 150 MB");
        }
    }

    // Seconds of each.
    private sealed record Turn(double Wc, double Lines, double Heads, double Records);

    private static double Wc(string file) => ChildProcess.Run("wc", "-l", file).Seconds;

    private static double Time(Func<long> count)
    {
        long start = Stopwatch.GetTimestamp();
        long found = count();
        return found == Records
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"found {found} records of {Records}");
    }

    private static long CountLines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] block = new byte[Block];
        long lines = 0;
        for (int read; (read = stream.Read(block)) > 0;)
            lines += block.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }

    private static long CountHeads(string file)
    {
        using var reader = ResultsReader.Open(file);
        long records = 0;
        while (reader.Read())
            records += reader.Head is null ? 0 : 1;
        return records;
    }

    private static long CountRecords(string file) => ResultsReader.Records(file, problem => throw new InvalidOperationException(problem)).LongCount();

    // Every record has its own samples and statistics, as the records of a sweep have; environment, model and engine repeat.
    private static long Write(string file)
    {
        var random = new Random(1);
        var environment = new EnvironmentProbe().Read();
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, Block);
        for (int i = 0; i < Records; i++)
        {
            JsonSerializer.Serialize(stream, TypicalRecord.Create(Samples, i, environment, random), RecordJson.Line.RunRecord);
            stream.WriteByte((byte)'\n');
        }

        return stream.Length;
    }
}
