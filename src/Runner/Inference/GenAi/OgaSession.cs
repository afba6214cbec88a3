namespace InferBench.Runner.Inference.GenAi;

/// <summary>A generator that is fed given tokens, whatever it would choose, to look at its logits. Nothing of it is timed.</summary>
internal sealed class OgaSession : IInferenceSession
{
    private readonly OgaGenerator generator;
    private readonly int vocabulary;
    private readonly float[] logits;
    private int[] staged = [];
    private int kept;

    /// <param name="generator">A new one; released together with this.</param>
    /// <param name="capacity">Tokens that it takes of each sequence.</param>
    /// <param name="vocabulary">Logits of each position.</param>
    public OgaSession(OgaGenerator generator, int capacity, int vocabulary)
    {
        this.generator = generator;
        this.vocabulary = vocabulary;
        Capacity = capacity;
        logits = new float[generator.Batch * vocabulary];
    }

    /// <inheritdoc/>
    public int Batch => generator.Batch;

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Length { get; private set; }

    /// <inheritdoc/>
    public void StagePrompt(ReadOnlySpan<int> ids)
    {
        staged = ids.ToArray();
        Length += ids.Length / Batch;
    }

    /// <inheritdoc/>
    public void StageTokens(ReadOnlySpan<int> ids) => StagePrompt(ids);

    /// <inheritdoc/>
    public void Run()
    {
        generator.Append(staged);
        generator.CopyLogits(logits);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int sequence) => logits.AsSpan(sequence * vocabulary, vocabulary);

    /// <inheritdoc/>
    public void Keep() => kept = Length;

    /// <inheritdoc/>
    public void Rewind()
    {
        generator.RewindTo(kept);
        Length = kept;
    }

    public void Dispose() => generator.Dispose();
}
