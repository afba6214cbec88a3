using System.Runtime.InteropServices;
using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads.References;

/// <summary>The MatMul operator with weights in float32, as models store them: [k,n].</summary>
internal sealed class OrtDenseMatVec(OrtLibrary library, ReferenceSetup setup)
    : OrtMatVec(library, setup, (long)setup.Shape[0] * setup.Shape[1] * sizeof(float))
{
    private readonly float[] weights = new float[(long)setup.Shape[0] * setup.Shape[1]];

    public override double WorstError() => KernelCheck.MatMulError(X.Span, weights, Y.Span, 1, N, K);

    protected override ModelProto Model(ulong seed)
    {
        Normal.Fill(weights, seed);
        GraphBuilder graph = new("", FloatType.Float32);
        graph.Input("x", ElementType.Float32, 1, K);
        graph.Output("y", ElementType.Float32, 1, N);
        graph.Node("matmul", "MatMul", ["x", "w"], outputs: ["y"]);
        var model = graph.Build();
        model.Graph.Initializer.Add(Weights("w", ElementType.Float32, MemoryMarshal.AsBytes(weights.AsSpan()), K, N));
        return model;
    }
}
