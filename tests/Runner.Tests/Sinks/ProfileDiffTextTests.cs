using InferBench.Runner.Profile.Diff;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ProfileDiffTextTests
{
    [Fact]
    public void Parts_stand_in_order_of_their_change_and_the_whole_below_them()
    {
        string[] lines = Lines(TestProfiles.Of(Slower()));

        Assert.Equal("synth:llama-15m:int4, prompt 128, gen 64", lines[0]);
        Assert.Equal("decode, a step is one token: 1.0000 ms in base, 1.1250 ms in new, +0.1250 ms (+12.5%)", lines[1]);
        Assert.Equal(
            [
                "gate_proj (matmul) x2 layers|0.4200|0.5200|+0.1000|+10.0%",
                "activation (elementwise) x1 layer, only in new|-|0.0400|+0.0400|+4.0%",
                "lm_head (matmul)|0.3000|0.2850|-0.0150|-1.5%",
            ],
            Rows(lines).Take(3));
        Assert.Equal("the whole step|1.0000|1.1250|+0.1250|+12.5%", Rows(lines)[^1]);
        Assert.Equal("Base is a.jsonl, new is b.jsonl; - is what only the other has. Rows add up to the whole change, of means under a profiler.", lines[^1]);
    }

    [Fact]
    public void Nodes_are_shown_where_all_is_asked_for()
    {
        string[] rows = Rows(Lines(TestProfiles.Of(Slower()), all: true));

        Assert.Equal("/layers.1/mlp/gate_proj/MatMul (MatMul, CPUExecutionProvider)|0.2200|0.2800|+0.0600|+6.0%", rows[1]);
        Assert.Equal("/layers.0/mlp/act (only in new: Mul, CPUExecutionProvider)|-|0.0400|+0.0400|+4.0%", rows[4]);
    }

    [Fact]
    public void Of_many_parts_those_that_changed_least_are_one_row()
    {
        ProfilePhase Many(double factor) => TestProfiles.Phase(ProfilePhase.Decode, 1) with
        {
            Operators = [.. Enumerable.Range(1, 20).Select(i => TestProfiles.Operator($"/n{i}", "other", $"role{i}", null, i * 1_000 * factor))],
        };

        string[] rows = Rows(Lines(TestProfiles.Of(Many(2)), before: TestProfiles.Of(Many(1))));

        Assert.Equal(14, rows.Length);
        Assert.Equal("unaccounted|0.7000|0.4900|-0.2100|-21.0%", rows[0]);
        Assert.Equal("role20 (other)|0.0200|0.0400|+0.0200|+2.0%", rows[1]);
        // Roles 1 to 9 and two gaps.
        Assert.Equal("11 others|0.1350|0.1800|+0.0450|+4.5%", rows[12]);
        Assert.Equal(24, Rows(Lines(TestProfiles.Of(Many(2)), before: TestProfiles.Of(Many(1)), all: true)).Count(r => !r.StartsWith('/')));
    }

    [Fact]
    public void Times_per_token_stand_beside_those_of_a_step_of_several()
    {
        string[] lines = Lines(TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Prefill, 5)), before: TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Prefill, 4)));

        Assert.Equal("prefill, a step is 128 tokens: 4.0000 ms in base, 5.0000 ms in new, +1.0000 ms (+25.0%)", lines[1]);
        Assert.Equal("the whole step|4.0000|5.0000|+1.0000|+0.0078|+25.0%", Rows(lines)[^1]);
    }

    [Fact]
    public void What_differs_besides_and_what_has_no_counterpart_is_said_below()
    {
        var report = Report(TestProfiles.Ok(), TestProfiles.Ok());
        var other = TestProfiles.Ok().Case with { Model = "synth:gpt2:fp32", Threads = 4 };
        report = report with
        {
            Cases = [report.Cases[0] with { NewCase = other, Differences = [new(DifferenceKind.Engine, "engine version", "1", null, 1)], Notes = ["all is well"] }],
            NotCompared = [new("id", other, "base: not\u001bthere; new: profiled")],
        };

        string[] lines = Text(report, all: false);

        Assert.Equal("synth:gpt2:fp32, prompt 128, gen 64, threads 4 (base: synth:llama-15m:int4)", lines[0]);
        Assert.Equal(
            ["Differs: engine version '1' in base and 'none' in new.", "All is well.", "Not compared: synth:gpt2:fp32, prompt 128, gen 64, threads 4: base: not\\u001bthere; new: profiled"],
            lines[^4..^1]);
    }

    private static ProfilePhase Slower()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);
        return phase with
        {
            StepNs = 1_125_000,
            Operators =
            [
                .. phase.Operators.Select(o => o.Role == "gate_proj" ? o with { Ns = o.Ns + (o.Layer == 0 ? 40_000 : 60_000) } : o.Role == "lm_head" ? o with { Ns = o.Ns - 15_000 } : o),
                TestProfiles.Operator("/layers.0/mlp/act", "elementwise", "activation", 0, 40_000, "Mul"),
            ],
        };
    }

    private static ProfileDiffReport Report(RunRecord before, RunRecord after) =>
        new() { Schema = 1, Base = "a.jsonl", New = "b.jsonl", Cases = [ProfileDiff.Of(before, after)], NotCompared = [] };

    private static string[] Lines(RunRecord after, RunRecord? before = null, bool all = false) =>
        Text(Report(before ?? TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1)), after), all);

    private static string[] Text(ProfileDiffReport report, bool all)
    {
        var writer = new StringWriter();
        ProfileDiffText.Write(Terminal.Open(writer, redirected: true), report, all);
        return writer.ToString().TrimEnd().Split('\n');
    }

    // Rows of figures, without borders and the heading.
    private static string[] Rows(string[] lines) =>
        [.. lines.Where(l => l.StartsWith('│')).Select(l => string.Join('|', l.Trim('│').Split('│').Select(c => c.Trim()))).Where(l => l.Any(char.IsDigit))];
}
