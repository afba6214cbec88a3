using System.Globalization;

namespace InferBench.Runner.Options;

/// <summary>An amount of memory.</summary>
/// <param name="Text">As it was asked for, such as <c>24 GiB</c>.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct MemorySize(string Text, long Bytes)
{
    private const string Allowed = "a list of different sizes above 0 and up to 1 PiB with a unit (MiB, GiB or GB), such as 24GiB or 8,24,80GiB";
    private const double MostBytes = 1L << 50;

    private static readonly (string Name, double Bytes)[] Units = [("MiB", 1 << 20), ("GiB", 1 << 30), ("GB", 1e9)];

    /// <summary>Reads a list; the unit of the last size is that of every size without one.</summary>
    public static IReadOnlyList<MemorySize> ReadList(OptionReader read, string flag, string? text)
    {
        if (text is null)
            return [];
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        string shared = UnitOf(parts[^1]) ?? "";
        MemorySize?[] sizes = [.. parts.Select(part => Parse(part, shared))];
        if (sizes.All(s => s is not null) && sizes.Select(s => s!.Value.Bytes).Distinct().Count() == sizes.Length)
            return [.. sizes.Select(s => s!.Value)];
        read.Problem(flag, text, Allowed);
        return [];
    }

    private static MemorySize? Parse(string part, string shared)
    {
        string? own = UnitOf(part);
        string number = part[..^(own?.Length ?? 0)].TrimEnd(), unit = own ?? shared;
        double size = Units.FirstOrDefault(u => u.Name == unit).Bytes;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * size is >= 1 and <= MostBytes and var bytes
                ? new MemorySize($"{number} {unit}", (long)bytes)
                : null;
    }

    private static string? UnitOf(string part) =>
        Units.Select(u => u.Name).FirstOrDefault(name => part.EndsWith(name, StringComparison.Ordinal));
}
