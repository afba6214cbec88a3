using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using static InferBench.Runner.Tests.Models.Layouts.GraphNodes;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>
/// Two graphs in one, as optimum merges them: use_cache_branch chooses between one that takes the past and one that does
/// not. They share their weights.
/// </summary>
internal static class MergedLlama
{
    public static TensorGraph Make(Preset preset)
    {
        const ElementType type = ElementType.Float32;
        TensorGraph model = TensorGraph.Empty(opset: 17);
        PlainWeights.Copy(SourceModel.Graph(preset, Precision.Fp32), preset, model, type);
        PlainLlama.AddInputs(model.Graph, preset.Geometry, type);
        model.Graph.Input.Add(Value("use_cache_branch", ElementType.Bool, 1L));
        PlainLlama.AddOutputs(model.Graph, preset.Geometry, type);
        model.Graph.Node.Add(new NodeProto
        {
            Name = "optimum::if",
            OpType = "If",
            Input = { "use_cache_branch" },
            Output = { model.Graph.Output.Select(o => o.Name) },
            Attribute = { Subgraph("then_branch", Branch("with_past", true)), Subgraph("else_branch", Branch("no_past", false)) },
        });
        return model;

        GraphProto Branch(string name, bool withPast)
        {
            GraphProto branch = new() { Name = name };
            PlainLlama.AddOutputs(branch, preset.Geometry, type, $"{name}/");
            new PlainLlama(preset, type, branch, $"{name}/", withPast).Write();
            return branch;
        }
    }
}
