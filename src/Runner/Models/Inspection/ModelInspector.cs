using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Inspection;

/// <summary>Works out from a model's graph what it stores and what running it costs.</summary>
public static class ModelInspector
{
    /// <summary>Inspects an opened model. No weight is read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="depths">Tokens in the cache of the decode steps to work out.</param>
    /// <exception cref="BadInputException">The graph's sizes are absurd.</exception>
    public static ModelInspection Inspect(ModelFolder model, IEnumerable<int> depths) =>
        Inspect(OnnxFile.Read(model.GraphPath).Graph, model.Info, model.Interface, made: true, depths);

    /// <summary>Inspects what a recipe would make, without making it.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="depths">Tokens in the cache of the decode steps to work out.</param>
    public static ModelInspection Inspect(ModelRecipe recipe, IEnumerable<int> depths)
    {
        (ModelProto model, DataLayout data) = LlamaGraph.Build(recipe, ModelSynthesizer.DataFile);
        GraphInterface face = new()
        {
            InputIds = "input_ids",
            Logits = "logits",
            LogitsType = recipe.Precision.Activations,
            LastLogitsOnly = recipe.Logits == LogitsScope.Last,
            Caches = [],
            CacheType = recipe.Precision.Activations,
            SharesCache = true,
        };
        ModelInfo info = new()
        {
            Name = recipe.Preset.Name,
            Geometry = recipe.Preset.Geometry,
            Parameters = recipe.Cost.Parameters,
            Bytes = model.CalculateSize() + data.Length,
            Precision = recipe.Precision.Name,
            BlockSize = recipe.Precision.Quantized ? recipe.BlockSize : null,
            Logits = face.LastLogitsOnly ? "last" : "all",
            Layout = "genai",
            Attention = "grouped-query",
            WeightSeed = recipe.Seed,
        };
        return Inspect(model.Graph, info, face, made: false, depths);
    }

    private static ModelInspection Inspect(GraphProto graph, ModelInfo info, GraphInterface face, bool made, IEnumerable<int> depths)
    {
        try
        {
            return Figures(new TensorClassifier(new DataFlow(graph), face), info, face, made, depths);
        }
        catch (OverflowException e)
        {
            throw new BadInputException($"{info.Name}: its tensors are larger than can be counted; the graph is damaged", e);
        }
    }

    private static ModelInspection Figures(
        TensorClassifier tensors, ModelInfo info, GraphInterface face, bool made, IEnumerable<int> depths)
    {
        ModelGeometry g = info.Geometry;
        long kv = checked(2L * g.Layers * g.KvHeads * g.HeadSize * face.CacheType.Bytes());
        long weights = tensors.Weights.Where(w => IsWeight(w.Kind)).Sum(w => w.Bytes);
        long embedding = tensors.Weights.Where(w => w.Kind == TensorKind.Embedding).Sum(w => w.Bytes);
        HashSet<string> lookedUp = [.. tensors.Embeddings.Select(e => e.Name)];
        long row = tensors.Weights.Where(w => lookedUp.Contains(w.Weight.Name)).Sum(w => (w.Bytes + g.Vocabulary - 1) / g.Vocabulary);
        return new ModelInspection
        {
            Schema = ModelInspection.CurrentSchema,
            Model = info,
            Made = made,
            Kv = face.SharesCache ? "shared" : "copied",
            KvType = Name(face.CacheType),
            KvBytesPerToken = kv,
            LogitsType = Name(face.LogitsType),
            LogitsBytesPerRow = (long)g.Vocabulary * face.LogitsType.Bytes(),
            Tensors = [.. Groups(tensors.Weights)],
            WeightBytes = weights,
            FlopsPerPrefillToken = checked(2 * tensors.Multiplied(k => k != TensorKind.OutputProjection)),
            FlopsPerLogits = checked(2 * tensors.Multiplied(k => k == TensorKind.OutputProjection)),
            Decode = [.. depths.Select(depth => new DecodeStep
            {
                Depth = depth,
                WeightBytes = weights - embedding,
                EmbeddingBytes = row,
                KvReadBytes = checked(kv * depth),
                KvWrittenBytes = kv,
                Bytes = checked(weights - embedding + row + (kv * (depth + 1L))),
                KvCopiedBytes = face.SharesCache ? 0 : checked(2 * kv * depth),
            })],
        };
    }

    private static IEnumerable<TensorGroup> Groups(IEnumerable<ClassifiedWeight> weights) =>
        from weight in weights
        group weight by (weight.Kind, weight.Weight.Stored) into same
        orderby same.Key.Kind, same.Sum(w => w.Bytes) descending, same.Key.Stored
        select new TensorGroup
        {
            Kind = same.Key.Kind,
            Count = same.Count(),
            Parameters = same.Sum(w => w.Weight.Parameters),
            Stored = same.Key.Stored,
            Bytes = same.Sum(w => w.Bytes),
        };

    private static bool IsWeight(TensorKind kind) => kind is not (TensorKind.RotaryTable or TensorKind.Constant);

    private static string Name(FloatType type) => type == FloatType.Float32 ? "float32" : "float16";
}
