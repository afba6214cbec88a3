using System.Text.Json;
using System.Text.Json.Nodes;
using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class DoctorReportTests
{
    [Fact]
    public void The_committed_schema_is_the_reports() =>
        PublishedSchema.Check(DoctorJson.Indented.Options, typeof(DoctorReport), "doctor", DoctorReport.CurrentSchema);

    [Fact]
    public void A_finding_is_mended_by_a_command_or_by_advice_or_needs_none()
    {
        var report = DoctorReport.Of(
            TestRecords.Ok().Environment,
            [
                new("a", FindingState.Missing, "no a", Mend.Command("install a")),
                new("b", FindingState.Warning, "little b", Mend.Advice("get more b")),
                new("c", FindingState.NotObserved, "nothing tells c"),
            ]);

        JsonNode findings = JsonSerializer.SerializeToNode(report, DoctorJson.Indented.DoctorReport)!["findings"]!;

        Assert.Equal(
            """[{"topic":"a","state":"missing","what":"no a","mend":{"command":"install a"}},{"topic":"b","state":"warning","what":"little b","mend":{"advice":"get more b"}},{"topic":"c","state":"not_observed","what":"nothing tells c"}]""",
            findings.ToJsonString());
    }
}
