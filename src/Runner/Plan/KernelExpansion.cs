using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>Turns options of <c>kernels</c> into a plan.</summary>
/// <param name="options">The options.</param>
/// <param name="catalogue">Every kernel there is.</param>
/// <param name="references">Every library there is.</param>
/// <param name="here">What this processor has.</param>
/// <param name="machine">This machine.</param>
/// <param name="threads">Threads that a case gets which leaves their number to InferBench.</param>
/// <param name="cuda">All that is timed on CUDA devices.</param>
/// <param name="gpus">The CUDA devices that are asked for.</param>
public sealed class KernelExpansion(
    KernelsOptions options, IReadOnlyList<KernelInfo> catalogue, IReadOnlyList<PlannedReference> references, IReadOnlyList<InstructionSet> here,
    EnvironmentInfo machine, int threads, IReadOnlyList<CudaStep> cuda, IReadOnlyList<PlannedGpu> gpus)
{
    /// <summary>Who executes our kernels, as cases name it.</summary>
    public const string Engine = "native";

    /// <summary>
    /// The ceilings, then a group for each ladder and shape, in an order that the seed decides: in it the libraries, which the
    /// kernels' records are held against, then the kernels, near each other in time.
    /// </summary>
    /// <param name="toRun">Whether the plan is to be run, and not only shown.</param>
    /// <exception cref="BadInputException">Something named does not exist here, or the plan is to be run and no case can.</exception>
    public RunPlan Expand(bool toRun = true)
    {
        RequireWhatDevicesHave();
        bool onCpu = options.Devices.Contains("cpu");
        var chosen = KernelChoice.Of(options, [.. onCpu ? catalogue : [], .. gpus.Count > 0 ? cuda : []]);
        CudaStep[] chosenCuda = [.. chosen.OfType<CudaStep>()];
        var isas = KernelIsas.Of(options.Isas, here);
        var shapes = KernelShapes.Of([.. chosen.OfType<KernelInfo>()], options);
        CudaExpansion[] devices = [.. gpus.Select(gpu => new CudaExpansion(options, cuda, gpu))];

        // The same seed gives the same order with the same version of .NET; records carry their place in it.
        var random = new Random(unchecked((int)(options.Seed ^ (options.Seed >> 32))));
        KernelCase[][] groups = [.. shapes.Select(at => Group(at, isas, random)), .. devices.SelectMany(device => device.Groups(chosenCuda, shapes, random))];
        random.Shuffle(groups);
        KernelCase[] all = [.. groups.SelectMany(g => g)];
        KernelCase[] ceilings = options.Ceilings ? [.. Ceilings(all)] : [], gpuCeilings = options.Ceilings ? [.. devices.SelectMany(device => device.Ceilings(all))] : [];

        int order = 0;
        var plan = new RunPlan
        {
            Groups = [.. groups.Prepend(gpuCeilings).Prepend(ceilings).SelectMany(Processes).Select(group => new CaseGroup
            {
                ModelPath = group[0].Spec.Model,
                Cases = [.. group.Select(c => new PlannedCase { Spec = c.Spec, CaseId = CaseId.Of(c.Spec), OrderIndex = order++, SkipReason = c.SkipReason })],
            })],
            Measurement = options.Measurement,
        };
        var asked = all.Where(c => c.Spec.Engine == Engine).ToArray();
        if (asked.Length == 0 && options.LadderShapes is { } ladders)
            throw new BadInputException($"--kernel: found '{string.Join(',', options.Kernels)}', allowed are kernels that the model of --for-model has use of: {string.Join(", ", ladders.Keys.Where(l => catalogue.Any(k => k.Ladder == l)).Order(StringComparer.Ordinal))}");
        return toRun && asked.Length > 0 && asked.All(c => c.SkipReason is not null)
            ? throw new BadInputException($"--shape, --isa: no case can run: {asked[0].SkipReason}; look at the cases with --list")
            : plan;
    }

    private void RequireWhatDevicesHave()
    {
        if (options.Devices.FirstOrDefault(d => d != "cpu" && gpus.All(gpu => gpu.Id != d)) is { } device)
            throw new BadInputException($"--device: found '{device}', allowed are cpu and cuda:N, for which there are kernels");
        if (!options.Devices.Contains("cpu") && (options.Isas.Count > 0 || options.Threads is not [0]))
            throw new BadInputException($"{(options.Isas.Count > 0 ? "--isa" : "--threads")}: allowed with cpu among --device: kernels of GPUs have none; found --device {string.Join(',', options.Devices)}");
    }

    // What a kernel does to a GPU may last as long as the process that ran it: each has its own.
    private static IEnumerable<KernelCase[]> Processes(KernelCase[] group) =>
        group.Length == 0 ? [] : group[0].Spec.Device == "cpu" ? [group] : group.Select(c => new[] { c });

    private KernelCase[] Group(LadderShape<KernelInfo> at, IReadOnlyList<string?> isas, Random random)
    {
        KernelCase[] kernels = [.. at.Kernels.SelectMany(k => Threads(k).SelectMany(count => isas.Select(isa => Kernel(k, at.Shape, count, isa))))];
        KernelCase[] libraries = options.References
            ? [.. references.Where(r => r.Ladder == at.Ladder && r.Absent is null)
                .SelectMany(r => kernels.Select(k => k.Spec.Threads).Distinct().Select(count => Library(r, at.Shape, count)))]
            : [];
        random.Shuffle(libraries);
        random.Shuffle(kernels);
        return [.. libraries, .. kernels];
    }

    private KernelCase Kernel(KernelInfo kernel, KernelShape shape, int count, string? isa)
    {
        var spec = Spec(Engine, kernel.Name, kernel.Rotates, shape, count) with { Isa = isa };
        return new(spec, kernel.Arithmetic, KernelCase.Refused(kernel.Refusal(shape), shape) ?? KernelIsas.Refusal(kernel, isa, here));
    }

    private KernelCase Library(PlannedReference library, KernelShape shape, int count) =>
        new(Spec(library.Engine, library.Name, catalogue.Any(k => k.Ladder == library.Ladder && k.Rotates), shape, count), "", KernelCase.Refused(library.Refusal(shape), shape));

    private CaseSpec Spec(string engine, string name, bool rotates, KernelShape shape, int count) =>
        KernelCase.Of(engine, "cpu", name, shape, options.Seed) with { Threads = count, Cached = options.Cached && rotates ? true : null };

    // Ceilings run with the richest set there is: they are the machine's, whatever a kernel was forced to.
    private IEnumerable<KernelCase> Ceilings(IEnumerable<KernelCase> cases)
    {
        KernelCase[] measured = [.. cases.Where(c => c.SkipReason is null && c.Spec.Device == "cpu")];
        if (measured.Length == 0)
            return [];
        string[] arithmetic = [.. measured.Select(c => c.Arithmetic).Distinct()];
        int[] counts = [.. measured.Select(c => c.Spec.Threads).Distinct()];
        return
            from kernel in catalogue
            where KernelLadder.IsCeiling(kernel.Ladder) && (CeilingShapes.IsRead(kernel) || arithmetic.Contains(kernel.Arithmetic))
            from count in kernel.IsParallel ? counts : [1]
            from shape in CeilingShapes.Of(kernel, machine, count == 0 ? threads : count)
            let spec = Spec(Engine, kernel.Name, kernel.Rotates, shape, count)
            select new KernelCase(spec, kernel.Arithmetic, KernelIsas.Refusal(kernel, null, here));
    }

    private IReadOnlyList<int> Threads(KernelInfo kernel) => kernel.IsParallel ? options.Threads : [1];
}
