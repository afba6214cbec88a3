using InferBench.Runner.Commands;
using InferBench.Runner.Devices;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ExplanationTests
{
    [Fact]
    public void A_metric_is_told_from_the_catalogue()
    {
        var text = new StringWriter();
        Explanation.Write(text, MetricCatalog.Get(MetricId.Tpot));

        Assert.Equal(
            """
            metric      tpot, 'TPOT' in tables
            meaning     average time of a token after the first
            definition  (tn - t1) / (n - 1) (version 1)
            unit        s, lower is better
            found in    'statistics' and 'samples' of a record
            pitfall     an average of one trial: a pause is spread over all tokens; itl shows it

            t0: the prompt is in the input buffer; tk: the k-th of n generated tokens is on the host; b: batch.

            """,
            text.ToString());
    }

    public static TheoryData<string> Ids => [.. MetricCatalog.All.Select(m => m.Id)];

    private static string Told(Action<TextWriter> write) => Culture.WithDecimalComma(() =>
    {
        var text = new StringWriter();
        write(text);
        return text.ToString();
    });

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_metric_is_told_with_meaning_definition_unit_and_pitfall(string id)
    {
        var metric = MetricCatalog.Get(id);
        string[] lines = Told(text => Explanation.Write(text, metric)).Split('\n');

        Assert.Equal(["metric", "meaning", "definition", "unit", "found in", "pitfall"], lines.TakeWhile(line => line.Length > 0).Select(line => line[..12].TrimEnd()));
        Assert.All(lines.TakeWhile(line => line.Length > 0), line => Assert.True(line.Length > 13, line));
        Assert.Contains(FormattableString.Invariant($"definition  {metric.Definition} (version {metric.Version})"), lines);
        Assert.Contains(lines, line => line.StartsWith($"unit        {metric.Unit}, ", StringComparison.Ordinal));
        Assert.Contains($"pitfall     {MetricNotes.Get(id).Pitfall}", lines);
    }

    [Fact]
    public void Every_topic_is_listed_in_a_line()
    {
        string[] lines = Told(Explanation.WriteTopics).Split('\n');

        Assert.Equal(["grades", .. MetricCatalog.All.Select(m => m.Id), ""], lines.Select(line => line.Split(' ')[0]));
        Assert.Contains("tpot                    average time of a token after the first [s]", lines);
    }

    [Fact]
    public void Of_itl_it_is_told_that_others_mean_something_else() => Assert.Contains(
        "\"ITL\" has many meanings: some count the first token in, some pool chunks of a stream", Told(text => Explanation.Write(text, MetricCatalog.Get(MetricId.Itl))), StringComparison.Ordinal);

    [Fact]
    public void Several_metrics_are_told_one_after_another()
    {
        var text = new StringWriter();
        Explanation.Write(text, [MetricCatalog.Get(MetricId.QualityTop1), MetricCatalog.Get(MetricId.Perplexity)]);

        string[] lines = text.ToString().Split('\n');
        Assert.Equal("metric      quality.top1, 'top-1' in tables", lines[0]);
        Assert.Equal("found in    'quality.top1_agreement' of a record: one number for the case", lines[4]);
        Assert.Equal(("", "metric      perplexity, 'perplexity' in tables"), (lines[6], lines[7]));
        Assert.Equal("found in    'perplexity.value' of a record: one number for the case", lines[11]);
        Assert.DoesNotContain("t0", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_metric_has_a_note() => Assert.All(MetricCatalog.All, m => Assert.NotEmpty(MetricNotes.Get(m.Id).Pitfall));

    [Fact]
    public void Grades_are_told_with_thresholds_and_advice()
    {
        var text = new StringWriter();
        Culture.WithDecimalComma(() =>
        {
            Explanation.WriteGrades(text);
            return text;
        });

        Assert.Contains(
            "\n  foreign-load      other processes used more than 5 % of one core while the case was measured\n"
            + "                    -> end other work on this machine; 'top' shows what it is\n",
            text.ToString(),
            StringComparison.Ordinal);
        Assert.All(Grades.All, reason => Assert.Contains($"\n  {Grades.Name(reason)} ", text.ToString(), StringComparison.Ordinal));
        var nothing = new MachineCounters(null, null, null, null, null, null);
        var seen = GpuClockGrade.On(new MachineChange(nothing, nothing, TimeSpan.Zero).Grade, [], leastHertz: 1);
        seen = new Placement { NotObserved = "too old" }.On(new Correctness { NotChecked = "too large" }.On(SecondLook.Without(seen)));
        Assert.Equal(10, seen!.NotObserved.Count);
        Assert.All(
            seen.NotObserved,
            what => Assert.Contains($"\n  {what} ", text.ToString(), StringComparison.Ordinal));
    }
}
