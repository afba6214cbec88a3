using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>What a model's cases read in a decode step on some threads.</summary>
/// <param name="Threads">Threads asked for; 0 leaves the choice to InferBench.</param>
/// <param name="Bytes">Bytes of a step.</param>
public readonly record struct ReadDemand(int Threads, long Bytes);

/// <summary>The ceilings that a run of models is held against, and how briefly they are measured.</summary>
public static class RunCeilings
{
    private const double LeastSeconds = 10;
    private const int MostSizes = 8;
    private const double LeastRatio = 1.25;
    private const int Kibibyte = 1024;
    private const int LeastSide = 512;

    // Of a thread in a millisecond, at some 60 GFLOP/s: shorter products would be bound by handing them out.
    private const double LeastFlops = 6e7;

    /// <summary>A few launches each: together a few seconds, nearly all of them for filling the set in memory.</summary>
    public static MeasurementSettings Settings { get; } = new() { Trials = 7, WarmUp = 3 };

    /// <summary>Why a run has no ceilings; null where it has.</summary>
    public static string? WhyNone(RunOptions options, RunPlan plan)
    {
        double seconds = plan.Measurement.MaxTime * plan.Cases.Count(c => c.SkipReason is null);
        return !options.Ceilings ? "--no-ceilings was given, or ceilings: false in the plan"
            : plan.Measurement.Trials is not null ? "with --trials no ceilings are measured"
            : seconds < LeastSeconds ? Invariant($"no ceilings are measured where all cases together take less than {LeastSeconds:0} s")
            : null;
    }

    /// <summary>
    /// Cases of the peaks of arithmetic, of libraries' products and of the read bandwidth at what is demanded and, where asked for, in
    /// memory.
    /// </summary>
    /// <param name="demands">What the run's cases read; at least one.</param>
    /// <param name="libraries">Libraries' products that this machine has.</param>
    /// <param name="machine">This machine.</param>
    /// <param name="threads">Threads of a case that leaves them to InferBench.</param>
    /// <param name="seed">Of the inputs.</param>
    /// <param name="inMemory">Whether to measure memory itself, which takes longest.</param>
    public static IReadOnlyList<CaseSpec> Cases(
        IEnumerable<ReadDemand> demands, IReadOnlyList<PlannedReference> libraries, EnvironmentInfo machine, int threads, long seed, bool inMemory)
    {
        var groups = demands.GroupBy(d => d.Threads).ToArray();
        return
        [
            .. from same in groups
               from kernel in KernelCatalog.All
               where KernelLadder.IsCeiling(kernel.Ladder)
               let known = CeilingShapes.Of(kernel, machine, same.Key == 0 ? threads : same.Key)
               from shape in CeilingShapes.IsRead(kernel) ? Sizes([.. same.Select(d => d.Bytes)], known[^1], inMemory) : known
               select Spec(KernelExpansion.Engine, kernel.Name, shape, same.Key, seed),
            .. from same in groups
               from library in libraries
               select Spec(library.Engine, library.Name, Product(same.Key == 0 ? threads : same.Key), same.Key, seed),
        ];
    }

    /// <summary>Cases of what a GPU reads from its second-level cache and its memory, and of its peaks.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="seed">Of the inputs.</param>
    public static IReadOnlyList<CaseSpec> Cases(PlannedGpu gpu, long seed) =>
    [
        .. from kernel in CudaCatalog.All
           where KernelLadder.IsCeiling(kernel.Ladder) && kernel.RunsOn(gpu.Architecture)
           where CeilingShapes.IsRead(kernel) || (kernel.Work(kernel.Addresses).Flops > 0 && ModelArithmetic.OfGpus.Contains(kernel.Arithmetic))
           from shape in CeilingShapes.Of(kernel, gpu)
           select KernelCase.Of(KernelExpansion.Engine, gpu.Id, kernel.Name, shape, seed),
    ];

    /// <summary>The case of one ceiling.</summary>
    /// <param name="ladder">Such as <c>ceiling.read</c>.</param>
    /// <param name="bytes">Working set of a read; null takes the kernel's own.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="seed">Of the inputs.</param>
    public static CaseSpec Case(string ladder, long? bytes, int threads, long seed)
    {
        var kernel = KernelCatalog.All.First(k => k.Ladder == ladder);
        return Spec(KernelExpansion.Engine, kernel.Name, bytes is { } size ? Shape(size) : kernel.Addresses, threads, seed);
    }

    /// <summary>A group of ceilings, to be run in a worker of its own.</summary>
    /// <param name="cases">Ceilings; at least one.</param>
    /// <param name="firstPlace">Place of the first in the run.</param>
    public static CaseGroup Group(IReadOnlyList<CaseSpec> cases, int firstPlace) => new()
    {
        ModelPath = cases[0].Model,
        Cases = [.. cases.Select((spec, i) => new PlannedCase { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = firstPlace + i })],
    };

    // Many models and depths share a few sizes, between which the curve is drawn.
    private static IEnumerable<KernelShape> Sizes(long[] bytes, KernelShape memory, bool inMemory)
    {
        double ratio = Math.Max(LeastRatio, Math.Pow((double)bytes.Max() / bytes.Min(), 1.0 / (MostSizes - 1)));
        long last = 0;
        foreach (long size in bytes.Order().Where(size => size < (long)memory[0] * Kibibyte))
        {
            if (size < last * ratio)
                continue;
            last = size;
            yield return Shape(size);
        }

        if (inMemory)
            yield return memory;
    }

    private static KernelShape Shape(long bytes) => new((int)Math.Clamp(bytes / Kibibyte, 1, int.MaxValue));

    // A product long enough for all threads to have work, and no longer.
    private static KernelShape Product(int threads)
    {
        int side = LeastSide;
        while (2.0 * side * side * side < LeastFlops * threads)
            side *= 2;
        return new(side, side, side);
    }

    private static CaseSpec Spec(string engine, string kernel, KernelShape shape, int threads, long seed) =>
        KernelCase.Of(engine, "cpu", kernel, shape, seed) with { Threads = threads };
}
