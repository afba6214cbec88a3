using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Kernels.Tests.Cuda.FakeDriver;

namespace InferBench.Kernels.Tests.Cuda;

[Collection(nameof(FakeGpu))]
public sealed class CudaSessionTests : IDisposable
{
    private static readonly KernelShape Shape = new(33, 20, 17);

    private static readonly CudaKernelInfo Naive = CudaCatalog.All.First(kernel => kernel.Name == "cuda.matmul.1_naive");

    private readonly FakeGpu gpu = new();

    public void Dispose()
    {
        Assert.Empty(gpu.Faults);
        gpu.Dispose();
    }

    [Fact]
    public void A_right_kernel_is_checked_and_timed_cold_and_hot()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        using (var session = gpu.OpenSession())
        using (var kernel = session.Open(Naive, Shape))
        {
            Assert.InRange(Check(kernel), 0, 1);
            Assert.Equal(4 * (33 * 17 + 17 * 20 + 33 * 20), kernel.WorkingSet);
            // 11,220 multiply-adds at 2 GHz.
            Assert.Equal(1.5 * 5610, kernel.Cold().Nanoseconds, 0.01);
            Assert.Equal(5610, kernel.Hot(7).NanosecondsPerLaunch, 0.01);
            Assert.Equal(7, kernel.Hot(7).Launches);
            Assert.InRange(kernel.WorstError(), 0, 1);
        }

