using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.References;

namespace InferBench.Runner.Workloads;

/// <summary>A kernel, ours or a library's, with its operands in memory.</summary>
public sealed class OpenedKernel : IDisposable
{
    private readonly KernelInstance instance;
    private readonly IDisposable? host;

    /// <param name="instance">Closed together with this.</param>
    /// <param name="host">Closed after it; null where there is nothing to close.</param>
    internal OpenedKernel(KernelInstance instance, IDisposable? host, EngineInfo engine, KernelFacts facts)
    {
        this.instance = instance;
        this.host = host;
        Engine = engine;
        Facts = facts;
    }

    public EngineInfo Engine { get; }

    public KernelFacts Facts { get; }

    /// <summary>The GPU it is on; null on a processor.</summary>
    public DeviceInfo? Device { get; init; }

    /// <summary>Clock of a GPU below which a trial was throttled, Hz; null on a processor.</summary>
    public double? LeastHertz { get; init; }

    /// <summary>Whether launches on a GPU find in its caches what the one before left there.</summary>
    public bool IsCached { get; init; }

    /// <summary>Bytes that launches go round through.</summary>
    public long WorkingSet => instance.WorkingSet;

    /// <summary>Launches of it. They end before this does.</summary>
    /// <param name="seed">Of the inputs.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="WrongResultException">The results are wrong; nothing was timed.</exception>
    public IKernelWorkload Start(ulong seed, TimeProvider time) =>
        instance is CudaInstance gpu ? GpuKernelWorkload.Start(gpu, seed, IsCached) : KernelWorkload.Start(instance, seed, time);

    /// <summary>Lays out a case's operands.</summary>
    /// <param name="spec">A case of a kernel.</param>
    /// <param name="threads">Threads of a launch.</param>
    /// <param name="rotateBytes">See <see cref="KernelSetup.RotateBytes"/>.</param>
    /// <param name="version">Of InferBench.</param>
    /// <exception cref="InvalidDataException">There is no such kernel, or this machine cannot run it.</exception>
    /// <exception cref="OutOfMemoryException">The operands do not fit.</exception>
    public static OpenedKernel Open(CaseSpec spec, int threads, long rotateBytes, string version)
    {
        var shape = KernelShape.TryParse(spec.Shape ?? "", out var parsed) ? parsed : throw new InvalidDataException($"found shape '{spec.Shape}'");
        if (OpenedCudaKernel.Is(spec))
            return OpenedCudaKernel.Open(spec, shape, version);
        return KernelCatalog.All.FirstOrDefault(k => k.Name == spec.Kernel) is { } kernel
            ? Open(kernel, shape, spec.Isa, kernel.IsParallel ? threads : 1, rotateBytes, version)
            : Open(KernelReferences.Find(spec.Kernel) ?? throw Unknown(spec), spec, shape, threads, rotateBytes);
    }

    /// <summary>Another computation in the place of a kernel, one thread of it.</summary>
    /// <param name="kernel">The kernel that it passes for.</param>
    /// <param name="shape">What it computes.</param>
    /// <param name="instance">It; closed together with this.</param>
    /// <param name="engine">Who executes it.</param>
    internal static OpenedKernel InPlaceOf(KernelInfo kernel, KernelShape shape, KernelInstance instance, EngineInfo engine) =>
        new(instance, null, engine, FactsOf(kernel.Name, kernel.Step, kernel.Idea, null, kernel, shape));

    /// <summary>Whether operands of a case's kernel are to be gone round; those of a library as its ladder's. Not where there is no such kernel.</summary>
    public static bool Rotates(CaseSpec spec)
    {
        string? ladder = KernelReferences.Find(spec.Kernel)?.Ladder;
        return KernelCatalog.All.Any(k => k.Rotates && (k.Name == spec.Kernel || k.Ladder == ladder));
    }

    public void Dispose()
    {
        instance.Dispose();
        host?.Dispose();
    }

    private static OpenedKernel Open(KernelInfo kernel, KernelShape shape, string? isa, int threads, long rotateBytes, string version)
    {
        var sets = kernel.SetsHere.Where(set => isa is null || set.Name() == isa).ToArray();
        if (sets.Length == 0)
            throw new InvalidDataException($"{kernel.Name} cannot run with {isa ?? "any instruction set"} on this processor");
        var pool = new WorkerPool(threads);
        try
        {
            return new(
                kernel.Create(new(shape, sets[^1], pool, rotateBytes)), pool,
                new() { Name = "native", Version = version, Library = "InferBench.Kernels", Provider = "cpu", Threads = threads },
                FactsOf(kernel.Name, kernel.Step, kernel.Idea, sets[^1].Name(), kernel, shape));
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    private static OpenedKernel Open(KernelReference library, CaseSpec spec, KernelShape shape, int threads, long rotateBytes)
    {
        if (library.Absent() is { } absent)
            throw new InvalidDataException(absent);
        // A library does its ladder's work, whatever it does beyond it.
        var first = KernelCatalog.All.First(k => k.Ladder == library.Ladder);
        var instance = library.Create(new(shape, threads, rotateBytes));
        var engine = library.Engine(threads);
        return new(instance, null, engine, FactsOf(library.Name, 0, $"{engine.Name} {engine.Version}", null, first, shape) with
        {
            Ladder = KernelLadder.Of(spec),
            Arithmetic = library.Arithmetic,
        });
    }

    private static KernelFacts FactsOf(string name, int step, string idea, string? isa, KernelInfo kernel, KernelShape shape)
    {
        var work = kernel.Work(shape);
        return new()
        {
            Name = name,
            Ladder = kernel.Ladder,
            Step = step,
            Idea = idea,
            Arithmetic = kernel.Arithmetic,
            Isa = isa,
            Flops = work.Flops,
            Bytes = work.Bytes,
            Inputs = kernel.Inputs,
        };
    }

    private static InvalidDataException Unknown(CaseSpec spec) => new($"there is no kernel '{spec.Kernel}' here");
}
