using System.Globalization;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Checks that a graph takes and gives what the generation loop feeds and reads, in the types it uses.</summary>
internal static class GraphNames
{
    /// <summary>What to do about a graph that is laid out in another way.</summary>
    public const string LayoutAdvice = "a graph as onnxruntime-genai's model builder lays it out for the CPU is needed";

    public static IReadOnlyList<LayerCache> Check(GraphIndex graph, string graphPath, GenAiDecoder names, int layers)
    {
        Dictionary<string, ValueInfoProto> inputs = ByName(graph.Graph.Input.Where(v => graph.Initializer(v.Name) is null)), outputs = ByName(graph.Graph.Output);
        Expect(inputs, names.Inputs.InputIds, ElementType.Int64);
        Expect(inputs, names.Inputs.AttentionMask, ElementType.Int64);
        Expect(outputs, names.Outputs.Logits, ElementType.Float32);
        LayerCache[] caches = [.. Enumerable.Range(0, layers).Select(layer => new LayerCache(
            Expect(inputs, Named(names.Inputs.PastKeyNames, layer), ElementType.Float32),
            Expect(inputs, Named(names.Inputs.PastValueNames, layer), ElementType.Float32),
            Expect(outputs, Named(names.Outputs.PresentKeyNames, layer), ElementType.Float32),
            Expect(outputs, Named(names.Outputs.PresentValueNames, layer), ElementType.Float32)))];
        if (inputs.Keys.FirstOrDefault() is { } other)
            throw new BadInputException(
                $"{graphPath}: wants the input {other}, which is not fed; {LayoutAdvice}");
        return caches;

        string Expect(Dictionary<string, ValueInfoProto> values, string name, ElementType type)
        {
            string kind = values == inputs ? "input" : "output";
            if (!values.Remove(name, out ValueInfoProto? value))
                throw new BadInputException($"{graphPath}: has no {kind} {name}; {LayoutAdvice}");
            ElementType found = (ElementType)(value.Type?.TensorType?.ElemType ?? 0);
            return found == type ? name : throw new BadInputException(
                $"{graphPath}: {kind} {name} is {found.Name()}; only {type.Name()} can be run: "
                + "export the model with -p fp32 or -p int4 for the CPU");
        }
    }

    private static Dictionary<string, ValueInfoProto> ByName(IEnumerable<ValueInfoProto> values)
    {
        Dictionary<string, ValueInfoProto> byName = [];
        foreach (ValueInfoProto value in values)
            byName[value.Name] = value;
        return byName;
    }

    private static string Named(string pattern, int layer) =>
        pattern.Replace("%d", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
