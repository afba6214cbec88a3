using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ProfileFlameTests
{
    [Fact]
    public void A_decode_step_is_a_tree_of_kinds_roles_and_nodes_with_gaps_beside_them()
    {
        string[] lines = Lines(TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1)), 100);

        Assert.Equal(
            [
                "decode                                  ████████████████████████████████████████ 100.0%    1.0000 ms",
                "  matmul, 2 layers                      ████████████████▊                         42.0%    0.4200 ms",
                "    gate_proj                           ████████████████▊                         42.0%    0.4200 ms",
                "      /layers.1/mlp/gate_proj/MatMul    ████████▊                                 22.0%    0.2200 ms",
                "      /layers.0/mlp/gate_proj/MatMul    ████████                                  20.0%    0.2000 ms",
                "  matmul, outside of layers             ████████████                              30.0%    0.3000 ms",
                "    lm_head                             ████████████                              30.0%    0.3000 ms",
                "      /lm_head/MatMul                   ████████████                              30.0%    0.3000 ms",
                "  attention, 2 layers                   █████▋                                    14.0%    0.1400 ms",
                "    attention                           █████▋                                    14.0%    0.1400 ms",
                "      /layers.1/attn/GroupQueryAttenti… ███▎                                       8.0%    0.0800 ms",
                "      /layers.0/attn/GroupQueryAttenti… ██▍                                        6.0%    0.0600 ms",
                "  gap: between operators                ██▊                                        7.0%    0.0700 ms",
            ],
            lines[..13]);
        Assert.Equal("  gap: unaccounted                      ▍                                          1.0%    0.0100 ms", lines.Single(l => l.Contains("unaccounted", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(80, 80)]
    [InlineData(99, 99)]
    [InlineData(1_000, 160)]
    public void Every_line_fills_the_width(int width, int columns) =>
        Assert.All(Lines(TestProfiles.Ok(), width), line => Assert.Equal(columns, line.Length));

    [Fact]
    public void A_prompt_is_its_own_whole_and_the_gpu_is_another()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1) with { Device = TestProfiles.Device() };

        string[] lines = Lines(TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Prefill, 4), phase), 80);

        Assert.Equal(["prefill", "decode", "decode on the GPU"], lines.Where(l => l[0] != ' ').Select(l => l[..30].Trim()));
        Assert.EndsWith("100.0%    4.0000 ms", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["gemv_int4", "softmax", "copy: host to device", "no kernel or copy"], lines[^4..].Select(l => l[..30].Trim()));
        Assert.EndsWith(" 60.0%    0.3000 ms", lines[^4], StringComparison.Ordinal);
        Assert.EndsWith("  8.0%    0.0400 ms", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_nodes_of_a_role_three_are_shown_and_the_rest_in_a_sum()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1) with
        {
            StepNs = 100_000,
            Operators = [.. Enumerable.Range(0, 10).Select(layer => TestProfiles.Operator($"/layers.{layer}/q", "matmul", "q_proj", layer, 1_000 * (layer + 1)))],
            GapsNs = new Dictionary<string, double>(),
        };

        string[] lines = Lines(TestProfiles.Of(phase), 80);

        Assert.Equal(["decode", "matmul, 10 layers", "q_proj", "/layers.9/q", "/layers.8/q", "/layers.7/q", "and 7 more"], lines.Select(l => l[..30].Trim()));
        Assert.EndsWith(" 28.0%    0.0280 ms", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Times_below_zero_and_escape_codes_do_no_harm()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1) with { GapsNs = new Dictionary<string, double> { [GapName.Unaccounted] = -10_000, ["\u001b[2J"] = 5_000 }, StepNs = 0 };

        string text = ProfileFlame.Text(TestProfiles.Of(phase), 80);

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("  -0.0100 ms", text, StringComparison.Ordinal);
        Assert.Contains("\\u001b[2J", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_the_same_in_any_culture_and_a_record_without_a_profile_is_refused()
    {
        Assert.Equal(ProfileFlame.Text(TestProfiles.Ok(), 80), Culture.WithDecimalComma(() => ProfileFlame.Text(TestProfiles.Ok(), 80)));
        Assert.Equal(
            "case 0123456789ab: found no profile, allowed are profiled cases; profile it with 'inferbench profile'",
            Assert.Throws<BadInputException>(() => ProfileFlame.Text(TestRecords.Ok(), 80)).Message);
    }

    private static string[] Lines(RunRecord record, int width) => ProfileFlame.Text(record, width).TrimEnd('\n').Split('\n');
}
