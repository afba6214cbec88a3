using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Timing;

/// <summary>
/// Times work on a GPU as NVIDIA's nvbench does: events around it, queued while the stream is held back, the caches swept before (cold)
/// or not (hot), and the clock of the multiprocessors counted beside.
/// </summary>
public sealed class GpuTimer : IDisposable
{
    private const int QueuedBehindGate = 2;

    private readonly GpuTimerOptions options;
    private readonly TimeProvider time;
    private readonly ClockGuard guard;
    private readonly StreamGate gate;
    private readonly ClockStamps stamps;
    private readonly CudaEvent start, end;
    private readonly CudaDeviceVariable<byte> swept;
    private readonly string subject;

    /// <param name="context">Of the device that is timed.</param>
    /// <param name="kernels">Loaded in it; the caller keeps them.</param>
    /// <param name="options">Null for the usual.</param>
    /// <param name="time">The host's clock, which ends waits; null for the system's.</param>
    /// <exception cref="Driver.CudaException">The device has not enough memory, or is lost.</exception>
    public GpuTimer(PrimaryContext context, TimingKernels kernels, GpuTimerOptions? options = null, TimeProvider? time = null)
    {
        this.options = options ?? new();
        this.time = time ?? TimeProvider.System;
        var info = context.GetDeviceInfo();
        subject = Invariant($"work on cuda:{info.Ordinal}");
        guard = new(info.ClockRateKilohertz * 1e3, this.options.LeastClock);
        Stream = new(context);
        gate = new(kernels.Block, this.options.HoldLimit);
        stamps = new(kernels.Clock);
        start = new(context);
        end = new(context);
        swept = new(context, this.options.FlushBytes ?? Math.Max(1, info.L2CacheBytes));
        // A first launch can wait for the device, and behind a held stream that is for ever.
        Time(static _ => { }, 1, isHeld: false);
    }

    /// <summary>The stream in which work is timed.</summary>
    public CudaStream Stream { get; }

    /// <summary>Clock of the multiprocessors below which a sample counts as throttled.</summary>
    public double LeastHertz => guard.LeastHertz;

    /// <summary>Does the work once without timing: what a driver does at a first launch would wait for ever behind a held stream.</summary>
    /// <param name="work">Gives work to the stream and waits for nothing.</param>
    /// <exception cref="Driver.CudaTimeoutException">It does not end.</exception>
    public void WarmUp(Action<CudaStream> work)
    {
        work(Stream);
        stamps.Start(Stream);
        Wait();
    }

    /// <summary>One launch with nothing of it in the second-level cache.</summary>
    /// <param name="isHeld">Whether the stream is held back until the work is queued; not where giving the work may wait for the GPU.</param>
    /// <inheritdoc cref="Hot"/>
    public GpuSample Cold(Action<CudaStream> work, bool isHeld = true)
    {
        swept.MemsetAsync(0, Stream);
        Wait();
        return Time(work, 1, isHeld);
    }

    /// <summary>Launches one after another, with what each leaves in the caches for the next.</summary>
    /// <param name="work">Gives work to the stream and waits for nothing.</param>
    /// <exception cref="HeldWorkException">The work waits for the GPU.</exception>
    /// <exception cref="Driver.CudaException">A launch fails, or a fault is found.</exception>
    /// <exception cref="Driver.CudaTimeoutException">It does not end.</exception>
    public GpuSample Hot(Action<CudaStream> work, int launches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(launches, 1);
        return Time(work, launches);
    }

    /// <summary>Lets a throttled device rest, as long as its last samples ask for.</summary>
    public void RestAfter(GpuSample sample)
    {
        var rest = guard.RestAfter(sample);
        if (rest > TimeSpan.Zero)
            Thread.Sleep(rest);
    }

    /// <summary>Work so short that launching it takes longer, repeated as one graph: to be timed as one launch.</summary>
    public CudaGraphExec Repeat(Action<CudaStream> work, int launches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(launches, 1);
        using var graph = CudaGraph.Capture(Stream, stream =>
        {
            for (int i = 0; i < launches; i++)
                work(stream);
        });
        return graph.Instantiate();
    }

    public void Dispose()
    {
        swept.Dispose();
        end.Dispose();
        start.Dispose();
        stamps.Dispose();
        gate.Dispose();
        Stream.Dispose();
    }

    private GpuSample Time(Action<CudaStream> work, int launches, bool isHeld = true)
    {
        stamps.Clear();
        gate.Close(Stream);
        if (!isHeld)
            gate.Open();
        try
        {
            stamps.Start(Stream);
            start.Record(Stream);
            int queued = Math.Min(launches, QueuedBehindGate);
            for (int i = 0; i < queued; i++)
                work(Stream);
            if (launches > queued)
                gate.Open();
            for (int i = queued; i < launches; i++)
                work(Stream);
            end.Record(Stream);
            stamps.Stop(Stream);
        }
        finally
        {
            // Also where the work fails: the device would spin until the gate's own limit.
            gate.Open();
        }

        Wait();
        gate.Check();
        double? hertz = stamps.Hertz();
        return new(CudaEvent.ElapsedTime(start, end) * 1e6, launches, hertz, guard.IsThrottled(hertz));
    }

    private void Wait() => Stream.Synchronize(options.Limit, subject, time);
}
