using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace InferBench.Runner.Telemetry;

/// <summary>All metrics as Prometheus' text, whenever somebody asks.</summary>
internal sealed class PrometheusOutlet : IDisposable
{
    private readonly TextExporter exporter;
    private readonly BaseExportingMetricReader reader;
    private readonly MeterProvider provider;

    /// <param name="resource">What the metrics are of.</param>
    /// <param name="traced">Whether histograms point to spans.</param>
    public PrometheusOutlet(ResourceBuilder resource, bool traced)
    {
        exporter = new TextExporter(resource.Build());
        reader = new BaseExportingMetricReader(exporter);
        var builder = MetricViews.Add(Sdk.CreateMeterProviderBuilder(), exponential: false).SetResourceBuilder(resource).AddReader(reader);
        if (traced)
            builder.SetExemplarFilter(ExemplarFilterType.TraceBased);
        provider = builder.Build();
    }

    /// <summary>The text, in UTF-8.</summary>
    /// <param name="open">As OpenMetrics, which points to spans, instead of Prometheus' own format.</param>
    public byte[] Text(bool open)
    {
        lock (exporter)
        {
            exporter.Open = open;
            return reader.Collect() ? exporter.Take() : throw new InvalidOperationException("metrics could not be collected");
        }
    }

    public void Dispose() => provider.Dispose();

    private sealed class TextExporter(Resource resource) : BaseExporter<Metric>
    {
        private byte[] last = [];

        public bool Open { get; set; }

        // A run of thousands of cases has tens of megabytes of it: it is not kept.
        public byte[] Take()
        {
            byte[] text = last;
            last = [];
            return text;
        }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var bytes = new MemoryStream();
            using (var writer = new StreamWriter(bytes, new UTF8Encoding(false), leaveOpen: true))
            {
                var text = new PrometheusText(writer, Open);
                text.Target(resource.Attributes);
                foreach (var metric in batch)
                    text.Add(metric);
                text.End();
            }

            last = bytes.ToArray();
            return ExportResult.Success;
        }
    }
}
