using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Tests.Cuda.FakeDriver;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Worker;

/// <summary>Cases of CUDA kernels on the fake GPU.</summary>
[Collection(nameof(FakeGpu))]
public sealed class CudaKernelGroupTests : IDisposable
{
    private static readonly KernelShape Shape = new(32, 32, 32);

    private readonly FakeGpu gpu = new();

    public void Dispose()
    {
        Assert.Empty(gpu.Faults);
        gpu.Dispose();
    }

    [Fact]
    public void A_right_kernel_has_times_of_the_GPU_and_what_its_code_takes()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;

        var record = Run();

        Assert.Equal((CaseStatus.Ok, null, 6), (record.Status, record.Reason, record.Trials));
        // 32,768 multiply-adds at 2 GHz, and half as long again with a cold cache.
        Assert.Equal(24_576e-9, record.Statistics[MetricId.KernelTime].Median, 12);
        Assert.Equal(2e9, record.Statistics[MetricId.GpuClock].Median, 1e6);
        Assert.Equal(new DeviceInfo { Id = "cuda:0", Name = "NVIDIA Fake H200", ComputeCapability = "9.0", Driver = "CUDA 12.4" }, record.Device);
        Assert.Equal(("native", "cuda", 1), (record.Engine!.Name, record.Engine.Provider, record.Engine.Threads));
        Assert.Equal(("cuda.matmul.1_naive", 1, "fp32", 2L * 32 * 32 * 32, "shipped PTX"), (record.Kernel!.Name, record.Kernel.Step, record.Kernel.Arithmetic, record.Kernel.Flops, record.Kernel.Code));
        Assert.Equal(
            new KernelLaunchFacts
            {
                EntryPoint = "matmul_naive",
                Blocks = 1,
                Threads = 1024,
                Registers = 40,
                SharedBytes = 1024,
                SpilledBytes = 0,
                Occupancy = 0.5,
                OccupancyLimit = "registers",
                DriverOccupancy = 0.5,
            },
            Assert.Single(record.Kernel.Launches!));
        Assert.InRange(record.Values[MetricId.KernelError], 0, 1);
        Assert.DoesNotContain(record.Grade!.Reasons, r => r.Reason == GradeReason.Throttled);
        Assert.Equal(0, gpu.Leaks);
    }

    [Fact]
    public void Cached_launches_follow_each_other()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;

        var record = Run(spec => spec with { Cached = true });

        Assert.Equal(16_384e-9, record.Statistics[MetricId.KernelTime].Median, 12);
        Assert.Equal(41, record.Values[MetricId.KernelLaunches]);
    }

    [Fact]
    public void Zeros_are_a_wrong_kernel_without_a_time()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Zeros;

        var record = Run();

        Assert.Equal((CaseStatus.Failed, Verdict.Invalid, 0), (record.Status, record.Grade!.Verdict, record.Statistics.Count));
        Assert.Equal(GradeReason.WrongKernel, Assert.Single(record.Grade.Reasons).Reason);
    }

    [Fact]
    public void A_slow_clock_makes_figures_suspect()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        gpu.ClockHertz = _ => 1e9;

        var finding = Assert.Single(Run().Grade!.Reasons, r => r.Reason == GradeReason.Throttled);

        Assert.Equal("the GPU's clock was below 1.50 GHz in 6 of 6 trials, 1.00 GHz at the lowest", finding.Detail);
    }

    [Fact]
    public void A_clock_that_cannot_be_told_is_not_observed()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;

        var record = Run(shape: new(4, 4, 4));

        Assert.Equal(CaseStatus.Ok, record.Status);
        Assert.Contains("GPU clock", record.Grade!.NotObserved);
        Assert.DoesNotContain(MetricId.GpuClock, record.Statistics.Keys);
    }

    [Theory]
    [InlineData("hang", "work on cuda:0: CUDA_ERROR_NOT_READY (600): not done after 0.001 s: a kernel hangs; the device is given up for this process")]
    [InlineData("fault", "CUDA_ERROR_ILLEGAL_ADDRESS (700): an illegal memory access was encountered")]
    [InlineData("memory", "cuMemAlloc: CUDA_ERROR_OUT_OF_MEMORY (2): out of memory: asked for 4096 bytes on cuda:0")]
    [InlineData("lost", "cuCtxSetCurrent: CUDA_ERROR_LAUNCH_FAILED (719): unspecified launch failure")]
    public void Whatever_goes_wrong_is_a_failed_record_in_the_drivers_words(string what, string words)
    {
        gpu.Kernels["matmul_naive"] = what switch { "hang" => FakeMatMul.Hanging, "fault" => FakeMatMul.Faulty, _ => FakeMatMul.Right };
        if (what == "lost")
            gpu.Failing["cuMemsetD8Async"] = 719;

        var record = Run(opened: () =>
        {
            if (what == "memory")
                gpu.Failing["cuMemAlloc_v2"] = 2;
        });

        Assert.Equal((CaseStatus.Failed, 0), (record.Status, record.Statistics.Count));
        Assert.Contains(what == "lost" ? "CUDA_ERROR_LAUNCH_FAILED (719)" : words, record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Operands_that_do_not_fit_into_the_free_memory_are_a_skipped_record_with_both_figures()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;

        var record = Run(shape: new(4096, 4096, 8));

        Assert.Equal((CaseStatus.Skipped, 0), (record.Status, record.Statistics.Count));
        Assert.Matches("^the operands need 67371008 bytes of device memory, and of cuda:0's 67108864 are free [0-9]+: ", record.Reason);
        Assert.Equal(0, gpu.Leaks);
    }

    [Theory]
    [InlineData("cuda.ceiling.host_to_device.1_pageable", 10)]
    [InlineData("cuda.ceiling.host_to_device.2_pinned", 50)]
    [InlineData("cuda.ceiling.device_to_host.1_pageable", 10)]
    [InlineData("cuda.ceiling.device_to_host.2_pinned", 50)]
    public void Copies_to_and_from_the_host_have_the_bandwidth_of_their_bus(string name, double gigabytesPerSecond)
    {
        // Whatever the clock of the multiprocessors.
        gpu.ClockHertz = _ => 0.5e9;

        var record = Run(spec => spec with { Model = $"kernel:{name}" }, new(1024));

        Assert.Equal((CaseStatus.Ok, null), (record.Status, record.Reason));
        Assert.Equal(gigabytesPerSecond, record.Statistics[MetricId.KernelBandwidth].Median / 1e9, gigabytesPerSecond / 20);
        Assert.Equal((0, 1L << 20, null), (record.Kernel!.Flops, record.Kernel.Bytes, record.Kernel.Launches));
        Assert.DoesNotContain(record.Grade!.Reasons, r => r.Reason == GradeReason.Throttled);
        Assert.Equal(0, gpu.Leaks);
    }

    [Fact]
    public void A_copy_that_does_not_arrive_is_wrong_and_memory_that_is_not_pinned_is_told_in_the_drivers_words()
    {
        gpu.LosesCopies = true;
        Assert.Equal(GradeReason.WrongKernel, Assert.Single(Run(spec => spec with { Model = "kernel:cuda.ceiling.device_to_host.2_pinned" }, new(1024)).Grade!.Reasons).Reason);
        gpu.Failing["cuMemHostRegister_v2"] = 2;
        Assert.Equal(
            "cuMemHostRegister: CUDA_ERROR_OUT_OF_MEMORY (2): out of memory", Run(spec => spec with { Model = "kernel:cuda.ceiling.device_to_host.2_pinned" }, new(1024)).Reason);
        Assert.Equal(0, gpu.Leaks);
    }

    [Fact]
    public void A_kernel_that_is_not_there_and_a_GPU_that_is_too_old_are_named()
    {
        Assert.Equal("there is no kernel 'cuda.matmul.9_magic' on cuda:0", Run(spec => spec with { Model = "kernel:cuda.matmul.9_magic" }).Reason);
        (gpu.Attributes[DeviceAttributeId.ComputeCapabilityMajor], gpu.Attributes[DeviceAttributeId.ComputeCapabilityMinor]) = (7, 5);
        Assert.Equal(
            "cuda.ceiling.tensor.1_mma needs sm_80 or later; cuda:0 is sm_75",
            Run(spec => spec with { Model = "kernel:cuda.ceiling.tensor.1_mma" }, new(1, 1)).Reason);
    }

    private RunRecord Run(Func<CaseSpec, CaseSpec>? change = null, KernelShape? shape = null, Action? opened = null)
    {
        shape ??= Shape;
        var spec = new CaseSpec { Engine = "native", Device = "cuda:0", Model = "kernel:cuda.matmul.1_naive", Prompt = 0, Generate = 0, Shape = shape.ToString() };
        spec = change?.Invoke(spec) ?? spec;
        RunRecord? record = null;
        new KernelGroup("run", TestRecords.Ok().Environment, new() { Trials = 6, WarmUp = 1 }, TimeProvider.System, Open).Run(
            new() { ModelPath = spec.Model, Cases = [new() { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = 0 }] }, _ => { }, r => record = r, TestContext.Current.CancellationToken);
        return record!;

        OpenedKernel Open(CaseSpec asked)
        {
            var session = gpu.OpenSession();
            opened?.Invoke();
            return OpenedCudaKernel.Open(asked, shape, "0.1.0", session);
        }
    }
}
