using System.Text.RegularExpressions;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Timing;

namespace InferBench.Kernels.Tests.Cuda;

public sealed class CudaCatalogTests
{
    [Fact]
    public void Every_step_is_a_file_of_its_name_and_every_file_a_step()
    {
        string root = Committed.At(Path.Combine("src", "Kernels", "Cuda"));
        var files = Directory.EnumerateFiles(root, "*.cu", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'));

        Assert.Equal(
            CudaCatalog.All.Select(kernel => kernel.Source).Concat(TimingKernels.Sources).Distinct().Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.All(CudaCatalog.All, kernel => Assert.EndsWith($"/{kernel.Name.Split('.')[^1]}.cu", kernel.Source, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_made_of_ladder_and_step_and_steps_count_from_one()
    {
        Assert.All(CudaCatalog.Steps, kernel => Assert.Matches($"^cuda\\.{Regex.Escape(kernel.Ladder)}\\.{kernel.Step}_[a-z0-9_]+$", kernel.Name));
        Assert.All(CudaCatalog.Steps.GroupBy(kernel => kernel.Ladder), ladder => Assert.Equal(Enumerable.Range(1, ladder.Count()), ladder.Select(kernel => kernel.Step)));
    }

    [Fact]
    public void Ladders_that_processors_have_too_do_the_same_work()
    {
        var both = from kernel in CudaCatalog.All
                   from cpu in KernelCatalog.All.Where(cpu => cpu.Ladder == kernel.Ladder && cpu.Ladder is not ("ceiling.fma" or "ceiling.dot"))
                   select (kernel, cpu);
        Assert.Equal(
            ["ceiling.read", "matmul", "matvec.int8", "matvec.int4", "attention", "attention_decode", "rmsnorm", "rope", "silu_gate"],
            both.Select(pair => pair.kernel.Ladder).Distinct());
        Assert.All(both, pair =>
        {
            Assert.Equal(pair.cpu.Sizes, pair.kernel.Sizes);
            Assert.Equal(pair.cpu.Rotates, pair.kernel.Rotates);
            Assert.Equal(pair.cpu.Work(pair.kernel.Addresses), pair.kernel.Work(pair.kernel.Addresses));
        });
    }

    [Fact]
    public void Work_of_what_only_GPUs_have()
    {
        Assert.Equal(new(2 * 3 * 5, 2 * 3 * 5 + 4 * (3 + 5)), Work("cuda.matvec.fp16.1_thread_per_row", 3, 5));
        // 3 tokens see 1 + 2 + 3 keys of causal attention and 9 of full, each 64 products for the score and 64 for the value, in each of 4 heads.
        Assert.Equal(new(6 * 128 * 2 * 4, (2 * 3 * 4 * 64 + 2 * 3 * 2 * 64) * 2), Work("cuda.attention.fp16.1_naive", 3, 4, 2, 64));
        Assert.Equal(new(9 * 128 * 2 * 4, (2 * 3 * 4 * 64 + 2 * 3 * 2 * 64) * 4), Work("cuda.attention_full.1_naive", 3, 4, 2, 64));
        Assert.Equal(new(0, 2 * (4 + 3 * (2 + 4))), Work("cuda.embedding.fp16.1_block_per_token", 2, 3, 100));
        Assert.Equal(new(0, 2 * 2 * 3 * 4 * (4 + 2)), Work("cuda.kv_append.fp16.1_four_per_thread", 2, 3, 4));
        Assert.Equal(new(0, 7 * 4 + 4), Work("cuda.argmax.1_two_launches", 7));
        Assert.Equal(new(2L * 256 * 16 * 3 * 5, 0), Work("cuda.ceiling.fma.1_registers", 3, 5));
        Assert.Equal(new(2L * 16 * 8 * 16 * 8 * 8 * 3 * 5, 0), Work("cuda.ceiling.tensor.1_mma", 3, 5));
        Assert.Equal(new(2L * 64 * 256 * 16 * 3 * 5, 0), Work("cuda.ceiling.tensor.2_wgmma", 3, 5));
        Assert.Equal(new(2L * 4 * 256 * 16 * 3 * 5, 0), Work("cuda.ceiling.dot.1_dp4a", 3, 5));
        Assert.Equal(new(0, 2 * 3 * 1024), Work("cuda.ceiling.copy.1_wide_loads", 3));
        Assert.Equal(new(0, 3 * 1024), Work("cuda.ceiling.device_to_host.1_pageable", 3));
    }

    [Fact]
    public void Every_launch_is_of_an_entry_point_with_its_threads_and_its_arguments() => Assert.All(CudaCatalog.All, kernel =>
    {
        var shapes = Shapes.Of(kernel);
        var launched = shapes.SelectMany(shape =>
        {
            using var problem = kernel.Create(new(shape, 132));
            Assert.All(problem.Launches, launch =>
            {
                var entryPoint = kernel.EntryPoints.Single(entryPoint => entryPoint.Name == launch.EntryPoint);
                Assert.Equal((ulong)entryPoint.Threads, launch.Block.Count);
                Assert.InRange(launch.Grid.Y, 1u, 65_535u);
                Assert.InRange(launch.Grid.Z, 1u, 65_535u);
                Assert.All(launch.Arguments, argument => Assert.True(argument.Operand is null || problem.Operands.Contains(argument.Operand)));
            });
            return problem.Launches.Select(launch => launch.EntryPoint).ToArray();
        });
        Assert.Equal(kernel.EntryPoints.Select(entryPoint => entryPoint.Name).Order(StringComparer.Ordinal), launched.Distinct().Order(StringComparer.Ordinal));
        Assert.Null(kernel.Refusal(kernel.Addresses));
    });

    [Theory]
    [InlineData("cuda.kv_append.1_four_per_thread", "3x2x6", "head size 6 is not a multiple of 4")]
    [InlineData("cuda.matmul.1_naive", "2097121x1x1", "m 2097121 or n 1 is more than 2097120")]
    [InlineData("cuda.ceiling.tensor.1_mma", "1x32768", "32768 steps are more than the 32767 whose sums are exact")]
    [InlineData("cuda.ceiling.tensor.2_wgmma", "1x65536", "65536 steps are more than the 65535 whose sums are exact")]
    [InlineData("cuda.ceiling.dot.1_dp4a", "1x32767", "32767 steps are more than the 32766 whose sums are exact")]
    [InlineData("cuda.attention_full.1_naive", "3x4x2x96", "head size 96 is neither 64 nor 128")]
    public void A_shape_that_cannot_run_is_refused(string kernel, string shape, string reason)
    {
        Assert.True(KernelShape.TryParse(shape, out var parsed));
        Assert.Equal(reason, CudaCatalog.All.Single(info => info.Name == kernel).Refusal(parsed));
    }

    private static KernelWork Work(string name, params ReadOnlySpan<int> sizes) => CudaCatalog.Steps.Single(kernel => kernel.Name == name).Work(new(sizes));
}
