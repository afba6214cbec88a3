namespace InferBench.Runner.Devices;

/// <summary>The kernel's notation for memory in /proc: a key, a number and <c>kB</c>, which are kibibytes.</summary>
internal static class MemoryFile
{
    private const string Unit = " kB";

    /// <summary>Value of one key; null when it is not there.</summary>
    public static long? Bytes(HostTree tree, string key, string file = "proc/meminfo") =>
        tree.ReadField(file, key) is { } value && value.EndsWith(Unit, StringComparison.Ordinal)
            ? Digits.Parse(value.AsSpan(0, value.Length - Unit.Length)) * 1024
            : null;
}
