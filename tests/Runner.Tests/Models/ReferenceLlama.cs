using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models;

/// <summary>
/// A Llama forward pass in float64, written from the model's definition and not from the graph: of the folder it reads
/// the weights alone. Slow and plain; for tiny models.
/// </summary>
internal sealed class ReferenceLlama(string folder, Preset preset)
{
    private readonly ModelGeometry g = preset.Geometry;
    private readonly ReferenceWeights weights = new(folder);
    private readonly ReferenceRotation rotation = new(preset);

    /// <summary>Logits [position][vocabulary] of a sequence from its first token on.</summary>
    public double[][] Logits(IReadOnlyList<int> ids)
    {
        double[][] embedding = weights.Embedding(g.Hidden);
        double[][] x = [.. ids.Select(id => embedding[id].ToArray())];
        for (int layer = 0; layer < g.Layers; layer++)
        {
            Add(x, Attention(layer, Norm(x, $"model.layers.{layer}.input_layernorm.weight")));
            Add(x, FeedForward(layer, Norm(x, $"model.layers.{layer}.post_attention_layernorm.weight")));
        }

        return Project(Norm(x, $"model.layers.{g.Layers}.final_norm_layernorm.weight"), "lm_head.MatMul.weight");
    }

    private double[][] Attention(int layer, double[][] x)
    {
        double[][] qkv = Project(x, $"model.layers.{layer}.attn.qkv_proj.MatMul.weight");
        int keys = g.Heads * g.HeadSize, values = keys + (g.KvHeads * g.HeadSize);
        double[][] mixed = [.. x.Select(_ => new double[keys])];
        for (int head = 0; head < g.Heads; head++)
        {
            int group = head / (g.Heads / g.KvHeads);
            double[][] q = [.. qkv.Select((row, p) => rotation.Rotate(Part(row, head * g.HeadSize), p))];
            double[][] k = [.. qkv.Select((row, p) => rotation.Rotate(Part(row, keys + (group * g.HeadSize)), p))];
            double[][] v = [.. qkv.Select(row => Part(row, values + (group * g.HeadSize)))];
            for (int p = 0; p < x.Length; p++)
            {
                double[] scores = [.. k.Take(p + 1).Select(key => Dot(q[p], key) / Math.Sqrt(g.HeadSize))];
                double most = scores.Max();
                double[] weight = [.. scores.Select(s => Math.Exp(s - most))];
                for (int d = 0; d < g.HeadSize; d++)
                    mixed[p][(head * g.HeadSize) + d] = weight.Select((w, t) => w * v[t][d]).Sum() / weight.Sum();
            }
        }

        return Project(mixed, $"model.layers.{layer}.attn.o_proj.MatMul.weight");
    }

    private double[][] FeedForward(int layer, double[][] x)
    {
        double[][] gate = Project(x, $"model.layers.{layer}.mlp.gate_proj.MatMul.weight");
        double[][] up = Project(x, $"model.layers.{layer}.mlp.up_proj.MatMul.weight");
        double[][] product = [.. gate.Zip(up, (a, b) => a.Zip(b, (s, u) => s / (1 + Math.Exp(-s)) * u).ToArray())];
        return Project(product, $"model.layers.{layer}.mlp.down_proj.MatMul.weight");
    }

    private double[][] Norm(double[][] x, string name)
    {
        double[] weight = weights.Vector(name);
        return [.. x.Select(row =>
        {
            double scale = 1 / Math.Sqrt((Dot(row, row) / row.Length) + preset.NormEpsilon);
            return row.Select((v, i) => v * scale * weight[i]).ToArray();
        })];
    }

    private double[][] Project(double[][] x, string name)
    {
        double[][] rows = weights.Projection(name);
        return [.. x.Select(v => rows.Select(row => Dot(row, v)).ToArray())];
    }

    private double[] Part(double[] row, int start) => row[start..(start + g.HeadSize)];

    private static void Add(double[][] x, double[][] y)
    {
        for (int p = 0; p < x.Length; p++)
        {
            for (int i = 0; i < x[p].Length; i++)
                x[p][i] += y[p][i];
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
