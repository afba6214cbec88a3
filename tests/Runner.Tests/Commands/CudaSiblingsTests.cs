using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Options;

namespace InferBench.Runner.Tests.Commands;

public sealed class CudaSiblingsTests
{
    private const string Model = "synth:llama-15m:";

    [Theory]
    [InlineData("cpu", "int4,fp32", "int4 on cpu,fp32 on cpu")]
    [InlineData("cuda:0", "int4,fp16", "int4-f16 on cuda:0,fp16 on cuda:0")]
    [InlineData("cpu,cuda:0,webgpu:0", "int8", "int8 on cpu,int8-f16 on cuda:0,int8 on webgpu:0")]
    [InlineData("cpu,cuda:0", "int4,int4-f16", "int4 on cpu,int4-f16 on cpu,int4-f16 on cuda:0")]
    public void Each_device_runs_the_variant_that_it_can(string devices, string precisions, string cases)
    {
        var plan = Plan(devices, precisions);

        Assert.Equal(
            cases.Split(',').Order(StringComparer.Ordinal),
            plan.Plan.Cases.Select(c => $"{c.Spec.Model[Model.Length..]} on {c.Spec.Device}").Order(StringComparer.Ordinal));
        Assert.All(plan.Plan.Cases, c => Assert.Null(c.SkipReason));
        Assert.All(plan.Plan.Cases, c => Assert.NotNull(plan.Inspect(c.Spec.Model)));
    }

    [Fact]
    public void It_is_said_once() => Assert.Equal(
        ["CUDA devices run synth:llama-15m:int4-f16 in place of synth:llama-15m:int4: CUDA has no float32 grouped-query attention"],
        Plan("cpu,cuda:0,cuda:1", "int4").Notes);

    [Fact]
    public void Float32_has_no_sibling_and_is_skipped_where_something_else_runs()
    {
        var plan = Plan("cpu,cuda:0", "fp32");

        Assert.Empty(plan.Notes);
        Assert.Equal(
            "found synth:llama-15m:fp32 on cuda:0, whose grouped-query attention is in float32: CUDA has no code for that, and it would run on the CPU",
            Assert.Single(plan.Plan.Cases, c => c.Spec.Device == "cuda:0").SkipReason);
    }

    [Fact]
    public void A_device_has_the_options_of_its_own_provider_alone()
    {
        var plan = Plan("cpu,cuda:0", "int4", "cuda.use_tf32=0,1");

        Assert.Null(Assert.Single(plan.Plan.Cases, c => c.Spec.Device == "cpu").Spec.Options);
        Assert.Equal(
            ["cuda.use_tf32=0", "cuda.use_tf32=1"],
            plan.Plan.Cases.Where(c => c.Spec.Device == "cuda:0").Select(c => c.Spec.Options!.ToString()).Order(StringComparer.Ordinal));
    }

    private static RequestedPlan Plan(string devices, string precisions, params string[] options)
    {
        var given = new Dictionary<string, string> { ["--model"] = "synth:llama-15m", ["--precision"] = precisions, ["--device"] = devices };
        return RequestedPlan.Of(new RunArguments(given, options).Validate(new(), verbose: false), new ModelCache(null));
    }
}
