using System.Diagnostics;
using System.Diagnostics.Metrics;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>Token counts of generations, by the names of today's conventions or by those that are coming.</summary>
internal sealed class TokenMetrics
{
    private readonly Histogram<long>? usage, operationInput, operationOutput;
    private readonly Counter<long>? input, output;

    public TokenMetrics(Meter meter, bool coming)
    {
        if (!coming)
        {
            usage = Instruments.Histogram<long>(meter, TelemetryNames.TokenUsage);
            return;
        }

        operationInput = Instruments.Histogram<long>(meter, TelemetryNames.OperationInputTokens);
        operationOutput = Instruments.Histogram<long>(meter, TelemetryNames.OperationOutputTokens);
        input = Instruments.Counter(meter, TelemetryNames.UsageInputTokens);
        output = Instruments.Counter(meter, TelemetryNames.UsageOutputTokens);
    }

    /// <summary>Prompt tokens of one generation, of all its sequences: none where the prompt is fed untimed, and belongs to no trial.</summary>
    public static long Fed(CaseSpec spec) => spec.FirstStep == FirstStep.Untimed ? 0 : (long)spec.Batch * Math.Max(spec.Prompt, 1);

    /// <summary>Tokens that one generation makes, of all its sequences.</summary>
    public static long Generated(CaseSpec spec) => (long)spec.Batch * spec.Generate;

    /// <summary>Counts one generation.</summary>
    public void Add(CaseSpec spec, in TagList generative)
    {
        long fed = Fed(spec), generated = Generated(spec);
        if (usage is not null)
        {
            usage.Record(fed, With(generative, TelemetryNames.TokenType, "input"));
            usage.Record(generated, With(generative, TelemetryNames.TokenType, "output"));
            return;
        }

        operationInput!.Record(fed, generative);
        operationOutput!.Record(generated, generative);
        var text = With(generative, TelemetryNames.TokenModality, "text");
        input!.Add(fed, text);
        output!.Add(generated, text);
    }

    private static TagList With(TagList tags, string key, string value)
    {
        tags.Add(key, value);
        return tags;
    }
}
