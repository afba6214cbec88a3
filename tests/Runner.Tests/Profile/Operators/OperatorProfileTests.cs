using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.Profile.Operators;

/// <summary>Profiles of the real runtime.</summary>
public sealed class OperatorProfileTests(TinyModels models)
{
    private const int Prompt = 8, Steps = 3;

    // Shape constants of the mask, 8 bytes each, are weights of no kind that an inspection counts.
    private const long ConstantBytes = 64;

    [Theory]
    [InlineData("tied", "fp32")]
    [InlineData("tied", "int8")]
    [InlineData("tied", "int4")]
    [InlineData("untied", "fp32")]
    [InlineData("untied", "int8")]
    [InlineData("untied", "int4")]
    public void Costs_of_nodes_add_up_to_the_models_arithmetic(string preset, string precision)
    {
        using var profiled = ProfiledModel.Run(models.Get(preset, precision), Prompt, Steps);
        var inspection = ModelInspector.Inspect(profiled.Model, [Prompt, Prompt + 1, Prompt + 2]);

        var profile = profiled.Read();

        var decode = profile.Nodes(RunPhase.Decode);
        Assert.All(decode, n => Assert.NotNull(n.Cost.Operations));
        Assert.Equal(Steps * (inspection.FlopsPerPrefillToken + inspection.FlopsPerLogits), Products(decode));
        long bytes = decode.Where(n => n.Kind != OperatorKind.Shape).Sum(n => n.Cost.WeightBytes!.Value + n.Cost.CacheBytes!.Value);
        Assert.InRange(bytes - inspection.Decode.Sum(d => d.Bytes), 0, Steps * ConstantBytes);
        Assert.Equal((Prompt * inspection.FlopsPerPrefillToken) + inspection.FlopsPerLogits, Products(profile.Nodes(RunPhase.Prefill)));

        static long Products(IEnumerable<NodeTotal> nodes) => nodes.Where(n => n.Kind == OperatorKind.MatMul).Sum(n => n.Cost.Operations!.Value);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public void All_time_is_attributed_and_sums_over_operators_layers_and_roles_agree(string precision)
    {
        using var profiled = ProfiledModel.Run(models.Get("untied", precision), Prompt, Steps);

        var profile = profiled.Read();

        Assert.Equal(
            [RunPhase.WarmUp, RunPhase.Prefill, RunPhase.Decode, RunPhase.Decode, RunPhase.Decode], profile.Runs.Select(r => r.Host.Phase));
        Assert.All(profile.Runs, r => Assert.Equal(r.Host.Nanoseconds, r.OperatorNs + r.BetweenNs + r.AroundNs + r.OutsideNs));
        foreach (var phase in Enum.GetValues<RunPhase>())
        {
            var nodes = profile.Nodes(phase);
            long all = profile.Runs.Where(r => r.Host.Phase == phase).Sum(r => r.OperatorNs);
            Assert.Equal(all, nodes.Sum(n => n.Nanoseconds));
            Assert.Equal(all, OperatorTotals.By(nodes, n => n.Kind).Sum(g => g.Nanoseconds));
            Assert.Equal(all, OperatorTotals.By(nodes, n => n.Place.Layer).Sum(g => g.Nanoseconds));
            Assert.Equal(all, OperatorTotals.By(nodes, n => n.Place.Role).Sum(g => g.Nanoseconds));
            Assert.Equal(
                OperatorTotals.By(nodes, n => n.Kind).Sum(g => g.Operations ?? 0), OperatorTotals.By(nodes, n => n.Place.Role).Sum(g => g.Operations ?? 0));
            Assert.Equal(nodes.Sum(n => n.Calls), OperatorTotals.By(nodes, n => n.Place.Layer).Sum(g => g.Calls));
        }
    }

    [Fact]
    public void Nodes_have_their_roles_and_layers()
    {
        using var profiled = ProfiledModel.Run(models.Get("untied", "int4"), Prompt, Steps);

        var nodes = profiled.Read().Nodes(RunPhase.Decode);

        OperatorRole[] ofLayers = [OperatorRole.Qkv, OperatorRole.Attention, OperatorRole.AttentionOutput, OperatorRole.Gate, OperatorRole.Up, OperatorRole.Down];
        foreach (var role in ofLayers)
            Assert.Equal([0, 1], nodes.Where(n => n.Place.Role == role).Select(n => n.Place.Layer!.Value).Order());
        Assert.Equal([0, 0, 1, 1, null], nodes.Where(n => n.Place.Role == OperatorRole.Norm).Select(n => n.Place.Layer).OrderBy(l => l ?? 9));
        Assert.Equal("/model/embed_tokens/Gather", Assert.Single(nodes, n => n.Place.Role == OperatorRole.Embedding).Name);
        Assert.Contains(nodes, n => n.Place is { Role: OperatorRole.LmHead, Layer: null } && n.Kind == OperatorKind.MatMul);
        Assert.DoesNotContain(nodes, n => n.Place.Role == OperatorRole.Other);
        Assert.DoesNotContain(nodes, n => n.Kind == OperatorKind.Other);
        Assert.All(nodes, n => Assert.Equal(Steps, n.Calls));
    }

    [Theory]
    [InlineData("tied", "fp32", "untied", "fp32")]
    [InlineData("untied", "fp32", "untied", "int4")]
    [InlineData("untied", "int4", "untied", "fp32")]
    [InlineData("untied", "int4", "untied", "int8")]
    public void A_profile_of_another_model_is_refused_by_a_nodes_name(string ran, string ranPrecision, string other, string otherPrecision)
    {
        using var profiled = ProfiledModel.Run(models.Get(ran, ranPrecision), Prompt, 1);
        var another = models.Get(other, otherPrecision);

        string message = Assert.Throws<BadInputException>(() => OperatorProfile.Read(profiled.File, new(), another, profiled.Runs)).Message;

        Assert.StartsWith($"{profiled.File}: is a profile of another model than {another.GraphPath}: '/model/", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_was_cut_short_tells_of_its_whole_runs()
    {
        using var profiled = ProfiledModel.Run(models.Get(), Prompt, Steps);
        byte[] whole = File.ReadAllBytes(profiled.File);
        File.WriteAllBytes(profiled.File, whole[..(whole.Length * 7 / 10)]);

        Assert.Contains("was cut short after", Assert.Throws<BadInputException>(profiled.Read).Message, StringComparison.Ordinal);
        var profile = OperatorProfile.Read(profiled.File, new TraceLimits { KeepCutShort = true }, profiled.Model, profiled.Runs);

        Assert.InRange(profile.Runs.Count, 2, Steps + 1);
        Assert.InRange(profile.Trace.CutShortAt!.Value, whole.Length / 2, whole.Length * 7 / 10);
    }
}
