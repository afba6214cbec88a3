namespace InferBench.Runner.Devices;

/// <summary>What /proc/cpuinfo says, whichever architecture wrote it.</summary>
internal sealed record CpuInfoFile
{
    /// <summary>Model name, or on Arm, which gives no name, the implementer and part numbers.</summary>
    public string? Model { get; private init; }

    /// <summary>Feature flags of the first processor, sorted.</summary>
    public IReadOnlyList<string> Flags { get; private init; } = [];

    /// <summary>X64 or Arm64; null for the others.</summary>
    public string? Architecture { get; private init; }

    /// <summary>Numbers of the processors listed; null when none is.</summary>
    public IReadOnlyList<int>? Processors { get; private init; }

    public static CpuInfoFile Read(HostTree tree)
    {
        var fields = (tree.Read("proc/cpuinfo") ?? "").Split('\n')
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2)
            .Select(pair => (Key: pair[0].Trim(), Value: pair[1].Trim()))
            .ToList();
        var flags = (First("flags") ?? First("Features") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var processors = fields.Where(f => f.Key == "processor").Select(f => (int?)Digits.Parse(f.Value)).OfType<int>();
        return new CpuInfoFile
        {
            Model = First("model name") ?? ArmParts(fields),
            Flags = [.. flags.Distinct().Order(StringComparer.Ordinal)],
            Architecture = First("CPU architecture") == "8" ? "Arm64" : flags.Contains("lm") ? "X64" : null,
            Processors = processors.ToList() is { Count: > 0 } some ? some : null,
        };

        string? First(string key) => fields.FirstOrDefault(f => f.Key == key).Value;
    }

    // Cores of several kinds on one chip are all named, in the order in which they are listed.
    private static string? ArmParts(List<(string Key, string Value)> fields)
    {
        var implementers = fields.Where(f => f.Key == "CPU implementer");
        var parts = fields.Where(f => f.Key == "CPU part");
        var kinds = implementers.Zip(parts, (i, p) => $"implementer {i.Value} part {p.Value}").Distinct().ToList();
        return kinds.Count == 0 ? null : string.Join(" + ", kinds);
    }
}
