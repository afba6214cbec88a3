using System.Globalization;
using InferBench.Kernels.Cpu.Ceilings;

namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>What a device can do at most: reading, copying, multiply-adds and dot products in registers, products of tiles.</summary>
public static class CudaCeilingKernels
{
    private const int DramKibibytes = 1 << 20;

    // Many blocks of few milliseconds together: no number of multiprocessors leaves much of the last ones idle.
    private const int Blocks = 128 * 132;

    public static IReadOnlyList<CudaKernelInfo> All { get; } =
    [
        new()
        {
            Name = "cuda.ceiling.read.1_wide_loads",
            Ladder = "ceiling.read",
            Step = 1,
            Idea = "Pieces of 16 bytes are read and added up, eight of a thread at once",
            Explanation = "Nothing is computed but a sum, and enough loads are on their way to hide the latency of memory: what is left is how fast bytes come, from the second-level "
                + "cache where the working set fits it, else from memory.",
            Arithmetic = "none",
            Inputs = "random bits",
            Source = "Ceilings/Read/1_wide_loads.cu",
            EntryPoints = [new("ceiling_read", 512, 64)],
            Sizes = ["KiB"],
            Addresses = new(DramKibibytes),
            Work = shape => new(0, SimdRead.Bytes(shape) * SimdRead.Passes(shape)),
            Create = setup => new ReadProblem(setup),
        },
        new()
        {
            Name = "cuda.ceiling.copy.1_wide_loads",
            Ladder = "ceiling.copy",
            Step = 1,
            Idea = "Pieces of 16 bytes are read and written, four of a thread at once",
            Explanation = "Every byte is read once and written once. Memory turns from reading to writing and back, which costs it more than reading alone.",
            Arithmetic = "none",
            Inputs = "random bits",
            Source = "Ceilings/Copy/1_wide_loads.cu",
            EntryPoints = [new("ceiling_copy", 512, 64)],
            Sizes = ["KiB"],
            Addresses = new(DramKibibytes),
            Work = shape => new(0, 2 * ((long)shape[0] << 10)),
            Create = setup => new CopyProblem(setup),
        },
        new()
        {
            Name = "cuda.ceiling.fma.1_registers",
            Ladder = "ceiling.fma",
            Step = 1,
            Idea = "Sixteen chains of multiply-adds a thread, all in registers",
            Explanation = "No operand comes from memory, and no multiply-add waits for one that is still under way: what is left is how many the multiprocessors begin each cycle.",
            Arithmetic = "fp32",
            Inputs = "N(0,1), factors of 1/4 to 3/4",
            Source = "Ceilings/Fma/1_registers.cu",
            EntryPoints = [new("ceiling_fma", FmaProblem.Threads, 40)],
            Sizes = ["blocks", "steps"],
            Addresses = new(Blocks, 512),
            Work = shape => new(2L * FmaProblem.Threads * FmaProblem.Chains * shape[0] * shape[1], 0),
            Create = setup => new FmaProblem(setup.Shape),
        },
        new()
        {
            Name = "cuda.ceiling.tensor.1_mma",
            Ladder = "ceiling.tensor",
            Step = 1,
            Idea = "Eight tiles of sums a warp, products of fp16 by mma.sync",
            Explanation = "No operand comes from memory, and no product waits for one that is still under way. On Hopper mma.sync reaches about 60 to 65 % of what its own wgmma does: "
                + "there this is the ceiling of kernels written for Ampere, and not the device's.",
            Arithmetic = "fp16-tensor",
            Inputs = "whole numbers of -2 to 2",
            Source = "Ceilings/Tensor/1_mma.cu",
            EntryPoints = [new("ceiling_mma", 256, 64)],
            Lowest = new(8, 0),
            Sizes = ["blocks", "steps"],
            Addresses = new(Blocks / 8, 1024),
            Refusal = shape => Refusal(shape[1], MmaProblem.MostSteps),
            Work = shape => new(2L * MmaProblem.Rows * MmaProblem.Columns * MmaProblem.Depth * MmaProblem.Tiles * MmaProblem.Warps * shape[0] * shape[1], 0),
            Create = setup => new MmaProblem(setup.Shape),
        },
        new()
        {
            Name = "cuda.ceiling.tensor.2_wgmma",
            Ladder = "ceiling.tensor",
            Step = 2,
            Idea = "A tile of 64 x 256 sums a warp group, products of fp16 by wgmma from shared memory",
            Explanation = "Four warps multiply together, and the tensor cores read both operands from shared memory themselves, the same ones again and again: no register moves, "
                + "and each product is queued behind the last. This is what Hopper's tensor cores do at most.",
            Arithmetic = "fp16-tensor",
            Inputs = "whole numbers of -2 to 2",
            Source = "Ceilings/Tensor/2_wgmma.cu",
            EntryPoints = [new("ceiling_wgmma", WgmmaProblem.Threads, 168, 10 << 10)],
            Lowest = new(9, 0, true),
            Sizes = ["blocks", "steps"],
            Addresses = new(Blocks / 8, 1024),
            Refusal = shape => Refusal(shape[1], WgmmaProblem.MostSteps),
            Work = shape => new(2L * WgmmaProblem.Rows * WgmmaProblem.Columns * WgmmaProblem.Depth * shape[0] * shape[1], 0),
            Create = setup => new WgmmaProblem(setup.Shape),
        },
        new()
        {
            Name = "cuda.ceiling.dot.1_dp4a",
            Ladder = "ceiling.dot",
            Step = 1,
            Idea = "Sixteen chains of dot products of four bytes a thread, all in registers",
            Explanation = "One instruction multiplies four pairs of bytes and adds them to a sum. No operand comes from memory, and none waits for one that is still under way: what is left is "
                + "how many the multiprocessors begin each cycle.",
            Arithmetic = "int8",
            Inputs = "random bytes",
            Source = "Ceilings/Dot/1_dp4a.cu",
            EntryPoints = [new("ceiling_dp4a", DotProblem.Threads, 40)],
            Sizes = ["blocks", "steps"],
            Addresses = new(Blocks, 512),
            Refusal = shape => Refusal(shape[1], DotProblem.MostSteps),
            Work = shape => new(2L * DotProblem.Bytes * DotProblem.Threads * DotProblem.Chains * shape[0] * shape[1], 0),
            Create = setup => new DotProblem(setup.Shape),
        },
    ];

    private static string? Refusal(int steps, int most) =>
        steps <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{steps} steps are more than the {most} whose sums are exact");
}
