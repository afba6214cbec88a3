using System.Text;
using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class PlainRecordDecoderTests
{
    private readonly PlainRecordDecoder plain = new();

    private static string Text(RunRecord record) => JsonSerializer.Serialize(record, RecordJson.Line.RunRecord);

    private RunRecord? TryDecode(ReadOnlySpan<byte> line, bool samples)
    {
        var parts = new RecordParts();
        return plain.TryDecode(line, RecordHead.Parse(line, new(), parts), parts, samples);
    }

    [Fact]
    public void Every_member_of_a_record_has_its_place() => Assert.Equal(
        RecordJson.Line.RunRecord.Properties.Select(member => member.Name).Order(),
        Enum.GetNames<RecordPart>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Order());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Records_of_InferBench_need_no_other_decoder(bool samples)
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "results", "reference"), "*.jsonl", SearchOption.AllDirectories);
        foreach (string line in files.SelectMany(File.ReadLines))
        {
            byte[] json = Encoding.UTF8.GetBytes(line);
            var parts = new RecordParts();
            RecordHead.Parse(json, new(), parts);

            var record = Assert.IsType<RunRecord>(TryDecode(json, samples));

            Assert.Equal(Text(RecordDecoder.Decode(json, samples ? null : parts[RecordPart.Samples])), Text(record));
            if (samples)
                Assert.Equal(line, Text(record));
        }
    }

    [Fact]
    public void A_record_shares_what_the_one_before_had_too()
    {
        byte[] first = Encoding.UTF8.GetBytes(Text(TestRecords.Ok()));
        byte[] other = Encoding.UTF8.GetBytes(Text(TestRecords.Ok() with { Environment = TestRecords.Ok().Environment with { Os = "Other" } }));

        var (a, b, c) = (TryDecode(first, false)!, TryDecode(first, false)!, TryDecode(other, false)!);

        Assert.Same(a.Environment, b.Environment);
        Assert.Same(a.Case, c.Case);
        Assert.Equal("Other", c.Environment.Os);
    }

    [Theory]
    [InlineData("\"trials\":12", "\"trials\":012")]
    [InlineData("\"trials\":12", "\"trials\":1.5")]
    [InlineData("\"trials\":12", "\"trials\":12,\"trials\":13")]
    [InlineData("\"trials\":12", "\"trials\":12,\"other\":1")]
    [InlineData("\"order_index\":0", "\"order_index\":+1")]
    [InlineData("\"mean\":12345.6", "\"mean\":012345.6")]
    [InlineData("\"mean\":12345.6", "\"mean\":12345.")]
    [InlineData("\"mean\":12345.6", "\"mean\":.6")]
    [InlineData("\"mean\":12345.6", "\"mean\":1e999")]
    [InlineData("\"mean\":12345.6", "\"mean\":1e+")]
    [InlineData("\"mean\":12345.6", "\"mean\":null")]
    [InlineData("\"mean\":12345.6", "\"mean\": 12345.6")]
    [InlineData("\"outliers\":1", "\"outliers\":1,\"outliers\":2")]
    [InlineData("\"values\":{\"memory.peak_rss\":157286400}", "\"values\":{\"memory.peak_rss\":1,\"memory.peak_rss\":2}")]
    [InlineData("\"values\":{\"memory.peak_rss\":157286400}", "\"values\":{\"memory.peak_rss\":1,}")]
    [InlineData("\"values\":{\"memory.peak_rss\":157286400}", "\"values\":{\"other\":1}")]
    [InlineData("[10400000,10300000]", "[10400000,]")]
    [InlineData("[10400000,10300000]", "[10400000,01]")]
    [InlineData("[10400000,10300000]", "[9223372036854775808]")]
    [InlineData("\"token_hash\":\"abc\"", "\"token_hash\":\"\u00e9\"")]
    [InlineData("\"token_hash\":\"abc\"", "\"token_hash\":\"\\u0061\"")]
    [InlineData("\"environment\":{", "\"environment\":null,\"x\":{")]
    [InlineData("\"warnings\":[]", "\"warnings\":[null]")]
    public void Whatever_looks_otherwise_is_left_to_the_other_decoder(string there, string instead)
    {
        string line = Text(TestRecords.Ok() with { TokenHash = "abc" });
        Assert.Contains(there, line, StringComparison.Ordinal);
        Assert.NotNull(TryDecode(Encoding.UTF8.GetBytes(line), samples: true));
        byte[] json = Encoding.UTF8.GetBytes(line.Replace(there, instead, StringComparison.Ordinal));

        try
        {
            Assert.Null(TryDecode(json, samples: true));
        }
        catch (JsonException)
        {
            // Already the head is wrong.
        }
    }
}
