using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Records;

public sealed class TokenCostTests
{
    private static readonly RunRecord Measured = TestRecords.Ok() with
    {
        Statistics = new Dictionary<string, Distribution> { [MetricId.PrefillTps] = TestRecords.Around(10_000, 0.01), [MetricId.DecodeTps] = TestRecords.Around(500, 0.01) },
    };

    [Fact]
    public void A_price_by_the_hour_becomes_one_by_the_million_prompt_and_generated_apart()
    {
        var priced = TokenCost.Add(Measured, 3.6);

        Assert.Equal(0.1, priced.Values[MetricId.CostPrompt], 12);
        Assert.Equal(2, priced.Values[MetricId.CostGenerated], 12);
        Assert.Same(Measured, TokenCost.Add(Measured, null));
        Assert.DoesNotContain(MetricId.CostPrompt, TokenCost.Add(TestRecords.Skipped(), 3.6).Values.Keys);
    }

    [Fact]
    public void What_is_no_speed_of_the_case_has_no_cost()
    {
        var slow = Measured with { Statistics = new Dictionary<string, Distribution> { [MetricId.DecodeTps] = TestRecords.Around(1e-308, 0.01) } };

        Assert.DoesNotContain(MetricId.CostGenerated, TokenCost.Add(slow, 1_000_000).Values.Keys);
        var invalid = Measured with { Grade = new([new(GradeReason.Implausible, "twice the bandwidth")], []) };
        Assert.Same(invalid, TokenCost.Add(invalid, 3.6));
        var suspect = Measured with { Grade = new([new(GradeReason.Unstable, "wide")], []) };
        Assert.Equal(2, TokenCost.Add(suspect, 3.6).Values[MetricId.CostGenerated], 12);
    }

    [Fact]
    public void Costs_are_columns_where_there_are_any()
    {
        var table = new StringWriter();
        ResultTable.Write(Terminal.Open(table, redirected: true), [TokenCost.Add(Measured, 3.6)]);
        var text = new StringWriter();
        MarkdownExport.Write(text, [TokenCost.Add(Measured, 3.6)], withCosts: true);

        Assert.Contains("│ 0.1 / 2 │", System.Text.RegularExpressions.Regex.Replace(table.ToString(), " +", " "), StringComparison.Ordinal);
        Assert.Contains("| prompt cost [currency/Mtoken] ↓ | generated cost [currency/Mtoken] ↓ |", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("| 0.1 | 2 |", text.ToString(), StringComparison.Ordinal);
    }
}
