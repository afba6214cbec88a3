using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>The cases of one CUDA device.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="catalogue">All that is timed on CUDA devices.</param>
/// <param name="gpu">The device.</param>
internal sealed class CudaExpansion(KernelsOptions options, IReadOnlyList<CudaStep> catalogue, PlannedGpu gpu)
{
    /// <summary>For each ladder and shape the libraries, then the kernels.</summary>
    /// <param name="kernels">Those that were chosen.</param>
    /// <param name="onCpu">Those that run on the processor in the same plan, with their shapes.</param>
    /// <param name="random">Decides the order.</param>
    public IEnumerable<KernelCase[]> Groups(IReadOnlyList<CudaStep> kernels, IReadOnlyList<LadderShape<KernelInfo>> onCpu, Random random)
    {
        var shapes = KernelShapes.Of(kernels, options);
        return [.. shapes.Concat(Shared(shapes, onCpu)).Select(at => Group(at, random))];
    }

    /// <summary>The device's limits as far as the cases need them.</summary>
    public IEnumerable<KernelCase> Ceilings(IEnumerable<KernelCase> cases)
    {
        string[] arithmetic = [.. cases.Where(c => c.SkipReason is null && c.Spec.Device == gpu.Id).Select(c => c.Arithmetic).Distinct()];
        var known = cases.Select(c => CaseId.Of(c.Spec)).ToHashSet();
        return arithmetic.Length == 0 ? [] :
            from kernel in catalogue
            where KernelLadder.IsCeiling(kernel.Ladder) && CannotRun(kernel) is null
            where CeilingShapes.IsRead(kernel) || (kernel.Work(kernel.Addresses).Flops > 0 && arithmetic.Contains(kernel.Arithmetic))
            from shape in CeilingShapes.Of(kernel, gpu)
            let limit = Kernel(kernel, shape)
            where !known.Contains(CaseId.Of(limit.Spec))
            select limit;
    }

    // Ladders of the same name at no shape in common could not be compared: the processor's last one is the GPU's too.
    private static IEnumerable<LadderShape<CudaStep>> Shared(
        IReadOnlyList<LadderShape<CudaStep>> shapes, IReadOnlyList<LadderShape<KernelInfo>> onCpu) =>
        from ladder in shapes.GroupBy(at => at.Ladder)
        let others = onCpu.Where(at => at.Ladder == ladder.Key).ToArray()
        // A limit is the device's own, whatever the processor's kernel of that name is given.
        where others.Length > 0 && !KernelLadder.IsCeiling(ladder.Key) && !others.Any(other => ladder.Any(at => at.Shape.Equals(other.Shape)))
        let kernels = ladder.SelectMany(at => at.Kernels).Distinct().ToArray()
        select new LadderShape<CudaStep>(ladder.Key, others.MaxBy(at => at.Kernels.Max(k => k.Step))!.Shape, kernels);

    private KernelCase[] Group(LadderShape<CudaStep> at, Random random)
    {
        KernelCase[] kernels = [.. at.Kernels.Select(kernel => Kernel(kernel, at.Shape))];
        KernelCase[] libraries = options.References
            ? [.. gpu.References.Where(r => r.Ladder == at.Ladder && r.Absent is null).Select(r => new KernelCase(Spec(r.Engine, r.Name, at.Shape, hasCache: true), "", KernelCase.Refused(r.Refusal(at.Shape), at.Shape)))]
            : [];
        random.Shuffle(libraries);
        random.Shuffle(kernels);
        return [.. libraries, .. kernels];
    }

    private KernelCase Kernel(CudaStep kernel, KernelShape shape) =>
        new(Spec(KernelExpansion.Engine, kernel.Name, shape, kernel is CudaKernelInfo), kernel.Arithmetic, KernelCase.Refused(kernel.Refusal(shape), shape) ?? CannotRun(kernel));

    // What comes from the host finds nothing of it in the device's caches.
    private CaseSpec Spec(string engine, string name, KernelShape shape, bool hasCache) =>
        KernelCase.Of(engine, gpu.Id, name, shape, options.Seed) with { Cached = options.Cached && hasCache ? true : null };

    private string? CannotRun(CudaStep kernel) =>
        kernel.RunsOn(gpu.Architecture) ? null : $"{kernel.Name} needs {kernel.Needs}, and {gpu.Id} is sm_{gpu.Architecture}";
}
