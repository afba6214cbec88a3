using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using InferBench.Runner.Inference;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Greedy generation of exactly n tokens after a prompt, whatever the tokens are: end-of-sequence is ignored.
/// </summary>
public sealed class GenerationWorkload : IWorkload
{
    private readonly IInferenceSession session;
    private readonly int[] prompt;
    private readonly int[] ids;
    private readonly float[] best;
    private readonly TokenTimeline timeline;

    /// <summary>Prepares to generate; the session is closed together with the workload.</summary>
    /// <param name="session">An open session with room for the prompt and all generated tokens but the last.</param>
    /// <param name="prompt">[prompt] token ids, at least one.</param>
    /// <param name="generate">n: tokens to generate, 1 or more.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive, or the session has no room.</exception>
    public GenerationWorkload(IInferenceSession session, ReadOnlySpan<int> prompt, int generate, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Length, nameof(prompt));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(generate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            prompt.Length + generate - 1, session.Capacity, nameof(generate));
        this.session = session;
        this.prompt = prompt.ToArray();
        ids = new int[generate];
        best = new float[generate];
        timeline = new TokenTimeline(time, generate);
        Watched = generate > 1 ? [MetricId.PrefillTime, MetricId.DecodeTime] : [MetricId.PrefillTime];

        // Compiled here, not while the first token is timed.
        _ = TensorPrimitives.IndexOfMax(best);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Watched { get; }

    /// <summary>[n] token ids of the last trial.</summary>
    public ReadOnlySpan<int> Tokens => ids;

    /// <inheritdoc/>
    public string OutputHash => TokenHash.Of(ids);

    /// <inheritdoc/>
    public void Prepare()
    {
        session.Rewind();
        session.StagePrompt(prompt);
    }

    /// <summary>Generates the first token alone; on a new session this is the last part of its cold start.</summary>
    /// <returns>From the engine call to the token.</returns>
    /// <exception cref="InvalidDataException">The logits hold NaN.</exception>
    public TimeSpan RunFirstToken()
    {
        Prepare();
        Step(0);
        RefuseNaN(tokens: 1);
        return timeline.FirstToken;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunTrial()
    {
        Step(0);
        for (var k = 1; k < ids.Length; k++)
        {
            session.StageTokens(ids.AsSpan(k - 1, 1));
            Step(k);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The logits of a token held NaN.</exception>
    public void Collect(SampleSet samples)
    {
        RefuseNaN(ids.Length);
        timeline.AddTo(samples);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Step(int k)
    {
        timeline.Calling(k);
        session.Run();
        timeline.Returned(k);
        var logits = session.Logits(0);
        var id = TensorPrimitives.IndexOfMax(logits);
        timeline.Chosen(k);
        ids[k] = id;
        best[k] = logits[id];
    }

    private void RefuseNaN(int tokens)
    {
        var bad = Array.FindIndex(best, 0, tokens, float.IsNaN);
        if (bad >= 0)
            throw new InvalidDataException(FormattableString.Invariant(
                $"the logits of generated token {bad + 1} of {ids.Length} hold NaN at id {ids[bad]}"));
    }
}
