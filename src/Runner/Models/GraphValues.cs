using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>A graph's inputs or outputs, each taken once; what is left over was not expected.</summary>
internal sealed class GraphValues
{
    /// <summary>What to do about a graph that cannot be run.</summary>
    public const string Advice =
        "a decoder with a KV cache as onnxruntime-genai's model builder or optimum exports it is needed";

    private readonly Dictionary<string, ValueInfoProto> values = [];
    private readonly string kind;
    private readonly string graphPath;
    private readonly string namedBy;

    /// <param name="values">The values of one kind.</param>
    /// <param name="kind">input or output, for messages.</param>
    /// <param name="graphPath">The file, for messages.</param>
    /// <param name="namedBy">The file that says what they are called; null where none does.</param>
    public GraphValues(IEnumerable<ValueInfoProto> values, string kind, string graphPath, string? namedBy)
    {
        this.namedBy = namedBy is null ? "" : $" as {namedBy} calls it";
        this.kind = kind;
        this.graphPath = graphPath;
        foreach (ValueInfoProto value in values)
            this.values[value.Name] = value;
    }

    public bool Has(string name) => values.ContainsKey(name);

    public IEnumerable<string> Left => values.Keys;

    /// <summary>Takes a value of a type and a number of dimensions; null where the graph has none of that name.</summary>
    public ValueInfoProto? Take(string name, ElementType type, params int[] ranks)
    {
        if (!values.Remove(name, out ValueInfoProto? value))
            return null;
        if (TypeOf(value) != type)
            throw Wrong(value, TypeOf(value).Name(), $"only {type.Name()} can be run");
        CheckRank(value, ranks);
        return value;
    }

    /// <summary>Takes a value that must be there and is float32 or float16.</summary>
    public (ValueInfoProto Value, FloatType Type) TakeFloat(string name, int rank)
    {
        if (!values.Remove(name, out ValueInfoProto? value))
            throw Missing(name);
        CheckRank(value, rank);
        return TypeOf(value) switch
        {
            ElementType.Float32 => (value, FloatType.Float32),
            ElementType.Float16 => (value, FloatType.Float16),
            var other => throw Wrong(value, other.Name(), "only float32 and float16 can be run"),
        };
    }

    public BadInputException Missing(string name) => new($"{graphPath}: has no {kind} {name}{namedBy}; {Advice}");

    /// <summary>A dimension's size; null where it is a symbol or not told.</summary>
    public static int? Fixed(ValueInfoProto value, int axis) =>
        value.Type?.TensorType?.Shape?.Dim.ElementAtOrDefault(axis) is { HasDimValue: true, DimValue: > 0 and <= int.MaxValue } size
            ? (int)size.DimValue
            : null;

    // A graph may leave a shape out altogether.
    private void CheckRank(ValueInfoProto value, params int[] ranks)
    {
        if (value.Type?.TensorType?.Shape is { } shape && !ranks.Contains(shape.Dim.Count))
            throw Wrong(value, $"of {shape.Dim.Count} dimensions", $"{string.Join(" or ", ranks)} are needed");
    }

    private BadInputException Wrong(ValueInfoProto value, string found, string allowed) =>
        new($"{graphPath}: {kind} {value.Name} is {found}; {allowed}");

    private static ElementType TypeOf(ValueInfoProto value) => (ElementType)(value.Type?.TensorType?.ElemType ?? 0);
}
