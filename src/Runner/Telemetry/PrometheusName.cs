using System.Text;

namespace InferBench.Runner.Telemetry;

/// <summary>Names by OpenTelemetry's rules for Prometheus: other characters become underscores, the unit is a suffix.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new()
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["J"] = "joules",
        ["W"] = "watts",
        ["Hz"] = "hertz",
        ["Cel"] = "celsius",
    };

    /// <summary>Name of a metric.</summary>
    /// <param name="name">Its OpenTelemetry name.</param>
    /// <param name="unit">Its unit (UCUM); words in braces are only for readers.</param>
    /// <param name="counter">Whether it only grows.</param>
    /// <param name="gauge">Whether it is a value of the moment.</param>
    public static string Of(string name, string? unit, bool counter, bool gauge)
    {
        var words = Label(name).TrimStart('_').Split('_', StringSplitOptions.RemoveEmptyEntries).ToList();
        string suffix = unit == "1" && gauge ? "ratio" : Unit(unit ?? "");
        if (suffix.Length > 0 && !string.Join('_', words).EndsWith(suffix, StringComparison.Ordinal))
            words.Add(suffix);
        if (counter)
        {
            words.RemoveAll(word => word == "total");
            words.Add("total");
        }

        return Label(string.Join('_', words));
    }

    /// <summary>Name of a label.</summary>
    public static string Label(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
            text.Append('_');
        foreach (char c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return text.ToString();
    }

    private static string Unit(string unit)
    {
        string[] parts = unit.Split('/');
        string first = Word(parts[0]), per = parts.Length > 1 ? "per_" + (parts[1] == "s" ? "second" : Word(parts[1])) : "";
        return first.Length > 0 && per.Length > 0 ? $"{first}_{per}" : first + per;
    }

    private static string Word(string unit) => unit is "1" or "" || unit.StartsWith('{') ? "" : Units.GetValueOrDefault(unit, Label(unit));
}
