using InferBench.Runner.Records;

namespace InferBench.Runner.Devices.Sampling;

/// <summary>
/// Samples with the time of each, in memory that is there from the start: when it is full, the oldest make room. One thread writes; it is
/// read when that is done.
/// </summary>
/// <param name="capacity">Samples that it holds.</param>
public sealed class SampleRing(int capacity)
{
    /// <summary>Numbers of a sample, one for each series.</summary>
    public static int Width { get; } = MachineSeriesCatalog.All.Count;

    private readonly long[] times = new long[capacity];
    private readonly double[] values = new double[capacity * Width];

    /// <summary>Samples taken since it was cleared.</summary>
    public long Taken { get; private set; }

    /// <summary>Samples that are here, the oldest first.</summary>
    public int Count => (int)Math.Min(Taken, capacity);

    /// <summary>Samples that had to make room.</summary>
    public long Lost => Taken - Count;

    /// <summary>Room for the numbers of another sample.</summary>
    /// <param name="at">When it is taken, in the clock's own units.</param>
    public Span<double> Next(long at)
    {
        int slot = (int)(Taken++ % capacity);
        times[slot] = at;
        return values.AsSpan(slot * Width, Width);
    }

    /// <summary>When a sample was taken.</summary>
    public long Time(int sample) => times[Slot(sample)];

    /// <summary>A number of a sample; NaN where it was not told.</summary>
    public double Value(int sample, MachineSeries series) => values[Slot(sample) * Width + (int)series];

    /// <summary>Forgets all.</summary>
    public void Clear() => Taken = 0;

    private int Slot(int sample) => (int)((Lost + sample) % capacity);
}
