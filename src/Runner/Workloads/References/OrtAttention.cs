using Google.Protobuf;
using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads.References;

/// <summary>
/// The GroupQueryAttention operator with past and present in one buffer, as generation runs it. A launch brings new tokens,
/// all of them in prefill and the last one in decode, and writes their keys and values into the cache: with the next
/// copy of the cache each time.
/// </summary>
internal sealed unsafe class OrtAttention : KernelInstance
{
    private readonly AttentionTruth truth;
    private readonly OrtGraphs graphs;
    private readonly NativeBuffer numbers = new(2 * sizeof(int));
    private readonly AlignedBuffer<float> queries;
    private readonly AlignedBuffer<float> output;
    private readonly Cache[] caches;
    private readonly int tokens;
    private int last;

    /// <param name="decode">Whether the first size is the depth of the cache, with one new token, or the number of new tokens.</param>
    public OrtAttention(OrtLibrary library, ReferenceSetup setup, bool decode)
    {
        truth = new(setup.Shape[0], setup.Shape[1], setup.Shape[2], setup.Shape[3]);
        tokens = decode ? 1 : truth.Depth;
        queries = new((long)tokens * truth.Heads * truth.HeadSize);
        output = new(queries.Length);
        caches = new Cache[Rotation.Copies(setup.RotateBytes, 2 * truth.CacheElements * sizeof(float))];
        for (int i = 0; i < caches.Length; i++)
            caches[i] = new(truth, tokens);
        ((int*)numbers.Pointer)[0] = truth.Depth - 1;
        ((int*)numbers.Pointer)[1] = truth.Depth;
        graphs = new(library, setup.Threads, several: false);
        var session = graphs.Open(Model().ToByteArray());
        foreach (var cache in caches)
            Bind(graphs.Bind(session), cache);
    }

    public override long WorkingSet =>
        (2 * queries.Length + caches.Length * 2 * (truth.CacheElements + (long)tokens * truth.KvHeads * truth.HeadSize)) * sizeof(float);

    public override void Fill(ulong seed)
    {
        truth.Fill(seed);
        Normal.Fill(queries.Span, seed + 2);
        foreach (var cache in caches)
            cache.Fill(truth, tokens);
    }

    public override void Poison() => output.Span.Fill(float.NaN);

    public override void Run()
    {
        last = last + 1 == caches.Length ? 0 : last + 1;
        graphs.Run(last);
    }

    public override double WorstError() => truth.WorstError(queries.Pointer, output.Pointer, tokens);

    public override void Dispose()
    {
        graphs.Dispose();
        numbers.Dispose();
        queries.Dispose();
        output.Dispose();
        foreach (var cache in caches)
            cache.Dispose();
    }

    private void Bind(OrtIoBinding binding, Cache cache)
    {
        long rows = (long)truth.KvHeads * truth.HeadSize, width = (long)truth.Heads * truth.HeadSize;
        long[] shape = [1, truth.KvHeads, truth.Depth, truth.HeadSize];
        binding.Input("query", graphs.Memory, queries.Pointer, 1, tokens, width);
        binding.Input("key", graphs.Memory, cache.NewKeys.Pointer, 1, tokens, rows);
        binding.Input("value", graphs.Memory, cache.NewValues.Pointer, 1, tokens, rows);
        binding.Input("past_key", graphs.Memory, cache.Keys.Pointer, shape);
        binding.Input("past_value", graphs.Memory, cache.Values.Pointer, shape);
        using var valid = Number(0, 1);
        using var total = Number(1);
        binding.Input(OrtIoBinding.Name("last"), valid);
        binding.Input(OrtIoBinding.Name("total"), total);
        binding.Output("output", graphs.Memory, output.Pointer, 1, tokens, width);
        binding.Output("present_key", graphs.Memory, cache.Keys.Pointer, shape);
        binding.Output("present_value", graphs.Memory, cache.Values.Pointer, shape);
    }

    private OrtValue Number(int index, params ReadOnlySpan<long> shape) =>
        new(graphs.Memory, numbers, index * sizeof(int), OrtElementType.Int32, shape);

    private ModelProto Model()
    {
        GraphBuilder graph = new("", FloatType.Float32);
        object[] cache = [1, truth.KvHeads, truth.Depth, truth.HeadSize];
        graph.Input("query", ElementType.Float32, 1, tokens, truth.Heads * truth.HeadSize);
        foreach (string name in (string[])["key", "value"])
        {
            graph.Input(name, ElementType.Float32, 1, tokens, truth.KvHeads * truth.HeadSize);
            graph.Input($"past_{name}", ElementType.Float32, cache);
            graph.Output($"present_{name}", ElementType.Float32, cache);
        }

        graph.Input("last", ElementType.Int32, 1);
        graph.Input("total", ElementType.Int32);
        graph.Output("output", ElementType.Float32, 1, tokens, truth.Heads * truth.HeadSize);
        graph.Node(
            "attention",
            "GroupQueryAttention",
            ["query", "key", "value", "past_key", "past_value", "last", "total"],
            GraphBuilder.Contrib,
            ["output", "present_key", "present_value"],
            GraphBuilder.Attribute("num_heads", (long)truth.Heads),
            GraphBuilder.Attribute("kv_num_heads", (long)truth.KvHeads),
            GraphBuilder.Attribute("scale", (float)truth.Scale));
        return graph.Build();
    }

    /// <summary>One copy: the buffer [kv heads, depth, head size] of keys and that of values, and the new tokens' [tokens, kv heads, head size].</summary>
    private sealed class Cache(AttentionTruth sizes, int tokens) : IDisposable
    {
        public AlignedBuffer<float> Keys { get; } = new(sizes.CacheElements);

        public AlignedBuffer<float> Values { get; } = new(sizes.CacheElements);

        public AlignedBuffer<float> NewKeys { get; } = new((long)tokens * sizes.KvHeads * sizes.HeadSize);

        public AlignedBuffer<float> NewValues { get; } = new((long)tokens * sizes.KvHeads * sizes.HeadSize);

        /// <summary>What the launch is to write itself is not in the cache yet.</summary>
        public void Fill(AttentionTruth truth, int tokens)
        {
            truth.Lay(truth.Keys, Keys.Pointer, NewKeys.Pointer, tokens);
            truth.Lay(truth.Values, Values.Pointer, NewValues.Pointer, tokens);
        }

        public void Dispose()
        {
            Keys.Dispose();
            Values.Dispose();
            NewKeys.Dispose();
            NewValues.Dispose();
        }
    }
}
