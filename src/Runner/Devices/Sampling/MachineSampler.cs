using InferBench.Runner.Records;

namespace InferBench.Runner.Devices.Sampling;

/// <summary>
/// Takes samples at an interval on a thread of its own, with the clock that cases are timed by, so that they fall into phases afterwards.
/// While it runs it allocates nothing: a collection would stop the thread that is timed.
/// </summary>
public sealed class MachineSampler : IDisposable
{
    // 6.8 minutes of an interval of 100 ms, in 0.6 MB.
    private const int Capacity = 4096;

    private readonly HostSensors host;
    private readonly GpuSensors gpu;
    private readonly TimeProvider time;
    private readonly AutoResetEvent wake = new(false);
    private Thread? thread;
    private volatile bool ending;
    private long spent, longest;

    internal MachineSampler(HostSensors host, GpuSensors gpu, int interval, TimeProvider time, int capacity = Capacity)
    {
        (this.host, this.gpu, this.time) = (host, gpu, time);
        Interval = interval;
        Ring = new(capacity);
    }

    /// <summary>Milliseconds between samples.</summary>
    public int Interval { get; }

    /// <summary>The samples, to be read after <see cref="Stop"/>.</summary>
    public SampleRing Ring { get; }

    /// <summary>What a sample took, mean.</summary>
    public TimeSpan Cost => Ring.Taken == 0 ? TimeSpan.Zero : Span(spent) / Ring.Taken;

    /// <summary>What the longest took.</summary>
    public TimeSpan LongestCost => Span(longest);

    /// <summary>The sampler of this machine, this process and the device of a case.</summary>
    /// <param name="environment">The machine.</param>
    /// <param name="device">The device, such as <c>cuda:0</c>.</param>
    /// <param name="interval">Milliseconds between samples.</param>
    /// <param name="time">The clock that cases are timed by.</param>
    public static MachineSampler OfThisMachine(EnvironmentInfo environment, string device, int interval, TimeProvider time) => new(
        new HostSensors(new HostTree("/"), environment.Cpu.LogicalCores, environment.Cpu.Flags.Contains("hypervisor")), GpuSensors.Of(device), interval, time);

    /// <summary>Forgets earlier samples, takes the first and goes on.</summary>
    public void Start()
    {
        End();
        Ring.Clear();
        (spent, longest, ending) = (0, 0, false);
        Sample();
        thread = new Thread(Run) { IsBackground = true, Name = "sampler" };
        thread.Start();
    }

    /// <summary>Takes the last sample; nothing where it does not run.</summary>
    public void Stop()
    {
        if (!End())
            return;
        Sample();
    }

    /// <summary>Why a series has no numbers; null where nothing is to be said of it, as of a GPU where there is none.</summary>
    public string? WhyNot(MachineSeries series) =>
        !GpuSensors.Has(series) ? host.WhyNot(series) : gpu.IsAsked ? gpu.WhyNot(series) ?? "it could not be read" : null;

    /// <summary>Why nothing is told of a GPU that there is, or nothing any more; null else.</summary>
    public string? WhyNoGpu => gpu.WhyNone ?? gpu.WhyLost;

    public void Dispose()
    {
        End();
        host.Dispose();
        wake.Dispose();
    }

    internal void Sample()
    {
        long at = time.GetTimestamp();
        var values = Ring.Next(at);
        host.Read(values);
        gpu.Read(values);
        long took = time.GetTimestamp() - at;
        spent += took;
        longest = Math.Max(longest, took);
    }

    private bool End()
    {
        if (thread is null)
            return false;
        ending = true;
        wake.Set();
        thread.Join();
        thread = null;
        return true;
    }

    // Moments that have passed, as while the process was stopped, are left out.
    private void Run()
    {
        long start = time.GetTimestamp();
        double due = Interval;
        while (true)
        {
            wake.WaitOne((int)Math.Max(0, Math.Ceiling(due - Passed())));
            if (ending)
                return;
            Sample();
            due = Math.Max(due + Interval, Math.Ceiling(Passed() / Interval) * Interval);
        }

        double Passed() => time.GetElapsedTime(start).TotalMilliseconds;
    }

    private TimeSpan Span(long ticks) => time.GetElapsedTime(0, ticks);
}
