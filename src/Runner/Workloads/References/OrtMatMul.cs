using Google.Protobuf;
using InferBench.Kernels;
using InferBench.Kernels.Cpu.MatMul;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads.References;

/// <summary>The MatMul operator, both matrices being inputs: what a kernel has to pack, it has to pack as well.</summary>
internal sealed unsafe class OrtMatMul : MatMulOperands
{
    private readonly OrtGraphs graphs;

    public OrtMatMul(OrtLibrary library, ReferenceSetup setup)
        : base(setup.Shape, setup.RotateBytes)
    {
        graphs = new(library, setup.Threads, several: false);
        var session = graphs.Open(Model(setup.Shape).ToByteArray());
        for (int i = 0; i < Copies; i++)
        {
            var binding = graphs.Bind(session);
            var problem = Problem(i);
            binding.Input("a", graphs.Memory, problem.A, problem.M, problem.K);
            binding.Input("b", graphs.Memory, problem.B, problem.K, problem.N);
            binding.Output("c", graphs.Memory, problem.C, problem.M, problem.N);
        }
    }

    public override void Dispose()
    {
        graphs.Dispose();
        base.Dispose();
    }

    protected override void Multiply(int copy) => graphs.Run(copy);

    private static ModelProto Model(KernelShape shape)
    {
        var (m, n, k) = (shape[0], shape[1], shape[2]);
        GraphBuilder graph = new("", FloatType.Float32);
        graph.Input("a", ElementType.Float32, m, k);
        graph.Input("b", ElementType.Float32, k, n);
        graph.Output("c", ElementType.Float32, m, n);
        graph.Node("matmul", "MatMul", ["a", "b"], outputs: ["c"]);
        return graph.Build();
    }
}
