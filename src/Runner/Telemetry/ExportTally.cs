using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace InferBench.Runner.Telemetry;

/// <summary>What became of exports: counted on the exporting thread, read by others.</summary>
internal sealed class ExportTally
{
    private long items;
    private int attempts, failures;
    private volatile bool lastFailed;

    /// <summary>Spans, or metrics, that a receiver took.</summary>
    public long Items => Interlocked.Read(ref items);

    public int Attempts => Volatile.Read(ref attempts);

    public int Failures => Volatile.Read(ref failures);

    public bool LastFailed => lastFailed;

    public ExportResult Note(ExportResult result, long count)
    {
        Interlocked.Increment(ref attempts);
        lastFailed = result == ExportResult.Failure;
        if (lastFailed)
            Interlocked.Increment(ref failures);
        else
            Interlocked.Add(ref items, count);
        return result;
    }
}

/// <summary>Sends metrics, and counts.</summary>
internal sealed class TalliedMetricExporter(OtlpExporterOptions options, ExportTally tally) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> batch) => tally.Note(base.Export(batch), batch.Count);
}

/// <summary>Sends spans, and counts.</summary>
internal sealed class TalliedTraceExporter(OtlpExporterOptions options, ExportTally tally) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> batch) => tally.Note(base.Export(batch), batch.Count);
}
