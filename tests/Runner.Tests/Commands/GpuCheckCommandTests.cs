using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Commands;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Commands;

public sealed class GpuCheckCommandTests
{
    [Fact]
    public void All_of_the_catalogue_is_checked_once_on_a_GPU_that_has_all()
    {
        var plan = new KernelExpansion(
            GpuCheckCommand.Kernels(new()), KernelCatalog.All, [], [InstructionSet.Scalar], TestRecords.Ok().Environment, 2, CudaCatalog.Steps,
            [new("cuda:0", new(9, 0), 50 << 20, [])]).Expand();

        Assert.Equal(CudaCatalog.Steps.Select(k => k.Name).Order(StringComparer.Ordinal), plan.Cases.Select(c => c.Spec.Kernel!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(plan.Cases.Count(), plan.Cases.Select(c => c.CaseId).Distinct().Count());
        Assert.True(KernelLadder.IsCeiling(KernelLadder.Of(plan.Cases.First().Spec)));
    }

    [Fact]
    public void The_plan_of_models_lies_beside_the_executable_and_is_of_the_same_device()
    {
        var models = GpuCheckCommand.Models(new() { CacheDirectory = "c" }, new() { Out = "f" });

        Assert.Equal(["cuda:0"], models.Devices);
        Assert.Equal(("c", "f"), (models.CacheDirectory, models.Output.Out));
    }
}
