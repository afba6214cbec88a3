using System.Globalization;
using System.Text.RegularExpressions;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models;

/// <summary>What a graph's inputs and outputs are called; %d stands for the layer.</summary>
internal sealed partial record GraphNames
{
    public const string PositionIds = "position_ids";

    public required GenAiInputs Inputs { get; init; }

    public required GenAiOutputs Outputs { get; init; }

    /// <summary>The config that says so; null where the graph alone does.</summary>
    public string? NamedBy { get; init; }

    /// <summary>The names of a genai config, or those that the graph has where nobody tells.</summary>
    public static GraphNames Of(GraphProto graph, GenAiConfig? config)
    {
        if (config is not null)
            return new() { Inputs = config.Model.Decoder.Inputs, Outputs = config.Model.Decoder.Outputs, NamedBy = GenAiConfig.FileName };
        GenAiInputs inputs = new();
        GenAiOutputs outputs = new();
        return new()
        {
            Inputs = inputs with
            {
                PastKeyNames = Pattern(graph.Input, Past(), "key") ?? inputs.PastKeyNames,
                PastValueNames = Pattern(graph.Input, Past(), "value") ?? inputs.PastValueNames,
            },
            Outputs = outputs with
            {
                PresentKeyNames = Pattern(graph.Output, Present(), "key") ?? outputs.PresentKeyNames,
                PresentValueNames = Pattern(graph.Output, Present(), "value") ?? outputs.PresentValueNames,
            },
        };
    }

    /// <summary>The name for one layer.</summary>
    public static string Layer(string pattern, int layer) =>
        pattern.Replace("%d", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string? Pattern(IEnumerable<ValueInfoProto> values, Regex names, string kind) => values
        .Select(v => names.Match(v.Name))
        .Where(m => m.Success && m.Groups["kind"].Value == kind)
        .Select(m => $"{m.Groups["before"].Value}%d{m.Groups["after"].Value}")
        .FirstOrDefault();

    [GeneratedRegex(@"^(?<before>past(_key_values)?[._])\d+(?<after>[._](?<kind>key|value))$", RegexOptions.NonBacktracking)]
    private static partial Regex Past();

    [GeneratedRegex(@"^(?<before>present(_key_values)?[._])\d+(?<after>[._](?<kind>key|value))$", RegexOptions.NonBacktracking)]
    private static partial Regex Present();
}
