using Google.Protobuf;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads.References;

/// <summary>The MatMul operator, both matrices being inputs: what a kernel has to pack, it has to pack as well.</summary>
internal sealed unsafe class OrtMatMul : MatMulReference
{
    private readonly OrtGraphs graphs;

    public OrtMatMul(OrtLibrary library, ReferenceSetup setup)
        : base(setup)
    {
        graphs = new(library, setup.Threads, several: false);
        var session = graphs.Open(Model().ToByteArray());
        for (int i = 0; i < Copies; i++)
        {
            var binding = graphs.Bind(session);
            binding.Input("a", graphs.Memory, A, M, K);
            binding.Input("b", graphs.Memory, B(i), K, N);
            binding.Output("c", graphs.Memory, C, M, N);
        }
    }

    public override void Dispose()
    {
        graphs.Dispose();
        base.Dispose();
    }

    protected override void Multiply(int copy) => graphs.Run(copy);

    private ModelProto Model()
    {
        GraphBuilder graph = new("", FloatType.Float32);
        graph.Input("a", ElementType.Float32, M, K);
        graph.Input("b", ElementType.Float32, K, N);
        graph.Output("c", ElementType.Float32, M, N);
        graph.Node("matmul", "MatMul", ["a", "b"], outputs: ["c"]);
        return graph.Build();
    }
}
