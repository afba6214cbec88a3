using InferBench.Kernels;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class KernelExpansionTests
{
    private const string Naive = "cpu.mul.1_naive", Simd = "cpu.mul.2_simd", Cores = "cpu.mul.3_cores", Rows = "cpu.matvec.int4.1_rows";

    private static readonly CpuInfo Cpu = new()
    {
        Model = "Test CPU",
        Architecture = "X64",
        LogicalCores = 2,
        Caches =
        [
            new() { Level = 1, Kind = "data", Bytes = 48 << 10, Count = 2 },
            new() { Level = 1, Kind = "instruction", Bytes = 32 << 10, Count = 2 },
            new() { Level = 2, Kind = "unified", Bytes = 1 << 20, Count = 2 },
        ],
    };

    private static readonly KernelInfo[] Catalogue =
    [
        Kernel("cpu.ceiling.read.1_simd", "ceiling.read", new(1024), "none") with { IsParallel = true },
        Kernel("cpu.ceiling.fma.1_simd", "ceiling.fma", new(1000), "fp32") with { IsParallel = true },
        Kernel("cpu.ceiling.dot.1_simd", "ceiling.dot", new(1000), "int8") with { IsParallel = true },
        Kernel(Naive, "mul", new(8, 8)),
        Kernel(Simd, "mul", new(64, 64)) with { Sets = [InstructionSet.Avx2, InstructionSet.Avx512], Refusal = s => s[0] % 2 == 0 ? null : "m is odd" },
        Kernel(Cores, "mul", new(99, 64)) with { IsParallel = true },
        Kernel(Rows, "matvec.int4", new(32), "int8") with { Rotates = true },
    ];

    private static readonly PlannedReference[] References =
    [
        new("lib.mul", "mul", null, _ => null),
        new("gone.mul", "mul", "it is not here", _ => null),
    ];

    private static readonly KernelsOptions Bare = new() { Ceilings = false, References = false };

    private static KernelInfo Kernel(string name, string ladder, KernelShape shape, string arithmetic = "fp32") => new()
    {
        Name = name,
        Ladder = ladder,
        Step = int.Parse(name.Split('.')[^1].Split('_')[0], System.Globalization.CultureInfo.InvariantCulture),
        Idea = "",
        Explanation = "",
        Arithmetic = arithmetic,
        Sets = [InstructionSet.Scalar],
        Sizes = [.. Enumerable.Range(0, shape.Count).Select(i => $"size {i + 1}")],
        Addresses = shape,
        Work = _ => new(1, 1),
        Footprint = _ => 1,
        Create = _ => throw new InvalidOperationException(),
    };

    private static RunPlan Expand(KernelsOptions options, params InstructionSet[] here) =>
        new KernelExpansion(options, Catalogue, References, here.Length > 0 ? here : [InstructionSet.Scalar, InstructionSet.Avx2], TestRecords.Ok().Environment with { Cpu = Cpu }, threads: 2, [], []).Expand();

    private static string[] Names(RunPlan plan) =>
        [.. plan.Cases.Select(c => $"{c.Spec.Kernel} {c.Spec.Shape} {c.Spec.Threads}").Order(StringComparer.Ordinal)];

    private static string Refused(KernelsOptions options, params InstructionSet[] here) =>
        Assert.Throws<BadInputException>(() => Expand(options, here)).Message;

    [Fact]
    public void Each_step_runs_where_it_and_later_steps_have_to_beat_the_one_before() => Assert.Equal(
        [
            $"{Rows} 32 1",
            $"{Naive} 64x64 1", $"{Naive} 8x8 1",
            $"{Simd} 64x64 1", $"{Simd} 8x8 1", $"{Simd} 99x64 1",
            $"{Cores} 64x64 0", $"{Cores} 8x8 0", $"{Cores} 99x64 0",
        ],
        Names(Expand(Bare)));

    [Fact]
    public void A_group_is_a_ladder_and_a_shape_with_the_libraries_first()
    {
        var plan = Expand(Bare with { References = true, Kernels = ["mul"], Threads = [2, 4] });

        Assert.Equal(3, plan.Groups.Count);
        Assert.All(plan.Groups, g => Assert.Single(g.Cases.Select(c => c.Spec.Shape).Distinct()));
        Assert.All(plan.Groups, g => Assert.Equal(["lib", "native"], g.Cases.Select(c => c.Spec.Engine).Distinct()));
        var group = Assert.Single(plan.Groups, g => g.Shared.Shape == "8x8");
        Assert.Equal([1, 2, 4], group.Cases.Where(c => c.Spec.Engine == "lib").Select(c => c.Spec.Threads).Order());
        Assert.DoesNotContain(plan.Cases, c => c.Spec.Engine == "gone");
        Assert.Equal(Enumerable.Range(0, plan.Cases.Count()), plan.Cases.Select(c => c.OrderIndex));
    }

    [Fact]
    public void Ceilings_come_first_for_the_threads_and_types_of_the_plan()
    {
        var plan = Expand(Bare with { Ceilings = true, Kernels = ["mul"], Shapes = ["8x8"], Threads = [2] });

        Assert.Equal(
            ["fma 1000 1", "fma 1000 2", "read 1024 1", "read 1024 2", "read 1048576 1", "read 1048576 2", "read 192 2", "read 2048 1", "read 2048 2",
                "read 24 1", "read 4096 2", "read 48 1", "read 48 2", "read 512 1", "read 96 1", "read 96 2"],
            Names(plan with { Groups = [plan.Groups[0]] }).Select(name => name.Replace("cpu.ceiling.", "", StringComparison.Ordinal).Replace(".1_simd", "", StringComparison.Ordinal)));
        Assert.Equal(2, plan.Groups.Count);
    }

    [Fact]
    public void The_seed_decides_the_order_and_nothing_else_does()
    {
        string[] Order(long seed) => [.. Expand(Bare with { Seed = seed }).Cases.Select(c => $"{c.Spec.Kernel} {c.Spec.Shape}")];

        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(Order(1).Order(), Order(2).Order());
    }

    [Theory]
    [InlineData("mul", 8)]
    [InlineData("matvec", 1)]
    [InlineData("matvec.int4", 1)]
    [InlineData(Simd, 1)]
    [InlineData("ceiling", 3)]
    public void A_ladder_a_family_or_one_kernel_is_named(string name, int cases) =>
        Assert.Equal(cases, Expand(Bare with { Kernels = [name] }).Cases.Count());

    [Fact]
    public void Steps_and_instruction_sets_are_chosen()
    {
        var plan = Expand(Bare with { Kernels = ["mul"], Steps = [1, 2], Shapes = ["8x8"], Isas = ["avx2"] });

        Assert.Equal([$"{Naive} 8x8 1", $"{Simd} 8x8 1"], Names(plan));
        Assert.All(plan.Cases, c => Assert.Equal("avx2", c.Spec.Isa));
        Assert.Equal("cpu.mul.1_naive has no code for avx2; it has scalar", plan.Cases.Single(c => c.Spec.Kernel == Naive).SkipReason);
        Assert.Null(plan.Cases.Single(c => c.Spec.Kernel == Simd).SkipReason);
    }

    [Fact]
    public void A_kernel_that_this_processor_or_this_shape_rules_out_is_skipped_with_the_reason()
    {
        var plan = Expand(Bare with { Kernels = ["mul"], Shapes = ["8x8", "9x8"] }, InstructionSet.Scalar);

        var skipped = plan.Cases.Where(c => c.SkipReason is not null).OrderBy(c => c.Spec.Shape, StringComparer.Ordinal).ToArray();
        Assert.Equal(
            ["cpu.mul.2_simd needs avx2 or avx512, and this processor has scalar", "found shape 9x8: m is odd"],
            skipped.Select(c => c.SkipReason));
    }

    [Fact]
    public void What_is_cached_and_what_is_not_are_other_cases_where_operands_would_be_rotated()
    {
        string[] Ids(bool cached) => [.. Expand(Bare with { Cached = cached, Kernels = [Rows, Naive] }).Cases.OrderBy(c => c.Spec.Kernel, StringComparer.Ordinal).Select(c => c.CaseId)];

        var (rotated, cached) = (Ids(false), Ids(true));
        Assert.NotEqual(rotated[0], cached[0]);
        Assert.Equal(rotated[1], cached[1]);
    }

    [Fact]
    public void What_does_not_exist_is_refused_with_what_does()
    {
        Assert.Equal("--kernel: unknown kernel 'mull' (did you mean mul?); allowed: ceiling.read, ceiling.fma, ceiling.dot, mul, matvec.int4, or one of their kernels, such as cpu.matmul.1_naive", Refused(Bare with { Kernels = ["mull"] }));
        Assert.Equal("--step: found 7, allowed are steps of the ladders: mul 1 to 3, matvec.int4 1 to 1", Refused(Bare with { Steps = [7] }));
        Assert.Equal("--isa: unknown instruction set 'avx22' (did you mean avx2?); allowed: scalar, avx2, avxvnni, avx512", Refused(Bare with { Isas = ["avx22"] }));
        Assert.Equal("--isa: found 'avx512', which this processor does not have; it has scalar, avx2", Refused(Bare with { Isas = ["avx512"] }));
        Assert.Equal("--device: found 'cuda:0', allowed are cpu and cuda:N, for which there are kernels", Refused(Bare with { Devices = ["cpu", "cuda:0"] }));
    }

    [Theory]
    [InlineData("8x", "--shape: found '8x', allowed are whole numbers of 1 or more with x between them, such as 1024x1024x1024")]
    [InlineData("0x4", "--shape: found '0x4', allowed are whole numbers of 1 or more with x between them, such as 1024x1024x1024")]
    [InlineData("8x8x8", "--shape: found '8x8x8', allowed for mul is size 1 x size 2, such as 64x64; give one, or leave mul out with --kernel")]
    [InlineData("2000000000x2000000000", "--shape: found '2000000000x2000000000', allowed are sizes whose product is at most 1,125,899,906,842,624")]
    [InlineData("9x8", "--shape, --isa: no case can run: found shape 9x8: m is odd; look at the cases with --list")]
    public void An_impossible_shape_is_refused(string shape, string message) =>
        Assert.Equal(message, Refused(Bare with { Kernels = ["mul"], Steps = [2], Shapes = [shape] }));

    [Fact]
    public void Shapes_of_a_model_are_of_their_ladders_alone_and_every_step_runs_them()
    {
        var ladders = new Dictionary<string, IReadOnlyList<string>> { ["mul"] = ["6x4", "8x2"], ["attention"] = ["1x1"] };

        var plan = Expand(Bare with { LadderShapes = ladders }, InstructionSet.Scalar, InstructionSet.Avx2);

        Assert.Equal(
            from name in new[] { Naive, Simd, Cores } from shape in new[] { "6x4", "8x2" } select (name, shape),
            plan.Cases.Select(c => (c.Spec.Kernel!, c.Spec.Shape!)).Order());
    }

    [Fact]
    public void Kernels_that_a_model_has_no_use_of_are_refused() => Assert.Equal(
        "--kernel: found 'matvec', allowed are kernels that the model of --for-model has use of: mul",
        Assert.Throws<BadInputException>(() => Expand(
            Bare with { Kernels = ["matvec"], LadderShapes = new Dictionary<string, IReadOnlyList<string>> { ["mul"] = ["6x4"], ["argmax"] = ["9"] } }, InstructionSet.Scalar)).Message);
}
