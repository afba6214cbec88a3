using InferBench.Runner.Models;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>Where the weights of all layouts come from: models of this program, packed Q, K and V.</summary>
internal static class SourceModel
{
    /// <summary>A new copy for a test to change; logits for the last position.</summary>
    public static TensorGraph Graph(Preset preset, Precision precision, LogitsScope logits = LogitsScope.Last)
    {
        using TestFolder folder = new();
        return TensorGraph.Read(folder.Synthesize(TinyPresets.Recipe(preset, precision, logits)));
    }

    /// <summary>The columns of the packed projection that make queries, keys or values, [hidden, width].</summary>
    public static (float[] Values, long Width) Columns(TensorGraph source, ModelPart part, int layer, Preset preset)
    {
        float[] packed = source.Floats($"model.layers.{layer}.attn.qkv_proj.MatMul.weight");
        var g = preset.Geometry;
        int queries = g.Heads * g.HeadSize, keys = g.KvHeads * g.HeadSize;
        (int start, int width) = part switch
        {
            ModelPart.Queries => (0, queries),
            ModelPart.Keys => (queries, keys),
            _ => (queries + keys, keys),
        };
        return ([.. packed.Chunk(queries + (2 * keys)).SelectMany(row => row.Skip(start).Take(width))], width);
    }
}

/// <summary>What a packed projection holds.</summary>
internal enum ModelPart
{
    Queries,
    Keys,
    Values,
}
