namespace InferBench.Runner.Devices;

/// <summary>A sensor that the kernel watches for heat.</summary>
/// <param name="Type">Such as <c>x86_pkg_temp</c>.</param>
/// <param name="Celsius">Its temperature.</param>
public sealed record ThermalZone(string Type, double Celsius)
{
    private const string Folder = "sys/class/thermal", Prefix = "thermal_zone";

    // A sensor that is not there reads as something absurd.
    private const double Most = 150;

    /// <summary>The hottest of a machine; null where it shows none.</summary>
    internal static ThermalZone? Hottest(HostTree tree) => (
        from zone in Zones(tree)
        let celsius = Digits.Parse(tree.Read($"{zone}/temp")) / 1000.0 ?? 0
        where IsPlausible(celsius)
        select new ThermalZone(tree.Read($"{zone}/type") ?? Path.GetFileName(zone), celsius)).MaxBy(zone => zone.Celsius);

    /// <summary>Folders of the sensors.</summary>
    internal static IEnumerable<string> Zones(HostTree tree) =>
        from zone in tree.Names(Folder)
        where zone.StartsWith(Prefix, StringComparison.Ordinal) && Digits.Parse(zone.AsSpan(Prefix.Length)) is not null
        select $"{Folder}/{zone}";

    /// <summary>Whether there is a sensor behind a number of degrees.</summary>
    internal static bool IsPlausible(double celsius) => celsius is > 0 and < Most;
}
