using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class RecordJsonTests
{
    [Fact]
    public void The_committed_schema_is_the_records()
    {
        var schema = (JsonObject)RecordJson.Line.Options.GetJsonSchemaAsNode(
            typeof(RunRecord), new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = RequireWhatIsNeverNull });
        schema["properties"]!["schema"] = new JsonObject { ["const"] = RunRecord.CurrentSchema };
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"InferBench record, schema {RunRecord.CurrentSchema}");
        string expected = schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";

        string path = Path.Combine(Repository.Root, "results", "record.schema.json");
        string committed = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == committed, $"replace results/record.schema.json with:\n{expected}");
    }

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

    // The exporter requires only what the C# keyword requires; a member that is never null is always written.
    private static JsonNode RequireWhatIsNeverNull(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is JsonObject schema && schema.ContainsKey("properties"))
            schema["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(p => p.Get is not null && !p.IsGetNullable).Select(p => JsonValue.Create(p.Name))]);
        return node;
    }
}
