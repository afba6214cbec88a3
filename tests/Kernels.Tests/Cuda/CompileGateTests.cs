using System.Globalization;
using System.Text;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Kernels.Cuda.Timing;

namespace InferBench.Kernels.Tests.Cuda;

/// <summary>Every kernel by the real compiler, for every architecture it claims to run on.</summary>
public sealed class CompileGateTests
{
    public static TheoryData<string> Sources => [.. All.Select(source => source.Source)];

    private static IEnumerable<(string Source, GpuArchitecture Lowest, IReadOnlyList<CudaEntryPoint> EntryPoints)> All =>
        CudaCatalog.All.GroupBy(kernel => kernel.Source)
            .Select(group => (group.Key, group.First().Lowest, (IReadOnlyList<CudaEntryPoint>)[.. group.SelectMany(kernel => kernel.EntryPoints).DistinctBy(entryPoint => entryPoint.Name)]))
            .Concat(TimingKernels.Sources.Select(source => (source, CudaTargets.Tested[0], (IReadOnlyList<CudaEntryPoint>)[new($"inferbench_{Path.GetFileNameWithoutExtension(source)}", 1, 16)])));

    [Theory]
    [MemberData(nameof(Sources))]
    public void Compiles_for_every_architecture_without_spills_and_within_its_budget(string source)
    {
        var (_, lowest, entryPoints) = All.Single(each => each.Source == source);
        foreach (var architecture in CudaTargets.Tested.Where(architecture => architecture >= lowest))
        {
            var compiled = CompiledKernel.Of(source, architecture);

            Assert.Equal(entryPoints.Select(entryPoint => entryPoint.Name).Order(StringComparer.Ordinal), compiled.Select(kernel => kernel.EntryPoint).Order(StringComparer.Ordinal));
            Assert.All(compiled, kernel =>
            {
                var budget = entryPoints.Single(entryPoint => entryPoint.Name == kernel.EntryPoint);
                Assert.Equal((0, 0), (kernel.StackBytes, kernel.SpillBytes));
                Assert.InRange(kernel.Registers, 1, budget.Registers);
                Assert.InRange(kernel.SharedBytes, budget.SharedBytes == 0 ? 0 : budget.SharedBytes / 3, budget.SharedBytes);
                // A block has to fit the registers and the shared memory that every GPU gives it.
                Assert.InRange(kernel.Registers * budget.Threads, 1, 65_536);
                Assert.InRange(kernel.SharedBytes, 0, 48 << 10);
            });
        }
    }

    [Fact]
    public void What_needs_tensor_cores_does_not_compile_for_less_than_it_says()
    {
        foreach (var kernel in CudaCatalog.All.Where(kernel => kernel.Lowest > CudaTargets.Tested[0]))
        {
            var before = CudaTargets.Tested.Last(architecture => architecture < kernel.Lowest);
            Assert.ThrowsAny<Exception>(() => CompiledKernel.Of(kernel.Source, before));
        }
    }

    [Fact]
    public void Products_of_warp_groups_are_not_made_to_wait_for_each_other()
    {
        var hopper = new GpuArchitecture(9, 0, true);
        string log = NvrtcNative.Require(hopper).Compile(
            CudaSource.Text("Ceilings/Tensor/2_wgmma.cu"), "2_wgmma.cu", hopper, CodeKind.Cubin, [.. CudaTargets.Options, "--ptxas-options=-v"]).Log;

        Assert.Contains("ceiling_wgmma", log, StringComparison.Ordinal);
        // "Potential Performance Loss: wgmma.mma_async instructions are serialized due to ..."
        Assert.DoesNotContain("serialized", log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_committed_table_of_resources_is_that_of_the_sources()
    {
        var table = new StringBuilder();
        foreach (var (source, lowest, _) in All)
        {
            var compiled = CudaTargets.Tested.Where(architecture => architecture >= lowest).SelectMany(architecture => CompiledKernel.Of(source, architecture));
            foreach (var kernel in compiled.GroupBy(kernel => kernel.EntryPoint).OrderBy(kernel => kernel.Key, StringComparer.Ordinal))
            {
                string registers = string.Join(" | ", CudaTargets.Tested.Select(target => kernel.FirstOrDefault(each => each.Architecture == target)?.Registers.ToString(CultureInfo.InvariantCulture) ?? "-"));
                table.Append(CultureInfo.InvariantCulture, $"| {source} | {kernel.Key} | {registers} | {kernel.Max(each => each.SharedBytes)} | {kernel.Max(each => each.SpillBytes)} |\n");
            }
        }

        string found = Heading + table;
        Committed.Require(Path.Combine("src", "Kernels", "Cuda", "Ptx", "RESOURCES.md"), found, "nvrtc");
    }

    private static string Heading =>
        $"""
        # What kernels take of a multiprocessor

        Registers of a thread by architecture, shared memory of a block in bytes and bytes of spilled registers, the most of any architecture, by the log of
        NVRTC {NvrtcNative.Require().Version}. `scripts/ptx` writes this file; a test compares it.

        | source | function | {string.Join(" | ", CudaTargets.Tested.Select(target => target.Real))} | shared | spilled |
        |---|---|{string.Concat(CudaTargets.Tested.Select(_ => "---:|"))}---:|---:|

        """;
}
