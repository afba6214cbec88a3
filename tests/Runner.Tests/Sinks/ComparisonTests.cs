using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ComparisonTests
{
    private static readonly ComparisonReport Report = new()
    {
        Schema = 1,
        Base = "base.jsonl",
        New = "new.jsonl",
        MinEffect = 0.03,
        Outcome = ComparisonOutcome.Regression,
        Compared =
        [
            new()
            {
                CaseId = "a",
                Case = TestRecords.Ok().Case,
                Metric = MetricId.DecodeTps,
                BaseMedian = 1_000,
                NewMedian = 900,
                BaseSamples = 12,
                NewSamples = 12,
                Ratio = 0.9,
                Interval = new(0.88, 0.925),
                PValue = 0.0002,
                AdjustedPValue = 0.0002,
                Verdict = Change.Slower,
                Doubts = [],
            },
            new()
            {
                CaseId = "b",
                Case = TestRecords.Ok().Case with { Model = "@all|`x`", Batch = 2 },
                Metric = MetricId.Ttft,
                BaseMedian = 0.0104,
                NewMedian = 0.0105,
                BaseSamples = 4,
                NewSamples = 12,
                Ratio = 1.0096,
                Verdict = Change.CannotTell,
                Reason = "fewer than 5 samples",
                Doubts = ["new: throttled: \u001b[31mslow"],
            },
        ],
        NotCompared = [new("c", TestRecords.Ok().Case with { Prompt = 64 }, null, "base: ok; new: failed (<b>why</b>)", ComparisonOutcome.Regression)],
        Allowed = [new(DifferenceKind.Build, "InferBench", "0.1.0", "0.2.0", 2)],
        Notes = ["a note"],
    };

    private const string Explained =
        "Ratio: median of new (new.jsonl) / median of base (base.jsonl), with its 95 % bootstrap interval. Same: the interval lies within 1 ± 3 %; faster, slower: it excludes 1, after Holm's correction over 1 comparisons.";

    [Fact]
    public void Two_plans_say_what_they_differ_in_how_long_they_were_measured_and_where_it_is()
    {
        var report = Report with
        {
            Compared = [Report.Compared[0] with { BaseCase = TestRecords.Ok().Case with { Model = "x", Threads = 2 }, Pairs = 7 }, Report.Compared[0] with { BaseCase = TestRecords.Ok().Case with { Seed = 2 } }],
            NotCompared = [],
            Allowed = [],
            Differences = [new(DifferenceKind.Model, "model", "x", "y", 1), new(DifferenceKind.Settings, "threads", "2", null, 1)],
            Rounds = new() { Complete = 7, Seconds = 59.84, BudgetSeconds = 60, Ended = RoundsEnd.Budget, BaseResults = "results/a.jsonl", NewResults = "results/b.jsonl" },
            Notes = [],
        };
        using StringWriter table = new(), markdown = new();

        ComparisonTable.Write(Terminal.Open(table, redirected: true), report);
        ComparisonMarkdown.Write(markdown, report with { Differences = [], Rounds = report.Rounds with { Ended = RoundsEnd.NarrowEnough } });

        string[] lines = table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("synth:llama-15m:int4, prompt 128, gen 64 (base: x, threads 2)", lines[3].Split('│', StringSplitOptions.TrimEntries)[1]);
        Assert.Equal("synth:llama-15m:int4, prompt 128, gen 64 (base: the usual)", lines[4].Split('│', StringSplitOptions.TrimEntries)[1]);
        Assert.Equal(
            [
                "Rounds: 7 in 59.8 of 60 s, each with a new process of base and of new; another would have gone beyond the budget. The ratio is the median of the rounds'.",
                "Base (base.jsonl) and new (new.jsonl) differ in: model 'x' / 'y'; threads '2' / 'none'.",
                "Results: results/a.jsonl and results/b.jsonl",
                "regression: 2 slower",
            ],
            lines[^4..]);
        Assert.Contains("- Base (base.jsonl) and new (new.jsonl) differ in: nothing that records tell.\n", markdown.ToString(), StringComparison.Ordinal);
        Assert.Contains("every interval is narrow enough", markdown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Results", markdown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_the_same_in_any_culture_and_steers_no_terminal()
    {
        string text = Culture.WithDecimalComma(() =>
        {
            using var writer = new StringWriter();
            ComparisonTable.Write(Terminal.Open(writer, redirected: true), Report);
            return writer.ToString();
        });

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["synth:llama-15m:int4, prompt 128, gen 64", "decode.tps [tokens/s] ↑", "1,000", "900", "0.900", "0.880 to 0.925", "slower"],
            lines[3].Split('│', StringSplitOptions.TrimEntries)[1..8]);
        Assert.Equal(
            ["@all|`x`, batch 2, prompt 128, gen 64", "ttft ↓", "10.4 ms", "10.5 ms", "1.010", "-", "cannot tell (fewer than 5 samples) ?"],
            lines[4].Split('│', StringSplitOptions.TrimEntries)[1..8]);
        Assert.Equal(
            [
                Explained,
                "Not compared: synth:llama-15m:int4, prompt 64, gen 64: base: ok; new: failed (<b>why</b>); regression",
                "Allowed: InferBench '0.1.0' in base and '0.2.0' in new (cases: 2)",
                "? @all|`x`, batch 2, prompt 128, gen 64: new: throttled: \\u001b[31mslow",
                "A note.",
                "regression: 1 slower, 1 cannot tell",
            ],
            lines[6..]);
    }

    [Fact]
    public void The_comment_is_the_same_in_any_culture_and_holds_no_strange_markup()
    {
        string text = Culture.WithDecimalComma(() =>
        {
            using var writer = new StringWriter();
            ComparisonMarkdown.Write(writer, Report);
            return writer.ToString();
        });

        Assert.Equal(
            "### InferBench: regression: 1 slower, 1 cannot tell\n\n"
            + "| case | metric | base | new | ratio | 95 % interval | verdict |\n| :-- | :-- | --: | --: | --: | --: | :-- |\n"
            + "| synth:llama-15m:int4, prompt 128, gen 64 | decode.tps [tokens/s] ↑ | 1,000 | 900 | 0.900 | 0.880 to 0.925 | **slower** |\n"
            + "| @\u200Ball\\|\\`x\\`, batch 2, prompt 128, gen 64 | ttft ↓ | 10.4 ms | 10.5 ms | 1.010 | - | cannot tell (fewer than 5 samples) ? |\n\n"
            + $"- {Explained.Replace("/", "/\u200B", StringComparison.Ordinal)}\n"
            + "- Not compared: synth:llama-15m:int4, prompt 64, gen 64: base: ok; new: failed (\\<b\\>why\\</\u200Bb\\>); regression\n"
            + "- Allowed: InferBench '0.1.0' in base and '0.2.0' in new (cases: 2)\n"
            + "- ? @\u200Ball\\|\\`x\\`, batch 2, prompt 128, gen 64: new: throttled: \\\\u001b\\[31mslow\n"
            + "- A note.\n",
            text);
    }

    [Theory]
    [InlineData("https://x.org/#1 www.x.org", "https:/\u200B/\u200Bx.org/\u200B#\u200B1 www\u200B.x.org")]
    [InlineData("a\\|b", "a\\\\\\|b")]
    [InlineData("__x__ &lt; $y$ ![i]", "\\_\\_x\\_\\_ \\&lt; \\$y\\$ \\!\\[i\\]")]
    [InlineData("a\nb", "a\\\\u000ab")]
    [InlineData("GH-12", "GH\u200B-12")]
    public void Strange_text_is_inert(string text, string inert) => Assert.Equal(inert, ComparisonMarkdown.Inert(text));
}
