namespace InferBench.Runner.Devices;

/// <summary>What a processor package has counted (RAPL, which Linux shows as power capping; AMD's under the same name).</summary>
/// <param name="Package">Such as <c>package-0</c>.</param>
/// <param name="Microjoules">Energy since some moment; null where this user may not read it.</param>
/// <param name="Range">Where the counter goes round to 0, microjoules; null where it is not told.</param>
public sealed record EnergyCounter(string Package, long? Microjoules, long? Range)
{
    private const string Folder = "sys/class/powercap", Kind = "intel-rapl", NamePrefix = "package-";

    /// <summary>The packages of a machine; null where it shows none.</summary>
    internal static IReadOnlyList<EnergyCounter>? Read(HostTree tree)
    {
        EnergyCounter[] packages =
        [
            .. from zone in Zones(tree)
               select new EnergyCounter(
                   tree.Read($"{zone}/name")!, Digits.Parse(tree.Read($"{zone}/energy_uj")), Digits.Parse(tree.Read($"{zone}/max_energy_range_uj"))),
        ];
        return packages.Length > 0 ? packages : null;
    }

    /// <summary>Folders of the packages.</summary>
    // Cores and memory stand below their package, which has them or is measured apart; the platform ("psys") has the packages, and
    // intel-rapl-mmio the same packages once more.
    internal static IEnumerable<string> Zones(HostTree tree) =>
        from zone in tree.Names(Folder)
        where zone.Split(':') is [Kind, var number] && Digits.Parse(number) is not null
            && tree.Read($"{Folder}/{zone}/name")?.StartsWith(NamePrefix, StringComparison.Ordinal) == true
        select $"{Folder}/{zone}";
}
