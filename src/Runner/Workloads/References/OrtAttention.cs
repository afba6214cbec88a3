using Google.Protobuf;
using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Attention;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads.References;

/// <summary>
/// The GroupQueryAttention operator with past and present in one buffer, as generation runs it. A launch brings new sizes.Queries,
/// all of them in prefill and the last one in decode, and writes their keys and values into the cache: with the next
/// copy of the cache each time.
/// </summary>
internal sealed unsafe class OrtAttention : KernelInstance
{
    private readonly AttentionSizes sizes;
    private readonly AttentionTruth truth;
    private readonly OrtGraphs graphs;
    private readonly NativeBuffer numbers = new(2 * sizeof(int));
    private readonly AlignedBuffer<float> queries;
    private readonly AlignedBuffer<float> output;
    private readonly Cache[] caches;
    private int last;

    /// <param name="decode">Whether the first size is the depth of the cache, with one new token, or the number of new tokens.</param>
    public OrtAttention(OrtLibrary library, ReferenceSetup setup, bool decode)
    {
        sizes = decode ? AttentionSizes.Decode(setup.Shape) : AttentionSizes.Prefill(setup.Shape);
        truth = new(sizes);
        queries = new(sizes.QueryElements);
        output = new(queries.Length);
        caches = new Cache[Rotation.Copies(setup.RotateBytes, 2 * Cache.Elements(sizes, sizes.Depth) * sizeof(float))];
        for (int i = 0; i < caches.Length; i++)
            caches[i] = new(sizes);
        ((int*)numbers.Pointer)[0] = sizes.Depth - 1;
        ((int*)numbers.Pointer)[1] = sizes.Depth;
        graphs = new(library, setup.Threads, several: false);
        var session = graphs.Open(Model().ToByteArray());
        foreach (var cache in caches)
            Bind(graphs.Bind(session), cache);
    }

    public override long WorkingSet =>
        (2 * queries.Length + caches.Length * 2 * (Cache.Elements(sizes, sizes.Depth) + Cache.Elements(sizes, sizes.Queries))) * sizeof(float);

    public override void Fill(ulong seed)
    {
        truth.Fill(seed);
        Normal.Fill(queries.Pointer, queries.Length, seed + 2);
        foreach (var cache in caches)
            cache.Fill(truth);
    }

    public override void Poison() => output.Fill(float.NaN);

    public override void Run()
    {
        last = last + 1 == caches.Length ? 0 : last + 1;
        graphs.Run(last);
    }

    public override double WorstError() => truth.WorstError(queries.Pointer, output.Pointer);

    public override void Dispose()
    {
        graphs.Dispose();
        truth.Dispose();
        numbers.Dispose();
        queries.Dispose();
        output.Dispose();
        foreach (var cache in caches)
            cache.Dispose();
    }

    private void Bind(OrtIoBinding binding, Cache cache)
    {
        long rows = (long)sizes.KvHeads * sizes.HeadSize, width = (long)sizes.Heads * sizes.HeadSize;
        long[] shape = [1, sizes.KvHeads, sizes.Depth, sizes.HeadSize];
        binding.Input("query", graphs.Memory, queries.Pointer, 1, sizes.Queries, width);
        binding.Input("key", graphs.Memory, cache.NewKeys.Pointer, 1, sizes.Queries, rows);
        binding.Input("value", graphs.Memory, cache.NewValues.Pointer, 1, sizes.Queries, rows);
        binding.Input("past_key", graphs.Memory, cache.Keys.Pointer, shape);
        binding.Input("past_value", graphs.Memory, cache.Values.Pointer, shape);
        using var valid = Number(0, 1);
        using var total = Number(1);
        binding.Input(OrtIoBinding.Name("last"), valid);
        binding.Input(OrtIoBinding.Name("total"), total);
        binding.Output("output", graphs.Memory, output.Pointer, 1, sizes.Queries, width);
        binding.Output("present_key", graphs.Memory, cache.Keys.Pointer, shape);
        binding.Output("present_value", graphs.Memory, cache.Values.Pointer, shape);
    }

    private OrtValue Number(int index, params ReadOnlySpan<long> shape) =>
        new(graphs.Memory, numbers, index * sizeof(int), OrtElementType.Int32, shape);

    private ModelProto Model()
    {
        GraphBuilder graph = new("", FloatType.Float32);
        object[] cache = [1, sizes.KvHeads, sizes.Depth, sizes.HeadSize];
        graph.Input("query", ElementType.Float32, 1, sizes.Queries, sizes.Heads * sizes.HeadSize);
        foreach (string name in (string[])["key", "value"])
        {
            graph.Input(name, ElementType.Float32, 1, sizes.Queries, sizes.KvHeads * sizes.HeadSize);
            graph.Input($"past_{name}", ElementType.Float32, cache);
            graph.Output($"present_{name}", ElementType.Float32, cache);
        }

        graph.Input("last", ElementType.Int32, 1);
        graph.Input("total", ElementType.Int32);
        graph.Output("output", ElementType.Float32, 1, sizes.Queries, sizes.Heads * sizes.HeadSize);
        graph.Node(
            "attention",
            "GroupQueryAttention",
            ["query", "key", "value", "past_key", "past_value", "last", "total"],
            GraphBuilder.Contrib,
            ["output", "present_key", "present_value"],
            GraphBuilder.Attribute("num_heads", (long)sizes.Heads),
            GraphBuilder.Attribute("kv_num_heads", (long)sizes.KvHeads),
            GraphBuilder.Attribute("scale", (float)sizes.Scale));
        return graph.Build();
    }

    /// <summary>One copy: the buffer [kv heads, depth, head size] of keys and that of values, and the new tokens' [queries, kv heads, head size].</summary>
    private sealed class Cache(AttentionSizes sizes) : IDisposable
    {
        public AlignedBuffer<float> Keys { get; } = new(Elements(sizes, sizes.Depth));

        public AlignedBuffer<float> Values { get; } = new(Elements(sizes, sizes.Depth));

        public AlignedBuffer<float> NewKeys { get; } = new(Elements(sizes, sizes.Queries));

        public AlignedBuffer<float> NewValues { get; } = new(Elements(sizes, sizes.Queries));

        /// <summary>Elements of the keys, and of the values, of so many tokens.</summary>
        public static long Elements(AttentionSizes sizes, int tokens) => (long)sizes.KvHeads * tokens * sizes.HeadSize;

        /// <summary>What the launch is to write itself is not in the cache yet.</summary>
        public void Fill(AttentionTruth truth)
        {
            truth.LayKeys(Keys.Pointer, NewKeys.Pointer);
            truth.LayValues(Values.Pointer, NewValues.Pointer);
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
