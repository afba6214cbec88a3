using InferBench.Runner.Models.Onnx;
using static InferBench.Runner.Models.Synthesis.GraphBuilder;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The weights of the graph and the nodes that read them, in the recipe's precision. Matrices have a standard deviation
/// of gain / sqrt(inputs): with gain 1, activations keep their size from layer to layer and logits spread by about 1.
/// </summary>
internal sealed class LinearWeights(ModelRecipe recipe, GraphBuilder graph)
{
    // accuracy_level of MatMulNBits: activations rounded to int8, as the model builder writes for the CPU.
    private const long IntegerArithmetic = 4;
    private const double NormDeviation = 0.05;

    private readonly int hidden = recipe.Preset.Geometry.Hidden;
    private readonly int vocabulary = recipe.Preset.Geometry.Vocabulary;

    // For 8-bit weights x64 has no other kernel. float16 variants are for CUDA, which ignores it.
    private bool WithIntegerArithmetic => recipe.Precision.WeightBits == 8 || recipe.Precision.Activations == FloatType.Float32;

    /// <summary>Looks token ids up; a tied model reads the weights of the output projection <paramref name="head"/>.</summary>
    public string Embedding(string ids, string head)
    {
        const string path = "/model/embed_tokens";
        if (!recipe.Preset.Geometry.TiedEmbeddings)
        {
            const string weight = "model.embed_tokens.weight";
            DenseMatrix matrix = new(Random(weight, hidden), vocabulary, hidden);
            return graph.Node($"{path}/Gather", "Gather", [graph.Store(weight, [vocabulary, hidden], matrix.Fill), ids]);
        }

        string[] weights = StoreWeights(head, hidden, vocabulary);
        if (!recipe.Precision.Quantized)
        {
            string rows = graph.Node($"{path}/Transpose", "Transpose", weights, attributes: Attribute("perm", [1L, 0L]));
            return graph.Node($"{path}/Gather", "Gather", [rows, ids]);
        }

        string shape = graph.Constant(scalar: false, vocabulary, hidden * recipe.Precision.WeightBits / 8);
        string blocks = graph.Node($"{path}/Reshape", "Reshape", [weights[0], shape]);
        return graph.Node(
            $"{path}/GatherBlockQuantized",
            "GatherBlockQuantized",
            [blocks, ids, weights[1]],
            Contrib,
            null,
            Attribute("bits", (long)recipe.Precision.WeightBits),
            Attribute("block_size", (long)recipe.BlockSize),
            Attribute("gather_axis", 0L),
            Attribute("quantize_axis", 1L));
    }

    /// <summary>Multiplies by the weights of node <paramref name="name"/>, which maps inputs to outputs.</summary>
    public string Multiply(string name, string x, int inputs, int outputs, string? output = null, double gain = 1)
    {
        string[] weights = StoreWeights(name, inputs, outputs, gain);
        string[] result = [output ?? $"{name}/output_0"];
        if (!recipe.Precision.Quantized)
            return graph.Node(name, "MatMul", [x, .. weights], outputs: result);
        List<AttributeProto> attributes =
        [
            Attribute("K", (long)inputs),
            Attribute("N", (long)outputs),
            Attribute("bits", (long)recipe.Precision.WeightBits),
            Attribute("block_size", (long)recipe.BlockSize),
        ];
        if (WithIntegerArithmetic)
            attributes.Add(Attribute("accuracy_level", IntegerArithmetic));
        return graph.Node($"{name}_Q{recipe.Precision.WeightBits}", "MatMulNBits", [x, .. weights], Contrib, result, [.. attributes]);
    }

    /// <summary>Weights [hidden] of a norm, near 1.</summary>
    public string Norm(string name)
    {
        DenseMatrix weights = new(new RandomTensor(recipe.Seed, name, NormDeviation, mean: 1), 1, hidden);
        return graph.Store(name, [hidden], weights.Fill);
    }

    private string[] StoreWeights(string node, int inputs, int outputs, double gain = 1)
    {
        string name = $"{node[1..].Replace('/', '.')}.weight";
        RandomTensor random = Random(name, inputs, gain);
        string blocks = $"{name}_Q{recipe.Precision.WeightBits}", scales = $"{name}_scales";
        bool stored = graph.Data.Tensors.Any(t => t.Name == name || t.Name == blocks);
        if (!recipe.Precision.Quantized)
        {
            if (!stored)
            {
                DenseMatrix matrix = new(random, outputs, inputs);
                graph.Store(name, [inputs, outputs], matrix.FillTransposed);
            }

            return [name];
        }

        if (!stored)
        {
            QuantizedMatrix matrix = new(
                random, inputs, recipe.BlockSize, recipe.Precision.WeightBits, recipe.Precision.Activations);
            long[] shape = [outputs, matrix.BlocksPerRow, matrix.BytesPerBlock];
            graph.StoreQuantized(blocks, shape, scales, matrix.Fill);
        }

        return [blocks, scales];
    }

    private RandomTensor Random(string name, int inputs, double gain = 1) => new(recipe.Seed, name, gain / Math.Sqrt(inputs));
}
