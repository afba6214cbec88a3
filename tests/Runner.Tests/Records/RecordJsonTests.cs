using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class RecordJsonTests
{
    [Fact]
    public void The_committed_schema_is_the_records() =>
        PublishedSchema.Check(RecordJson.Line.Options, typeof(RunRecord), "record", RunRecord.CurrentSchema);

    [Fact]
    public void A_record_survives_the_round_trip_in_any_culture()
    {
        var record = TestRecords.Ok() with { Warnings = [new(WarningCode.StoppedByLimit, "12 trials")] };

        string line = Culture.WithDecimalComma(() => JsonSerializer.Serialize(record, RecordJson.Line.RunRecord));
        var back = JsonSerializer.Deserialize(line, RecordJson.Line.RunRecord)!;

        Assert.DoesNotContain('\n', line);
        Assert.Contains("\"status\":\"ok\"", line, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"stopped_by_limit\"", line, StringComparison.Ordinal);
        Assert.Contains("\"started\":\"2026-11-23T08:00:00+00:00\"", line, StringComparison.Ordinal);
        Assert.Equal(line, JsonSerializer.Serialize(back, RecordJson.Line.RunRecord));
        Assert.Equal(record.Statistics[MetricId.DecodeTps], back.Statistics[MetricId.DecodeTps]);
    }

    [Fact]
    public void A_sampler_survives_the_round_trip_and_what_follows_from_a_case_is_not_written()
    {
        var record = TestRecords.Ok();
        record = record with { Case = record.Case with { Sample = new() { Temperature = 0.8, TopK = 40, TopP = 0.95, Seed = 7 } } };

        string line = Culture.WithDecimalComma(() => JsonSerializer.Serialize(record, RecordJson.Line.RunRecord));

        Assert.Contains("\"sample\":{\"temperature\":0.8,\"top_k\":40,\"top_p\":0.95,\"seed\":7}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("first_step", line, StringComparison.Ordinal);
        Assert.DoesNotContain("positions", line, StringComparison.Ordinal);
        Assert.Equal(record.Case, JsonSerializer.Deserialize(line, RecordJson.Line.RunRecord)!.Case);
    }

    [Fact]
    public void Session_options_survive_the_round_trip_sorted()
    {
        var record = TestRecords.Ok();
        record = record with { Case = record.Case with { Options = new() { ["b"] = "1", ["a"] = "x;y" } } };

        string line = JsonSerializer.Serialize(record, RecordJson.Line.RunRecord);

        Assert.Contains("\"options\":{\"a\":\"x;y\",\"b\":\"1\"}", line, StringComparison.Ordinal);
        Assert.Equal(record.Case, JsonSerializer.Deserialize(line, RecordJson.Line.RunRecord)!.Case);
    }

    [Fact]
    public void What_is_not_observed_is_left_out() =>
        Assert.DoesNotContain("null", JsonSerializer.Serialize(TestRecords.Ok(), RecordJson.Line.RunRecord), StringComparison.Ordinal);

    [Theory]
    [InlineData("schema")]
    [InlineData("case")]
    [InlineData("samples")]
    [InlineData("not_measured")]
    [InlineData("warnings")]
    public void A_record_without_what_every_record_has_is_refused(string member)
    {
        var json = JsonSerializer.SerializeToNode(TestRecords.Ok(), RecordJson.Line.RunRecord)!.AsObject();
        json.Remove(member);

        Assert.Throws<JsonException>(() => json.Deserialize(RecordJson.Line.RunRecord));
    }
}
