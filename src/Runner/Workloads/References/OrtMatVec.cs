using Google.Protobuf;
using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Workloads.References;

/// <summary>
/// y[n] = W[n,k] x[k], W being part of the graph, which the runtime lays out as it likes when it opens it. Each launch takes
/// the next of equal graphs, each with weights of its own.
/// </summary>
internal abstract unsafe class OrtMatVec : KernelInstance
{
    /// <summary>Graphs open at once; where they are too small to fill the rotation, the working set says so.</summary>
    public const int MostCopies = 512;

    private readonly OrtGraphs graphs;
    private readonly int copies;
    private int last;

    protected OrtMatVec(OrtLibrary library, ReferenceSetup setup, long weightBytes)
    {
        (N, K) = (setup.Shape[0], setup.Shape[1]);
        copies = (int)Math.Min(Rotation.Copies(setup.RotateBytes, weightBytes), MostCopies);
        WorkingSet = copies * weightBytes + ((long)N + K) * sizeof(float);
        graphs = new(library, setup.Threads, several: copies > 1);
        X = new(K);
        Y = new(N);
    }

    public sealed override long WorkingSet { get; }

    protected int N { get; }

    protected int K { get; }

    protected AlignedBuffer<float> X { get; }

    protected AlignedBuffer<float> Y { get; }

    public sealed override void Fill(ulong seed)
    {
        Normal.Fill(X.Span, seed);
        graphs.Clear();
        byte[] model = Model(seed + 1).ToByteArray();
        for (int i = 0; i < copies; i++)
        {
            var binding = graphs.Bind(graphs.Open(model));
            binding.Input("x", graphs.Memory, X.Pointer, 1, K);
            binding.Output("y", graphs.Memory, Y.Pointer, 1, N);
        }
    }

    public sealed override void Poison() => Y.Span.Fill(float.NaN);

    public sealed override void Run()
    {
        last = last + 1 == copies ? 0 : last + 1;
        graphs.Run(last);
    }

    public override void Dispose()
    {
        graphs.Dispose();
        X.Dispose();
        Y.Dispose();
    }

    /// <summary>A graph from x [1,k] to y [1,n] with fresh weights, which <see cref="KernelInstance.WorstError"/> knows.</summary>
    protected abstract ModelProto Model(ulong seed);

    protected static TensorProto Weights(string name, ElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.Add(shape.ToArray());
        return tensor;
    }
}
