using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// A batch of sequences through an IoBinding. Every tensor is made before the first run; after that a token of each costs
/// the run itself and one binding call, for the attention mask, which grows; two more for each tensor of a copied KV cache.
/// On another device it costs a copy of the ids there, and one of the logits back, which the runtime does as the run ends.
/// </summary>
internal sealed class OrtGenerationSession : IInferenceSession
{
    // To ask the system for what is available takes longer, and more memory, than a small run.
    private const long WorthALook = 1L << 30;

    private readonly Stack<IDisposable> owned = [];
    private readonly OrtIoBinding binding;
    private readonly KvCache kv;
    private readonly TokenInputs inputs;
    private readonly LogitsOutput logits;
    private readonly DecodeGraph? decodeGraph;
    private readonly bool groupedQuery;
    private readonly bool onHost;
    private readonly ModelGeometry geometry;
    private OrtRunOptions? options;
    private int kept;

    /// <param name="session">The model's session.</param>
    /// <param name="model">What the model is.</param>
    /// <param name="kvMode">How past and present are bound.</param>
    /// <param name="memory">Where its tensors can lie; not this object's to dispose of.</param>
    /// <param name="capacity">Tokens of the longest sequence.</param>
    /// <param name="batch">Sequences side by side.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for the KV cache or the logits.</exception>
    public OrtGenerationSession(OrtSession session, ModelFolder model, KvMode kvMode, SessionMemory memory, int capacity, int batch)
    {
        Capacity = capacity;
        Batch = batch;
        var graph = model.Interface;
        groupedQuery = model.Info.Attention == "grouped-query";
        onHost = !memory.CopiesWhenBound;
        geometry = model.Geometry;
        try
        {
            binding = Own(new OrtIoBinding(session));
            kv = Own(KvCache.Create(binding, memory, KvLayout.Of(model, batch), kvMode, capacity));
            inputs = Own(new TokenInputs(binding, memory, graph, batch, capacity));
            logits = Own(new LogitsOutput(binding, memory, graph, batch, model.Geometry.Vocabulary));
            Copies = StepCopies.Of(memory, graph, KvLayout.Of(model, batch), kvMode, capacity, logits.StepBytes);
            decodeGraph = memory.CapturesGraphs ? Own(new DecodeGraph(session, memory.Device!, batch, capacity)) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Batch { get; }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Length { get; private set; }

    /// <summary>What a decode step copies between host and device, beside what nodes of the graph do; null where the runtime does not tell.</summary>
    public StepCopies? Copies { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int sequence) => logits.Last(sequence);

    /// <inheritdoc/>
    public bool GivesEveryPosition => logits.OfEveryPosition;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int sequence, int before) => logits.Before(sequence, before);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// More than one token of each of several sequences after a cache that is not empty: grouped-query attention does not.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">There is no room for the logits, or for what the run makes on its way.</exception>
    public void StagePrompt(ReadOnlySpan<int> ids)
    {
        int count = ids.Length / Batch, room = Capacity - Length;
        if (count * Batch != ids.Length)
            throw new ArgumentException($"{ids.Length} token ids are not as many for each of {Batch} sequences", nameof(ids));
        if (count < 1 || count > room)
        {
            throw new ArgumentException(
                $"a prompt of {count} tokens: at least 1, and no more than the KV cache has left: {room} of {Capacity}", nameof(ids));
        }
        if (groupedQuery && Batch > 1 && Length > 0 && count > 1)
        {
            throw new NotSupportedException(
                $"a prompt of {count} tokens after {Length}: grouped-query attention continues a prompt of one sequence only, not of {Batch}");
        }
        RequireRoom(count);
        logits.Bind(count);
        options = decodeGraph?.Prompt;
        Stage(ids, count);
        decodeGraph?.Mask.Stage(Length);
    }

    /// <inheritdoc/>
    public void StageTokens(ReadOnlySpan<int> ids)
    {
        if (ids.Length != Batch)
            throw new ArgumentException($"{ids.Length} token ids for {Batch} sequences", nameof(ids));
        if (Length == Capacity)
            throw new InvalidOperationException($"the KV cache is full: it holds {Capacity} tokens");
        if (decodeGraph is null)
        {
            logits.Bind(tokens: 1);
            Stage(ids, 1);
            return;
        }

        logits.BindToGraph();
        options = decodeGraph.Step;
        Stage(ids, 1, decodeGraph.Mask.Value);
        decodeGraph.Mask.Stage(Length);
    }

    /// <inheritdoc/>
    public void Run() => Run(options);

    /// <summary>Runs what was staged, with options in place of its own; none of them captures a graph.</summary>
    public void Run(OrtRunOptions? options)
    {
        decodeGraph?.Mask.Send();
        inputs.Send();
        binding.Run(options);
        logits.Fetch();
    }

    /// <inheritdoc/>
    /// <exception cref="InsufficientMemoryException">There is no room to keep a copy of a copied KV cache.</exception>
    public void Keep()
    {
        kv.Keep(Length);
        kept = Length;
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        kv.Rewind();
        Length = kept;
    }

    public void Dispose()
    {
        while (owned.TryPop(out var last))
            last.Dispose();
    }

    // The largest tensors inside a run. Plain attention has its scores twice: as they are, and as their softmax.
    private void RequireRoom(int tokens)
    {
        if (!onHost)
            return;
        Int128 rows = (Int128)Batch * tokens;
        Int128 scores = rows * geometry.Heads * (Length + tokens) * sizeof(float) * (groupedQuery ? 1 : 2);
        Int128 feedForward = rows * geometry.Intermediate * sizeof(float) * 2;
        Int128 bytes = Int128.Max(scores, feedForward);
        if (bytes > WorthALook)
            MemoryClaim.Require($"a run of batch {Batch} x {tokens} tokens after {Length}", bytes);
    }

    private void Stage(ReadOnlySpan<int> ids, int count, OrtValue? mask = null)
    {
        inputs.Stage(ids, Length, count, mask);
        kv.Bind(Length, Length + count);
        Length += count;
    }

    private T Own<T>(T item)
        where T : IDisposable
    {
        owned.Push(item);
        return item;
    }
}
