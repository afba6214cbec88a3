using System.Text.RegularExpressions;
using InferBench.Kernels.Cuda;

namespace InferBench.Kernels.Tests.Cuda;

/// <summary>What running kernels on the processor finds, on kernels with a fault.</summary>
public sealed partial class CudaOnCpuTests
{
    private const string Faults =
        """
        extern "C" __global__ void right(const float* x, float* y) { y[threadIdx.x] = x[threadIdx.x]; }
        extern "C" __global__ void reads_behind(const float* x, float* y) { y[threadIdx.x] = x[threadIdx.x + 1]; }
        extern "C" __global__ void writes_behind(const float* x, float* y) { y[threadIdx.x + 1] = x[threadIdx.x]; }
        extern "C" __global__ void writes_before(const float* x, float* y) { y[(int)threadIdx.x - 1] = x[threadIdx.x]; }
        extern "C" __global__ void writes_an_input(const float* x, float* y) { ((float*)x)[threadIdx.x] = y[threadIdx.x] = 1; }
        extern "C" __global__ void reads_unaligned(const float* x, float* y) { y[threadIdx.x] = ((const float4*)(x + threadIdx.x % 2))->x; }
        extern "C" __global__ void leaves_before_a_barrier(const float* x, float* y)
        {
            if (threadIdx.x == 63) return;
            __syncthreads();
        }
        extern "C" __global__ void meets_two_barriers(const float* x, float* y)
        {
            if (threadIdx.x % 2)
                __syncthreads();
            else
                __syncthreads();
        }
        extern "C" __global__ void names_lanes_that_do_not_come(const float* x, float* y)
        {
            if (threadIdx.x % 2) y[threadIdx.x] = __shfl_xor_sync(0xFFFFFFFF, x[threadIdx.x], 1);
        }
        extern "C" __global__ void reads_a_lane_it_does_not_name(const float* x, float* y)
        {
            if (threadIdx.x % 2) y[threadIdx.x] = __shfl_xor_sync(0xAAAAAAAA, x[threadIdx.x], 1);
        }
        extern "C" __global__ void reverses(const float* x, float* y)
        {
            __shared__ float tile[64];
            tile[threadIdx.x] = x[threadIdx.x];
            y[threadIdx.x] = tile[63 - threadIdx.x];
        }
        """;

    [Theory]
    [InlineData("right", null)]
    [InlineData("reads_behind", "right: order 0, block (0,0,0), thread (63,0,0): an access outside all operands, or a store to an input")]
    [InlineData("writes_behind", "right: order 0, block (0,0,0), thread (63,0,0): an access outside all operands, or a store to an input")]
    [InlineData("writes_before", "wrote around y")]
    [InlineData("writes_an_input", "right: order 0, block (0,0,0), thread (0,0,0): an access outside all operands, or a store to an input")]
    [InlineData("reads_unaligned", "right: order 0, block (0,0,0), thread (1,0,0): undefined arithmetic or an unaligned vector")]
    [InlineData("leaves_before_a_barrier", "right: order 0, block (0,0,0), thread (63,0,0): line 10: 63 threads wait at a barrier and 1 have ended")]
    [InlineData("meets_two_barriers", "right: order 0, block (0,0,0), thread (63,0,0): threads wait at different barriers, of lines 17 and 15")]
    [InlineData("names_lanes_that_do_not_come", "right: order 0, block (0,0,0), thread (63,0,0): line 21: thread 1 of its block waits for lanes of ffffffff that do not come")]
    [InlineData("reads_a_lane_it_does_not_name", "right: order 0, block (0,0,0), thread (1,0,0): line 25: reads lane 0, which aaaaaaaa does not name")]
    public void A_fault_is_told_with_its_place(string entryPoint, string? expected)
    {
        using var problem = new CopyOf64(entryPoint);

        Assert.Equal(expected?.Replace("right:", $"{entryPoint}:", StringComparison.Ordinal), Library().Run(problem, 0));
    }

    [Fact]
    public void Shared_memory_that_no_barrier_guards_is_read_as_NaN_in_any_order()
    {
        foreach (ulong order in (ulong[])[0, 1, 2, 3])
        {
            using var problem = new CopyOf64("reverses");
            Assert.Null(Library().Run(problem, order));
            Assert.Equal(double.NaN, problem.WorstError());
        }
    }

    // Unseen is what only blocks at the same time could show: that of a ticket orders stores of a block before those of the last.
    [Theory]
    [InlineData("cuda.ceiling.tensor.2_wgmma", 0)]
    [InlineData("cuda.matmul.3_shared_tile", 0)]
    [InlineData("cuda.matmul.5_register_block", 0)]
    [InlineData("cuda.matmul.7_warp_tile", 0)]
    [InlineData("cuda.matvec.int4.3_dot4", 0)]
    [InlineData("cuda.attention.2_online_softmax", 0)]
    [InlineData("cuda.attention_decode.3_shared_keys", 1)]
    [InlineData("cuda.rmsnorm.1_block_per_token", 0)]
    [InlineData("cuda.argmax.1_two_launches", 0)]
    public void Each_barrier_of_a_kernel_is_missed_when_it_is_missing(string name, int unseen)
    {
        var kernel = CudaCatalog.All.Single(kernel => kernel.Name == name);
        string source = CudaSource.Text(kernel.Source);
        var barriers = Barrier().Matches(source);
        Assert.NotEmpty(barriers);
        int missed = 0;
        foreach (Match barrier in barriers)
        {
            string without = source.Remove(barrier.Index, barrier.Length).Insert(barrier.Index, ";");
            var library = CudaOnCpu.Of(without, CudaCatalog.All.Where(other => other.Source == kernel.Source).SelectMany(other => other.EntryPoints).Select(entryPoint => entryPoint.Name));
            bool isFound = Shapes.Of(kernel).Any(shape => Enumerable.Range(0, 8).Any(order => IsWrong(library, kernel, shape, (ulong)order)));
            missed += isFound ? 1 : 0;
            if (!isFound)
                TestContext.Current.TestOutputHelper?.WriteLine($"not found: line {source.AsSpan(0, barrier.Index).Count('\n') + 1}");
        }

        Assert.Equal(barriers.Count - unseen, missed);
    }

    private static bool IsWrong(CudaOnCpu library, CudaKernelInfo kernel, KernelShape shape, ulong order)
    {
        using var problem = kernel.Create(new(shape, 3));
        problem.Fill(1);
        problem.Poison();
        return library.Run(problem, order) is not null || !(problem.WorstError() <= 1);
    }

    private static CudaOnCpu Library() => CudaOnCpu.Of(
        Faults, Regex.Matches(Faults, @"void (\w+)\(").Select(match => match.Groups[1].Value));

    [GeneratedRegex(@"__syncthreads\(\);")]
    private static partial Regex Barrier();

    private sealed unsafe class CopyOf64 : CudaProblem
    {
        private readonly CudaOperand x, y;

        public CopyOf64(string entryPoint)
        {
            x = Add<float>("x", CudaRole.Input, 64);
            y = Add<float>("y", CudaRole.Output, 64);
            Launches = [new(entryPoint, new(1), new(64), x, y)];
            Poison();
        }

        public override IReadOnlyList<CudaLaunch> Launches { get; }

        public override void Fill(ulong seed)
        {
        }

        public override double WorstError()
        {
            for (int i = 0; i < 64; i++)
            {
                if (float.IsNaN(y.As<float>()[i]))
                    return double.NaN;
            }

            return 0;
        }
    }
}
