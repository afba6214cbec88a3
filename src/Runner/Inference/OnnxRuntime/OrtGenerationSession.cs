using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// One sequence through an IoBinding. Every tensor is made before the first run; after that a token costs the run itself
/// and one binding call, for the attention mask, which grows.
/// </summary>
internal sealed unsafe class OrtGenerationSession : IInferenceSession
{
    private readonly OrtMemoryInfo memory;
    private readonly OrtIoBinding binding;
    private readonly KvCache kv;
    private readonly NativeBuffer ids, ones;
    private readonly OrtValue token;
    private readonly OrtValue[] masks;
    private readonly byte[] idsName, maskName, logitsName;
    private readonly int vocabulary;
    private readonly bool logitsForAll;
    private NativeBuffer logits;
    private int logitsRow;
    private int length;
    private int kept;
    private bool tokenBound;

    /// <param name="session">The model's session.</param>
    /// <param name="model">What the model is.</param>
    /// <param name="kvMode">How past and present are bound.</param>
    /// <param name="capacity">Tokens of the longest sequence.</param>
    public OrtGenerationSession(OrtSession session, ModelFolder model, KvMode kvMode, int capacity)
    {
        Capacity = capacity;
        vocabulary = model.Geometry.Vocabulary;
        logitsForAll = model.Info.Logits == "all";
        idsName = OrtIoBinding.Name(model.Interface.InputIds);
        maskName = OrtIoBinding.Name(model.Interface.AttentionMask!);
        logitsName = OrtIoBinding.Name(model.Interface.Logits);

        memory = new OrtMemoryInfo(session.Library);
        binding = new OrtIoBinding(session);
        var layout = KvLayout.Of(model);
        kv = kvMode == KvMode.Shared
            ? new SharedKvCache(binding, memory, layout, capacity)
            : new CopiedKvCache(binding, memory, layout, capacity);

        ids = new NativeBuffer(capacity * sizeof(long));
        token = new OrtValue(memory, ids, OrtElementType.Int64, 1, 1);
        ones = new NativeBuffer(capacity * sizeof(long));
        new Span<long>(ones.Pointer, capacity).Fill(1);
        masks = new OrtValue[capacity];
        for (int i = 0; i < capacity; i++)
            masks[i] = new OrtValue(memory, ones, OrtElementType.Int64, 1, i + 1);

        logits = new NativeBuffer(0);
        BindLogits(rows: 1);
    }

    /// <inheritdoc/>
    public int Batch => 1;

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int sequence) => new((float*)logits.Pointer + ((nint)logitsRow * vocabulary), vocabulary);

    /// <inheritdoc/>
    public void StagePrompt(ReadOnlySpan<int> ids)
    {
        if (ids.Length < 1 || ids.Length > Capacity - length)
            throw new ArgumentException($"a prompt of {ids.Length} tokens: 1 to {Capacity - length} fit into the KV cache", nameof(ids));
        var staged = (long*)this.ids.Pointer;
        for (int i = 0; i < ids.Length; i++)
            staged[i] = ids[i];
        binding.Input(idsName, memory, this.ids, OrtElementType.Int64, 1, ids.Length);
        tokenBound = false;
        if (logitsForAll)
            BindLogits(ids.Length);
        Grow(ids.Length);
    }

    /// <inheritdoc/>
    public void StageTokens(ReadOnlySpan<int> ids)
    {
        if (length == Capacity)
            throw new InvalidOperationException($"the KV cache is full: it holds {Capacity} tokens");
        *(long*)this.ids.Pointer = ids[0];
        if (!tokenBound)
            BindToken();
        Grow(1);
    }

    /// <inheritdoc/>
    public void Run() => binding.Run();

    /// <inheritdoc/>
    public void Keep() => kept = length;

    /// <inheritdoc/>
    public void Rewind() => length = kept;

    public void Dispose()
    {
        binding.Dispose();
        kv.Dispose();
        foreach (var mask in masks)
            mask.Dispose();
        token.Dispose();
        ids.Dispose();
        ones.Dispose();
        logits.Dispose();
        memory.Dispose();
    }

    private void Grow(int tokens)
    {
        int total = length + tokens;
        binding.Input(maskName, masks[total - 1]);
        kv.Bind(length, total);
        length = total;
    }

    private void BindToken()
    {
        binding.Input(idsName, token);
        if (logitsForAll)
            BindLogits(rows: 1);
        tokenBound = true;
    }

    private void BindLogits(int rows)
    {
        long bytes = (long)rows * vocabulary * sizeof(float);
        if ((nuint)bytes > logits.Bytes)
        {
            logits.Dispose();
            logits = new NativeBuffer(bytes);
        }
        binding.Output(logitsName, memory, logits, OrtElementType.Float, 1, rows, vocabulary);
        logitsRow = rows - 1;
    }
}
