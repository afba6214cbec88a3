using InferBench.Runner.Models;
using InferBench.Runner.Profile.ForModel;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Profile.ForModel;

public sealed class KernelUsesTests
{
    [Theory]
    [InlineData("int4", "matvec.int4", "")]
    [InlineData("int8", "matvec.int8", "")]
    [InlineData("fp32", "matvec.fp32", "")]
    [InlineData("fp16", "matvec.fp16", ".fp16")]
    public void A_graph_asks_for_its_products_and_attention_at_its_own_sizes(string precision, string ladder, string half)
    {
        using var folder = new TestFolder();
        var model = ModelFolder.Open(folder.Synthesize(new() { Preset = PresetCatalog.Get("llama-15m"), Precision = Precision.Parse(precision) }));
        var g = model.Geometry;

        var phases = GraphOperations.Of(model, prompt: 32, depth: 0);

        Assert.Equal([(ProfilePhase.Prefill, 32, 0, ShareBasis.Flops), (ProfilePhase.Decode, 1, 32, ShareBasis.Bytes)], phases.Select(p => (p.Name, p.Tokens, p.Past, p.Basis)));
        var (prefill, decode) = (KernelUses.Of(phases[0]), KernelUses.Of(phases[1]));
        Assert.Equal((288, 768, 6, 32_000), (g.Hidden, g.Intermediate, g.Heads, g.Vocabulary));
        Assert.Equal(
            [("1x32000x288", 1), ("32x288x288", 6), ("32x288x768", 6), ("32x768x288", 12), ("32x864x288", 6)], Launches(prefill, "matmul"));
        Assert.Equal([("288x288", 6), ("288x768", 6), ("32000x288", 1), ("768x288", 12), ("864x288", 6)], Launches(decode, ladder));
        Assert.Equal([("32x6x6x48", 6)], Launches(prefill, "attention" + half));
        Assert.Equal([("33x6x6x48", 6)], Launches(decode, "attention_decode" + half));
        Assert.Equal([("1x288", 13)], Launches(decode, "rmsnorm"));
        Assert.Equal([("1x768", 6)], Launches(decode, "silu_gate"));
        Assert.DoesNotContain(decode, u => u.Ladder is "matmul" or "attention" or "rope" or "argmax");
    }

    [Fact]
    public void Shares_by_formula_are_of_operations_in_the_prompt_and_of_bytes_in_decode()
    {
        using var folder = new TestFolder();
        var model = ModelFolder.Open(folder.Synthesize(new() { Preset = PresetCatalog.Get("llama-15m"), Precision = Precision.Fp32 }));
        var phases = GraphOperations.Of(model, prompt: 32, depth: 0);

        // Products of the layers for 32 rows and the output projection for one; 4 N D operations a pair of query and key, 32 x 33 / 2 pairs.
        double products = 2.0 * ((32 * 6 * ((4 * 288 * 288) + (3 * 288 * 768))) + (32_000 * 288)), attention = 6.0 * 4 * 288 * (32 * 33 / 2);
        Assert.Equal(products + attention, phases[0].Whole);
        Assert.Equal(products, KernelUses.Of(phases[0]).Where(u => u.Ladder == "matmul").Sum(u => u.Part));
        Assert.Equal(attention, KernelUses.Of(phases[0]).Single(u => u.Ladder == "attention").Part);
        // 33 keys and values of 288 numbers in each layer.
        Assert.Equal(6.0 * 2 * 33 * 288 * 4, KernelUses.Of(phases[1]).Single(u => u.Ladder == "attention_decode").Part);
        Assert.Equal(4.0 * ((6 * ((4 * 288 * 288) + (3 * 288 * 768))) + (32_000 * 288)), KernelUses.Of(phases[1]).Where(u => u.Ladder == "matvec.fp32").Sum(u => u.Part));
        Assert.Null(KernelUses.Of(phases[1]).Single(u => u.Ladder == "silu_gate").Part);
    }

    [Fact]
    public void What_a_profile_counted_decides_the_sizes_of_what_a_role_does()
    {
        // 4 heads of 16, 2 for keys; hidden 64.
        var uses = Uses(
            Operator("rotary", "rotary", 3 * 4 * 16), Operator("rotary", "rotary", 3 * 2 * 16), Operator("rotary", "rotary", 3 * 3 * 16),
            Operator("norm", "norm", 4 * 64, "SimplifiedLayerNormalization"), Operator("norm", "norm", 5 * 64, "SkipSimplifiedLayerNormalization"), Operator("norm", "norm", 7 * 64, "LayerNormalization"),
            Operator("norm", "norm", 4 * 32, "RMSNormalization"),
            Operator("matmul", "q_proj", 2 * 64 * 64, "MatMulNBits"), Operator("matmul", "q_proj", 2 * 64 * 99, "MatMulNBits"), Operator("matmul", "qkv_proj", 2 * 128 * 64, "MatMul"));

        Assert.Equal([("1x2x16", 1), ("1x4x16", 1)], Launches(uses, "rope"));
        Assert.Equal([("1x64", 2)], Launches(uses, "rmsnorm"));
        Assert.Equal([("64x64", 1)], Launches(uses, "matvec.int4"));
        Assert.Equal([("128x64", 1)], Launches(uses, "matvec.fp32"));
    }

    [Fact]
    public void Attention_of_several_operators_is_one_use_a_layer_with_their_time_together()
    {
        var uses = Uses(Operator("matmul", "attention", null), Operator("reduction", "attention", null), Operator("attention", "attention", null) with { Layer = 1 });

        // The mean step of 64 behind a prompt of 128.
        Assert.Equal([new KernelUse("attention_decode", "161x4x2x16", 2, 3_000)], uses);
    }

    [Fact]
    public void A_batch_has_no_kernel_for_its_products_and_choosing_is_an_argmax()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);
        var record = TestProfiles.Of(phase);

        Assert.Equal([("320", 4)], Launches(KernelUses.Of(Assert.Single(ProfiledOperations.Of(record with { Case = record.Case with { Batch = 4 } }))), "argmax"));
        Assert.DoesNotContain(KernelUses.Of(Assert.Single(ProfiledOperations.Of(record with { Case = record.Case with { Batch = 4 } }))), u => u.Ladder.StartsWith("matvec", StringComparison.Ordinal));
        Assert.Equal(20_000, KernelUses.Of(Assert.Single(ProfiledOperations.Of(record))).Single(u => u.Ladder == "argmax").Part);
    }

    [Fact]
    public void A_prompt_behind_a_cache_has_no_attention_kernel()
    {
        var record = TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Prefill, 1));

        Assert.Equal([("128x4x2x16", 2)], Launches(KernelUses.Of(Assert.Single(ProfiledOperations.Of(record))), "attention"));
        Assert.Empty(Launches(KernelUses.Of(Assert.Single(ProfiledOperations.Of(record with { Case = record.Case with { Depth = 5 } }))), "attention"));
    }

    private static IReadOnlyList<KernelUse> Uses(params OperatorTime[] operators) => KernelUses.Of(Assert.Single(ProfiledOperations.Of(
        TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1) with { Operators = operators, GapsNs = new Dictionary<string, double>() }))));

    private static OperatorTime Operator(string kind, string role, double? flops, string op = "Op") => TestProfiles.Operator("/n", kind, role, 0, 1_000, op) with { Flops = flops };

    private static (string Shape, int Launches)[] Launches(IEnumerable<KernelUse> uses, string ladder) =>
        [.. uses.Where(u => u.Ladder == ladder).GroupBy(u => u.Shape).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, (int)s.Sum(u => u.Launches)))];
}
