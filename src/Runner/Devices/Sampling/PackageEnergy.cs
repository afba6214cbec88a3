namespace InferBench.Runner.Devices.Sampling;

/// <summary>What all processor packages have used since it was made, by counters that go round.</summary>
internal sealed class PackageEnergy : IDisposable
{
    private const double PerJoule = 1e6;

    private readonly HostFile[] counters;
    private readonly double[] ranges, last;
    private double microjoules;

    private PackageEnergy(HostFile[] counters, double[] ranges)
    {
        this.counters = counters;
        this.ranges = ranges;
        last = [.. counters.Select(counter => counter.Number())];
    }

    /// <summary>Null, with the reason, where a machine shows none or not all can be read.</summary>
    public static PackageEnergy? Open(HostTree tree, out string? whyNone)
    {
        string[] zones = [.. EnergyCounter.Zones(tree)];
        HostFile?[] files = [.. zones.Select(zone => HostFile.Open(tree, $"{zone}/energy_uj"))];
        whyNone = zones.Length == 0 ? EnergyChange.NoCounters : files.Contains(null) ? EnergyChange.NotReadable : null;
        if (whyNone is null)
            return new(files!, [.. zones.Select(zone => (double?)Digits.Parse(tree.Read($"{zone}/max_energy_range_uj")) ?? double.NaN)]);
        foreach (var file in files)
            file?.Dispose();
        return null;
    }

    /// <summary>Joules; NaN from when a counter could not be read, or fell and did not go round.</summary>
    public double Read()
    {
        for (int i = 0; i < counters.Length; i++)
        {
            double now = counters[i].Number();
            microjoules += now >= last[i] ? now - last[i] : now - last[i] + ranges[i];
            last[i] = now;
        }

        return microjoules / PerJoule;
    }

    public void Dispose()
    {
        foreach (var counter in counters)
            counter.Dispose();
    }
}
