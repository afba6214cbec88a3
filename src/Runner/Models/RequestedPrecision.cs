using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>A precision as a user asks for it of a model made elsewhere, by our name or by that of its makers.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Suffixes">Ends of the names of graph files in this precision, the preferred one first.</param>
/// <param name="Found">Names of this precision as it is read off a graph.</param>
internal sealed record RequestedPrecision(string Name, string[] Suffixes, string[] Found)
{
    // The suffixes of transformers.js; its 8-bit graphs quantise activations at run time, unlike the model builder's int8.
    private static readonly RequestedPrecision[] All =
    [
        new("fp32", [""], ["fp32"]),
        new("fp16", ["_fp16"], ["fp16"]),
        new("int8", ["_int8", "_quantized"], ["int8", PrecisionReader.DynamicInt8]),
        new("int8-f16", [], ["int8-f16"]),
        new("int4", ["_q4"], ["int4"]),
        new("int4-f16", ["_q4f16"], ["int4-f16"]),
        new(PrecisionReader.DynamicInt8, ["_int8", "_quantized", "_uint8"], [PrecisionReader.DynamicInt8]),
        new("q8", ["_quantized"], [PrecisionReader.DynamicInt8]),
        new("quantized", ["_quantized"], [PrecisionReader.DynamicInt8]),
        new("uint8", ["_uint8"], [PrecisionReader.DynamicInt8]),
        new("q4", ["_q4"], ["int4"]),
        new("q4f16", ["_q4f16"], ["int4-f16"]),
        new("bnb4", ["_bnb4"], [PrecisionReader.Bnb4]),
    ];

    /// <exception cref="BadInputException">No such precision; the message lists them.</exception>
    public static RequestedPrecision Parse(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new BadInputException($"--precision: {UnknownName.Describe("precision", name, All.Select(p => p.Name))}");

    /// <param name="found">Precision of the graph; null where it could not be told.</param>
    /// <param name="chosenByName">True where the graph file's name says that it has this precision.</param>
    /// <param name="graphPath">The graph.</param>
    /// <exception cref="BadInputException">The graph has another precision.</exception>
    public void Check(string? found, bool chosenByName, string graphPath)
    {
        if (found is null ? !chosenByName : !Found.Contains(found))
            throw new BadInputException(
                $"--precision: {graphPath} is {found ?? "of mixed precision"}, not {Name}; leave the flag out, or give a model in {Name}");
    }
}
