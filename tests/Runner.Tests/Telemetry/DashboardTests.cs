using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferBench.Runner.Records;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>The dashboard and the alerting rules in results/dashboards speak of what is exported, and of nothing else.</summary>
[Collection(nameof(TelemetryTests))]
public sealed partial class DashboardTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "results", "dashboards");

    [Fact]
    public async Task Every_metric_of_an_expression_is_in_a_scrape()
    {
        using var telemetry = TelemetryTests.Open(new TelemetryRequest(new(IPAddress.Loopback, 0), TimeSpan.Zero, null));
        telemetry.Add(Everything());
        string text = await new HttpClient().GetStringAsync(telemetry.Address, TestContext.Current.CancellationToken);
        var exported = text.Split('\n').Where(l => !l.StartsWith('#')).SelectMany(l => Name().Matches(l)).Select(m => m.Value).ToHashSet();
        var panels = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana.json"))).RootElement.GetProperty("panels").EnumerateArray();
        string[] expressions =
        [
            .. panels.SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!),
            .. File.ReadAllLines(Path.Combine(Folder, "alerts.yml")).Where(l => l.TrimStart().StartsWith("expr: ", StringComparison.Ordinal)),
        ];

        string[] used = [.. expressions.SelectMany(e => Name().Matches(e)).Select(m => m.Value).Distinct()];

        Assert.Empty(used.Except(exported));
        Assert.Equal((30, 28), (expressions.Length, used.Length));
    }

    // Every figure there is, and something to count by every reason.
    private static RunRecord Everything() => TelemetryTests.Record() with
    {
        Statistics = MetricCatalog.All.Where(m => !m.IsSingle).ToDictionary(m => m.Id, _ => TestRecords.Around(1, 0.1)),
        Values = MetricCatalog.All.Where(m => m.IsSingle && m.Member is null).ToDictionary(m => m.Id, _ => 1.0),
        Grade = new([new(GradeReason.Unstable, "")], []),
        MachineUse = TestRecords.Use(),
    };

    [GeneratedRegex(@"\b(inferbench|gen_ai|hw|system|process)_\w+")]
    private static partial Regex Name();
}
