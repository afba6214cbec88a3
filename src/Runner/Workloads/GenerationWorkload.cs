using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using InferBench.Runner.Inference;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Generation of exactly n tokens of each sequence after what the KV cache holds, whatever the tokens are: end-of-sequence
/// is ignored. What is untimed goes into the cache once; each trial goes back to it. That is sound because a run writes
/// only the positions it is staged for and attends to none beyond them: the positions that are kept are never written
/// again, and those a trial left behind them are written anew before they are read.
/// </summary>
public sealed class GenerationWorkload : IGenerationWorkload
{
    private readonly IInferenceSession session;
    private readonly GenerationInput input;
    private readonly int batch;
    private readonly int generate;
    private readonly int fed;
    private readonly Sampler? sampler;
    private readonly TimeProvider time;

    // [n, batch]: a step's ids lie together, as they are fed.
    private readonly int[] ids;
    private readonly float[] best;
    private readonly TokenTimeline timeline;
    private bool filled;

    /// <summary>Prepares to generate; the session is closed together with the workload.</summary>
    /// <param name="session">A new session of the input's batch, with room for all that is fed.</param>
    /// <param name="input">What goes in before the first token.</param>
    /// <param name="generate">n: tokens to generate of each sequence, 1 or more; 2 or more where the first step is untimed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="sampler">Draws the tokens; null takes the most likely one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range, or the session has no room.</exception>
    public GenerationWorkload(
        IInferenceSession session, GenerationInput input, int generate, TimeProvider time, Sampler? sampler = null)
    {
        batch = input.Batch;
        ArgumentOutOfRangeException.ThrowIfNotEqual(session.Batch, batch, nameof(session));
        ArgumentOutOfRangeException.ThrowIfLessThan(generate, input.FirstStep == FirstStep.Untimed ? 2 : 1);
        // The last token is chosen and never fed.
        fed = (input.Untimed.Length + input.Timed.Length) / batch + generate - 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fed, session.Capacity, nameof(generate));
        this.session = session;
        this.input = input;
        this.generate = generate;
        this.time = time;
        this.sampler = sampler;
        ids = new int[generate * batch];
        best = new float[generate * batch];
        timeline = new TokenTimeline(time, generate, input.FirstStep);
        Watched = GenerationInput.Watched(input.FirstStep, generate);

        // Compiled here, not while the first token is timed.
        _ = TensorPrimitives.IndexOfMax(best);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Watched { get; }

    /// <inheritdoc/>
    public PhaseTimes Phases => timeline.Phases;

    /// <inheritdoc/>
    public int[] Tokens(int sequence) => [.. Enumerable.Range(0, generate).Select(k => ids[k * batch + sequence])];

    /// <inheritdoc/>
    public string OutputHash => TokenHash.Of([.. Enumerable.Range(0, batch).SelectMany(Tokens)]);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The logits hold NaN, or the engine counts other tokens than were fed.</exception>
    public void Prepare()
    {
        if (!filled)
            Fill();
        session.Rewind();
        RequireLength(input.Untimed.Length / batch);
        if (input.FirstStep == FirstStep.Prefill)
            session.StagePrompt(input.Timed);
        else if (input.FirstStep == FirstStep.SeedToken)
            session.StageTokens(input.Timed);
        sampler?.Restart(drawn: input.FirstStep == FirstStep.Untimed ? 1 : 0);
    }

    /// <inheritdoc/>
    public TimeSpan RunFirstToken()
    {
        var filling = filled ? TimeSpan.Zero : Fill();
        Prepare();
        if (input.FirstStep == FirstStep.Untimed)
            return filling;
        Step(0);
        RefuseNaN(tokens: 1);
        return filling + timeline.FirstToken;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunTrial()
    {
        if (input.FirstStep == FirstStep.Untimed)
            timeline.Chosen(0);
        else
            Step(0);
        for (var k = 1; k < generate; k++)
        {
            session.StageTokens(ids.AsSpan((k - 1) * batch, batch));
            Step(k);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// The logits of a token held NaN, the clock went back, or the engine counts other tokens than were fed.
    /// </exception>
    public void Collect(SampleSet samples)
    {
        RefuseNaN(generate);
        RequireLength(fed);
        timeline.AddTo(samples);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private TimeSpan Fill()
    {
        filled = true;
        if (input.Untimed.Length == 0)
            return TimeSpan.Zero;
        session.StagePrompt(input.Untimed);
        var start = time.GetTimestamp();
        session.Run();
        if (input.FirstStep == FirstStep.Untimed)
        {
            sampler?.Restart();
            Choose(0);
        }

        var end = time.GetTimestamp();
        Ticks.RequireForward(start, end, time);
        RefuseNaN(tokens: input.FirstStep == FirstStep.Untimed ? 1 : 0);
        session.Keep();
        return time.GetElapsedTime(start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Step(int k)
    {
        timeline.Calling(k);
        session.Run();
        timeline.Returned(k);
        Choose(k);
        timeline.Chosen(k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Choose(int k)
    {
        for (var sequence = 0; sequence < batch; sequence++)
        {
            var logits = session.Logits(sequence);
            var id = sampler is null ? TensorPrimitives.IndexOfMax(logits) : sampler.Draw(logits, sequence);
            ids[k * batch + sequence] = id;
            best[k * batch + sequence] = logits[id];
        }
    }

    // A step more or less than was asked for is other work than the figures say.
    private void RequireLength(int tokens)
    {
        if (session.Length != tokens)
            throw new InvalidDataException(FormattableString.Invariant(
                $"the engine's KV cache holds {session.Length} tokens of each sequence after {tokens} were fed: it did other work than it was asked for"));
    }

    private void RefuseNaN(int tokens)
    {
        var bad = Array.FindIndex(best, 0, tokens * batch, float.IsNaN);
        if (bad < 0)
            return;
        var whose = batch > 1 ? FormattableString.Invariant($" of sequence {bad % batch + 1} of {batch}") : "";
        throw new InvalidDataException(FormattableString.Invariant(
            $"the logits of generated token {bad / batch + 1} of {generate}{whose} hold NaN at id {ids[bad]}"));
    }
}
