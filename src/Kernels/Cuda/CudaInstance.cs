using InferBench.Kernels.Cuda.Timing;

namespace InferBench.Kernels.Cuda;

/// <summary>A problem with its operands on a device, launched again and again, and timed by the GPU's own clock.</summary>
public abstract class CudaInstance : KernelInstance
{
    private readonly GpuTimer timer;
    private readonly CudaProblem problem;
    private readonly CudaOperandMemory[] memories;
    private readonly Action<CudaStream> launch;
    private CudaGraphExec? repeated;
    private int repeats;

    /// <param name="session">Open for as long as this is.</param>
    /// <param name="problem">Closed together with this, also where this cannot be made.</param>
    private protected CudaInstance(CudaSession session, CudaProblem problem)
    {
        (timer, this.problem) = (session.Timer, problem);
        launch = Launch;
        var made = new List<CudaOperandMemory>();
        try
        {
            Require(session.Context, WorkingSet);
            foreach (var operand in problem.Operands)
                made.Add(new(session.Context, operand));
        }
        catch
        {
            made.ForEach(memory => memory.Dispose());
            problem.Dispose();
            throw;
        }

        memories = [.. made];
    }

    /// <summary>Whether the host works while a launch goes on, so that one cannot wait on the device until it is queued.</summary>
    private protected virtual bool IsOfHost => false;

    /// <summary>Bytes of all operands.</summary>
    public sealed override long WorkingSet => problem.Operands.Sum(operand => operand.Bytes);

    /// <inheritdoc cref="GpuTimer.LeastHertz"/>
    public double LeastHertz => timer.LeastHertz;

    /// <summary>What its machine code comes from, such as "NVRTC 12.4", "shipped PTX" or a library's release.</summary>
    public abstract string Code { get; }

    /// <summary>The launches that were needed, each with what its code takes of the device; none of a library's.</summary>
    public virtual IReadOnlyList<CudaLaunchInfo> Launches => [];

    /// <summary>Gives everything of one launch to a stream. Waits for nothing.</summary>
    public abstract void Launch(CudaStream stream);

    /// <inheritdoc/>
    /// <exception cref="Driver.CudaException">The device is lost.</exception>
    public sealed override void Fill(ulong seed)
    {
        problem.Fill(seed);
        Upload(isInput: true);
    }

    /// <inheritdoc/>
    /// <exception cref="Driver.CudaException">The device is lost.</exception>
    public sealed override void Poison()
    {
        problem.Poison();
        Upload(isInput: false);
    }

    /// <summary>One launch, to its end.</summary>
    /// <exception cref="Driver.CudaException">It faults, or the device is lost.</exception>
    /// <exception cref="Driver.CudaTimeoutException">It does not end.</exception>
    public sealed override void Run() => timer.WarmUp(launch);

    /// <inheritdoc/>
    /// <exception cref="Driver.CudaException">The device is lost.</exception>
    public sealed override double WorstError()
    {
        foreach (var memory in memories.Where(memory => memory.Operand.Role == CudaRole.Output))
            memory.Download();
        return problem.WorstError();
    }

    /// <summary>Times one launch with nothing of its operands in the second-level cache.</summary>
    /// <inheritdoc cref="Run" path="/exception"/>
    public GpuSample Cold() => timer.Cold(launch, !IsOfHost);

    /// <summary>Times launches one right after another, which find in the caches what the one before left.</summary>
    /// <param name="launches">How many, given to the GPU as one graph.</param>
    /// <inheritdoc cref="Run" path="/exception"/>
    public GpuSample Hot(int launches)
    {
        if (repeats != launches)
        {
            repeated?.Dispose();
            repeated = timer.Repeat(launch, launches);
            repeats = launches;
            timer.WarmUp(repeated.Launch);
        }

        return timer.Hot(repeated!.Launch, 1) with { Launches = launches };
    }

    /// <summary>Lets a throttled device rest.</summary>
    public void RestAfter(GpuSample sample) => timer.RestAfter(sample);

    public override void Dispose()
    {
        repeated?.Dispose();
        foreach (var memory in memories)
            memory.Dispose();
        problem.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where an operand lies on the device.</summary>
    private protected DevicePointer Address(CudaOperand operand) => Array.Find(memories, memory => memory.Operand == operand)!.Pointer;

    private static void Require(PrimaryContext context, long needed)
    {
        var (free, total) = context.GetMemoryInfo();
        if (needed > free)
            throw new CudaMemoryException(context.Device.Ordinal, needed, free, total);
    }

    private void Upload(bool isInput)
    {
        foreach (var memory in memories.Where(memory => (memory.Operand.Role is CudaRole.Input or CudaRole.RotatedInput) == isInput))
            memory.Upload();
    }
}
