using System.Runtime.CompilerServices;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>
/// A batch of sequences that onnxruntime-genai generates greedily, one token of each at a call, to their full length: it never
/// chooses an end of sequence. Its buffers are made with it. Appending and generating allocate no managed memory.
/// </summary>
public sealed unsafe class OgaGenerator : IDisposable
{
    private readonly OgaGeneratorHandle handle;
    private readonly OgaApi api;
    private readonly nint pointer;

    internal OgaGenerator(OgaNativeModel model, int length, int batch, bool sharesCache)
    {
        using var search = new OgaSearchParams(model);
        search.Set("max_length", length);
        // Until then the library takes ends of sequence out of the choice; it would end at one otherwise.
        search.Set("min_length", length);
        search.Set("batch_size", batch);
        search.Set("num_beams", 1);
        search.Set("num_return_sequences", 1);
        search.Set("repetition_penalty", 1);
        search.Set("do_sample", false);
        search.Set("past_present_share_buffer", sharesCache);
        handle = new(model, search);
        (api, pointer) = (model.Api, handle.Pointer);
        Batch = batch;
    }

    /// <summary>Sequences side by side.</summary>
    public int Batch { get; }

    /// <summary>Tokens of each sequence, the last one generated among them, which the model has not been fed yet.</summary>
    public int Length => (int)api.GeneratorGetSequenceCount(pointer, 0);

    /// <summary>Appends tokens to each sequence and runs the model over them; returns when the last ones' logits are there.</summary>
    /// <param name="ids">[batch, n] token ids, one sequence after another. A batch of more than one takes one prompt only.</param>
    /// <exception cref="OgaException">The library refuses them or fails.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<int> ids)
    {
        fixed (int* first = ids)
            api.Check(api.GeneratorAppendTokens(pointer, first, (nuint)ids.Length));
    }

    /// <summary>
    /// Chooses the most likely token of each sequence; before that runs the model over the last ones, unless their logits are there.
    /// </summary>
    /// <param name="ids">[batch] takes the token ids.</param>
    /// <exception cref="OgaException">The library fails.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Generate(Span<int> ids)
    {
        int* next;
        nuint count;
        api.Check(api.GeneratorGenerateNextToken(pointer));
        api.Check(api.GeneratorGetNextTokens(pointer, &next, &count));
        if (count != (nuint)ids.Length)
            throw new OgaException($"{count} tokens for {ids.Length} sequences");
        new ReadOnlySpan<int>(next, ids.Length).CopyTo(ids);
    }

    /// <summary>Forgets all tokens but the first ones of each sequence.</summary>
    /// <param name="length">How many are kept; a batch of more than one keeps none.</param>
    /// <exception cref="OgaException">The library refuses it.</exception>
    public void RewindTo(int length) => api.Check(api.GeneratorRewindTo(pointer, (nuint)length));

    /// <summary>Logits of the last position of each sequence, which the model runs for unless they are there.</summary>
    /// <param name="logits">[batch, vocabulary] takes them.</param>
    /// <exception cref="OgaException">The library fails.</exception>
    public void CopyLogits(Span<float> logits)
    {
        using var tensor = new OgaTensor(handle);
        tensor.CopyTo(logits);
    }

    /// <summary>Has the runtime write down the nodes of each run from now on.</summary>
    /// <param name="prefix">Path of the file, to which the runtime adds the time and an ending; null ends it.</param>
    /// <exception cref="OgaException">The library is too old for it.</exception>
    internal void Profile(string? prefix) => handle.Set("enable_profiling", prefix ?? "0");

    public void Dispose() => handle.Dispose();
}