        Assert.Equal(0, gpu.Leaks);
    }

    [Fact]
    public void It_says_what_each_launch_takes_of_the_device()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        using var session = gpu.OpenSession();
        using var kernel = session.Open(Naive, Shape);

        var launch = Assert.Single(kernel.Launches);

        Assert.Equal(("matmul_naive", new Dim3(2, 1), new Dim3(32, 32), 0), (launch.EntryPoint, launch.Grid, launch.Block, launch.DynamicSharedBytes));
        Assert.Equal((40, 1024, 0), (launch.Resources.Registers, launch.Resources.StaticSharedBytes, launch.Resources.LocalBytes));
        // 40 registers of 1024 threads: one block of 32 warps, of 64 that fit.
        Assert.Equal((0.5, OccupancyLimit.Registers), (launch.Occupancy!.Value.Fraction, launch.Occupancy.Value.Limit));
        Assert.Equal(0.5, launch.DriverOccupancy);
        Assert.Equal("shipped PTX", session.CodeOrigin);
    }

    [Fact]
    public void Zeros_and_results_that_are_not_written_are_wrong()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Zeros;
        gpu.Kernels["matmul_coalesced"] = FakeMatMul.Idle;
        using var session = gpu.OpenSession();
        using var zeros = session.Open(Naive, Shape);
        using var idle = session.Open(CudaCatalog.All.First(kernel => kernel.Name == "cuda.matmul.2_coalesced"), Shape);

        Assert.True(Check(zeros) > 1);
        Assert.False(Check(idle) <= 1);
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_allocated()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        using (var session = gpu.OpenSession())
        {
            int before = gpu.Leaks, calls = gpu.Calls["cuMemAlloc_v2"];
            var error = Assert.Throws<CudaMemoryException>(() => session.Open(Naive, new(4096, 4096, 16)));

            Assert.Equal((4L * (4096 * 16 + 16 * 4096 + 4096 * 4096), gpu.Memory.Free), (error.Needed, error.Free));
            Assert.Equal(
                $"the operands need 67633152 bytes of device memory, and of cuda:0's 67108864 are free {gpu.Memory.Free}: take a smaller shape, or end what else uses the GPU",
                error.Message);
            Assert.Equal((before, calls), (gpu.Leaks, gpu.Calls["cuMemAlloc_v2"]));
        }

        Assert.Equal(0, gpu.Leaks);
    }

    [Fact]
    public void What_the_driver_has_no_memory_for_all_the_same_is_told_in_its_words_and_nothing_is_left()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        using (var session = gpu.OpenSession())
        {
            int before = gpu.Leaks;
            gpu.Failing["cuMemAlloc_v2"] = CudaStatus.OutOfMemory;
            var error = Assert.Throws<CudaException>(() => session.Open(Naive, Shape));

            Assert.Equal((CudaStatus.OutOfMemory, false), (error.Code, error.IsSticky));
            Assert.Matches("^cuMemAlloc: CUDA_ERROR_OUT_OF_MEMORY .2.: out of memory: asked for 2244 bytes on cuda:0, of whose 67108864 are free", error.Message);
            Assert.Equal(before, gpu.Leaks);
        }

        Assert.Equal(0, gpu.Leaks);
    }

    [Fact]
    public void A_kernel_that_hangs_meets_the_time_limit()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Hanging;
        using var session = gpu.OpenSession();
        using var kernel = session.Open(Naive, Shape);

        var error = Assert.Throws<CudaTimeoutException>(() => Check(kernel));

        Assert.StartsWith("work on cuda:0: CUDA_ERROR_NOT_READY (600): not done after 0.001 s: a kernel hangs", error.Message, StringComparison.Ordinal);
        Assert.True(session.Context.IsAbandoned);
    }

    [Fact]
    public void A_fault_loses_the_device_for_good()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Faulty;
        using var session = gpu.OpenSession();
        using var kernel = session.Open(Naive, Shape);

        var error = Assert.Throws<CudaException>(() => Check(kernel));

        Assert.Equal((CudaStatus.IllegalAddress, true), (error.Code, error.IsSticky));
        Assert.True(Assert.Throws<CudaException>(() => kernel.Fill(1)).IsSticky);
    }

    [Fact]
    public void A_throttled_sample_is_marked()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        using var session = gpu.OpenSession();
        using var kernel = session.Open(Naive, new(64, 64, 64));
        Assert.InRange(Check(kernel), 0, 1);
        Assert.Equal((2e9, false), (Math.Round(kernel.Cold().SmHertz!.Value), kernel.Cold().IsThrottled));

        gpu.ClockHertz = _ => 1e9;

        Assert.Equal((1e9, true), (Math.Round(kernel.Cold().SmHertz!.Value), kernel.Cold().IsThrottled));
    }

    [Fact]
    public void A_device_older_than_a_kernel_is_refused()
    {
        gpu.Attributes[DeviceAttributeId.ComputeCapabilityMajor] = 7;
        gpu.Attributes[DeviceAttributeId.ComputeCapabilityMinor] = 5;
        using var session = gpu.OpenSession();
        var tensor = CudaCatalog.All.First(kernel => kernel.Name == "cuda.ceiling.tensor.1_mma");

        Assert.Equal(
            "cuda.ceiling.tensor.1_mma needs sm_80 or later; cuda:0 is sm_75",
            Assert.Throws<CudaUnavailableException>(() => session.Open(tensor, tensor.Addresses)).Message);
    }

    [Fact]
    public void Libraries_are_checked_and_timed_as_kernels_are()
    {
        using (var session = gpu.OpenSession())
        {
            var lt = new CublasLtLibrary(name => FakeCublas.CublasLt.GetValueOrDefault(name), "fake");

            Assert.Equal(10_000, Nanoseconds(session.Open(new CublasLibrary(name => FakeCublas.Cublas.GetValueOrDefault(name), "fake"), Shape)));
            Assert.Equal(30_000, Nanoseconds(session.Open(lt, Shape, best: false)));
            Assert.Equal(10_000, Nanoseconds(session.Open(lt, Shape, best: true)));
        }

        Assert.Equal((0, 0), (gpu.Leaks, FakeCublas.Leaks));
    }

    private static double Nanoseconds(CudaInstance opened)
    {
        using var library = opened;
        Assert.InRange(Check(library), 0, 1);
        Assert.Empty(library.Launches);
        return Math.Round(library.Cold().Nanoseconds);
    }

    private static double Check(CudaInstance kernel)
    {
        kernel.Fill(1);
        kernel.Poison();
        kernel.Run();
        return kernel.WorstError();
    }
}
