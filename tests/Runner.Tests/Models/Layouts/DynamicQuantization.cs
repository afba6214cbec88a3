using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>Products by 8-bit weights of activations quantised at run time, as ONNX Runtime's dynamic quantiser writes them.</summary>
internal static class DynamicQuantization
{
    private const byte ZeroPoint = 128;

    public static TensorGraph QuantizeDynamically(this TensorGraph model)
    {
        StoreApart(model);
        NodeProto[] nodes = [.. model.Graph.Node];
        model.Graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            TensorProto? weight = model.Graph.Initializer.FirstOrDefault(t => node.OpType == "MatMul" && t.Name == node.Input[1]);
            if (weight is { Dims.Count: 2 })
                Quantize(model, node, weight);
            else
                model.Graph.Node.Add(node);
        }

        return model;
    }

    /// <summary>Gives a tied output projection weights of its own: only stored matrices are quantised.</summary>
    private static void StoreApart(TensorGraph model)
    {
        if (model.Graph.Node.FirstOrDefault(n => n.OpType == "Transpose" && n.Input[0] == PlainWeights.Embedding) is not { } turned)
            return;
        TensorProto table = model.Find(turned.Input[0]);
        model.Add(turned.Output[0], [table.Dims[1], table.Dims[0]], PlainWeights.Transposed(model.Floats(table.Name), (int)table.Dims[1]));
        model.Graph.Node.Remove(turned);
    }

    private static void Quantize(TensorGraph model, NodeProto product, TensorProto weight)
    {
        float[] values = model.Floats(weight.Name);
        float scale = values.Max(Math.Abs) / 127;
        // Unsigned: products of signed ones saturate on processors without VNNI.
        byte[] rounded = [.. values.Select(v => (byte)(ZeroPoint + Math.Round(v / scale)))];
        string name = weight.Name;
        model.Add($"{name}_quantized", ElementType.UInt8, [.. weight.Dims], rounded);
        model.Add($"{name}_scale", [], [scale]);
        model.Add($"{name}_zero_point", ElementType.UInt8, [], [ZeroPoint]);
        model.Remove(name);

        GraphProto graph = model.Graph;
        string path = product.Name, x = product.Input[0];
        graph.Node.Add(new NodeProto
        {
            Name = $"{path}/quantize",
            OpType = "DynamicQuantizeLinear",
            Input = { x },
            Output = { $"{path}/x_quantized", $"{path}/x_scale", $"{path}/x_zero_point" },
        });
        string integers = graph.Node(
            $"{path}_quant", "MatMulInteger", [$"{path}/x_quantized", $"{name}_quantized", $"{path}/x_zero_point", $"{name}_zero_point"]);
        string scales = graph.Node($"{path}_quant_scales_mul", "Mul", [$"{path}/x_scale", $"{name}_scale"]);
        graph.NodeTo(product.Output[0], $"{path}_quant_output_scale_mul", "Mul", [graph.Cast(integers, ElementType.Float32), scales]);
    }
}
