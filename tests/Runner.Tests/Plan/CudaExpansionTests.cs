using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

/// <summary>The real catalogues on devices that are not there.</summary>
public sealed class CudaExpansionTests
{
    private static readonly PlannedReference[] Libraries = [new("cublas.matmul", "matmul", null, _ => null), new("cublaslt.matmul", "matmul", "not here", _ => null)];

    private static readonly PlannedGpu Hopper = new("cuda:0", new(9, 0), 50 << 20, Libraries), Turing = new("cuda:1", new(7, 5), 4 << 20, []);

    private static readonly KernelsOptions Both = new() { Devices = ["cpu", "cuda:0"], Kernels = ["matmul"], Threads = [2] };

    [Fact]
    public void Cases_of_the_processor_keep_their_ids_beside_those_of_a_GPU()
    {
        var both = Expand(Both, Hopper);

        Assert.Equal(Ids(Expand(Both with { Devices = ["cpu"] })).Order(), both.Cases.Where(c => c.Spec.Device == "cpu").Select(c => c.CaseId).Order());
        Assert.Equal(both.Cases.Count(), both.Cases.Select(c => c.CaseId).Distinct().Count());
    }

    [Fact]
    public void Each_case_of_a_GPU_has_a_process_of_its_own_its_limits_first_and_libraries_before_kernels()
    {
        var groups = Expand(Both with { Devices = ["cuda:0"], Threads = [0], Shapes = ["512x512x512"] }, Hopper).Groups;

        Assert.All(groups, group => Assert.Single(group.Cases));
        string[] names = [.. groups.Select(group => $"{group.Shared.Kernel} {group.Shared.Shape}")];
        Assert.Equal(
            [
                .. ((int[])[12_800, 25_600, 51_200, 204_800, 1_048_576]).Select(size => $"cuda.ceiling.read.1_wide_loads {size}"),
                "cuda.ceiling.fma.1_registers 16896x512", "cublas.matmul 512x512x512",
            ],
            names[..7]);
        Assert.Equal(CudaCatalog.All.Where(k => k.Ladder == "matmul").Select(k => $"{k.Name} 512x512x512").Order(StringComparer.Ordinal), names[7..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ladders_of_both_have_a_shape_in_common()
    {
        var plan = Expand(new() { Devices = ["cpu", "cuda:0"], Ceilings = false, References = false }, Hopper);

        var ladders = plan.Cases.GroupBy(c => KernelLadder.Of(c.Spec))
            .Select(l => (l.Key, Cpu: l.Where(c => c.Spec.Device == "cpu").Select(c => c.Spec.Shape).ToArray(), Gpu: l.Where(c => c.Spec.Device != "cpu").Select(c => c.Spec.Shape).ToArray()))
            .Where(l => l.Cpu.Length > 0 && l.Gpu.Length > 0).ToArray();
        Assert.Contains(ladders, l => l.Key == "matvec.int4");
        Assert.All(ladders, l => Assert.NotEmpty(l.Cpu.Intersect(l.Gpu)));
    }

    [Fact]
    public void Limits_of_both_keep_their_own_shapes_and_copies_have_no_cache()
    {
        var plan = Expand(new() { Devices = ["cpu", "cuda:0"], Kernels = ["ceiling.fma", "ceiling.host_to_device"], Cached = true }, Hopper);

        Assert.Equal(
            ["cpu.ceiling.fma.1_simd 2000000", "cuda.ceiling.fma.1_registers 16896x512", "cuda.ceiling.host_to_device.1_pageable 262144", "cuda.ceiling.host_to_device.2_pinned 262144"],
            plan.Cases.Where(c => !KernelLadder.IsRead(KernelLadder.Of(c.Spec))).Select(c => $"{c.Spec.Kernel} {c.Spec.Shape}").Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            plan.Cases.Where(c => c.Spec.Device != "cpu"), c => Assert.Equal(KernelLadder.Of(c.Spec) == "ceiling.host_to_device" ? null : true, c.Spec.Cached));
    }

    [Fact]
    public void What_a_GPU_is_too_old_for_is_skipped_with_the_reason()
    {
        var plan = Expand(new() { Devices = ["cuda:0", "cuda:1"], Kernels = ["ceiling.tensor"], Ceilings = false }, Hopper, Turing);

        Assert.Equal(
            [null, null, "cuda.ceiling.tensor.1_mma needs sm_80 or later, and cuda:1 is sm_75", "cuda.ceiling.tensor.2_wgmma needs sm_90 and no other, and cuda:1 is sm_75"],
            plan.Cases.OrderBy(c => c.Spec.Device).ThenBy(c => c.Spec.Kernel, StringComparer.Ordinal).Select(c => c.SkipReason));
        Assert.Equal(
            "--shape, --isa: no case can run: cuda.ceiling.tensor.1_mma needs sm_80 or later, and cuda:1 is sm_75; look at the cases with --list",
            Refused(new() { Devices = ["cuda:1"], Kernels = ["cuda.ceiling.tensor.1_mma"] }, Turing));
    }

    [Fact]
    public void What_devices_do_not_have_is_refused()
    {
        Assert.Equal("--device: found 'webgpu:0', allowed are cpu and cuda:N, for which there are kernels", Refused(new() { Devices = ["webgpu:0"] }));
        Assert.Equal(
            "--isa: allowed with cpu among --device: kernels of GPUs have none; found --device cuda:0", Refused(new() { Devices = ["cuda:0"], Isas = ["avx2"] }, Hopper));
        Assert.Equal(
            "--threads: allowed with cpu among --device: kernels of GPUs have none; found --device cuda:0", Refused(new() { Devices = ["cuda:0"], Threads = [2] }, Hopper));
        Assert.StartsWith("--kernel: unknown kernel 'cpu.matmul.1_naive'", Refused(new() { Devices = ["cuda:0"], Kernels = ["cpu.matmul.1_naive"] }, Hopper), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ids(RunPlan plan) => plan.Cases.Select(c => c.CaseId);

    private static string Refused(KernelsOptions options, params PlannedGpu[] gpus) => Assert.Throws<BadInputException>(() => Expand(options, gpus)).Message;

    private static RunPlan Expand(KernelsOptions options, params PlannedGpu[] gpus) => new KernelExpansion(
        options, KernelCatalog.All, [], [InstructionSet.Scalar, InstructionSet.Avx2], TestRecords.Ok().Environment, threads: 2, CudaCatalog.Steps, gpus).Expand();
}
