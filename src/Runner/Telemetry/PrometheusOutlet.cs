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

    public PrometheusOutlet(ResourceBuilder resource)
    {
        exporter = new TextExporter(resource.Build());
        reader = new BaseExportingMetricReader(exporter);
        provider = MetricViews.Add(Sdk.CreateMeterProviderBuilder(), exponential: false).SetResourceBuilder(resource).AddReader(reader).Build();
    }

    /// <summary>The text, in UTF-8.</summary>
    public byte[] Text()
    {
        lock (exporter)
        {
            reader.Collect();
            return exporter.Take();
        }
    }

    public void Dispose() => provider.Dispose();

    private sealed class TextExporter(Resource resource) : BaseExporter<Metric>
    {
        private byte[] last = [];

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
                var text = new PrometheusText(writer);
                text.Target(resource.Attributes);
                foreach (var metric in batch)
                    text.Add(metric);
            }

            last = bytes.ToArray();
            return ExportResult.Success;
        }
    }
}
