using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>Reads <c>--sample temperature=0.8,top_k=40,top_p=0.95,seed=7</c>: any of its parts, each once.</summary>
internal static class SampleOption
{
    private const string Flag = "--sample";
    private const double MostTemperature = 1_000;
    private const string Parts =
        "temperature=T (above 0 and up to 1000), top_k=N (from 0, which is all), top_p=P (above 0 and up to 1), seed=N (from 0)";

    /// <summary>What was asked for; null where the option was not given or cannot be used.</summary>
    public static SamplingSpec? Read(OptionReader read, string? text)
    {
        if (text is null)
            return null;
        var spec = new SamplingSpec();
        var seen = new HashSet<string>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string name = part.Split('=')[0];
            if (Apply(spec, part) is not { } applied)
            {
                // 0,8 for 0.8 is two parts that are wrong for one reason.
                read.Problem(Flag, part, $"any of {Parts}, with commas between");
                break;
            }

            if (!seen.Add(name))
                read.Problem(Flag, part, $"each part once; {name} stands there twice");
            else
                spec = applied;
        }

        return spec;
    }

    private static SamplingSpec? Apply(SamplingSpec spec, string part) => part.Split('=') switch
    {
        ["temperature", var text] when TryReal(text, MostTemperature, out double value) => spec with { Temperature = value },
        ["top_k", var text] when OptionReader.TryWhole(text, 0, int.MaxValue, out long value) => spec with { TopK = (int)value },
        ["top_p", var text] when TryReal(text, 1, out double value) => spec with { TopP = value },
        ["seed", var text] when OptionReader.TryWhole(text, 0, long.MaxValue, out long value) => spec with { Seed = value },
        _ => null,
    };

    private static bool TryReal(string text, double max, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value > 0 && value <= max;
}
