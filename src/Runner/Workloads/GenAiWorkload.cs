using System.Runtime.CompilerServices;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Generation by onnxruntime-genai's own loop, which chooses tokens inside its step. Its prefill and its first choice are two
/// calls, and one time to first token. Each trial goes back to what the KV cache held before; a batch of more than one the
/// library cannot rewind but to nothing, so that what is untimed goes in anew before each trial.
/// </summary>
public sealed class GenAiWorkload : IGenerationWorkload
{
    private readonly OgaGenerator generator;
    private readonly GenerationInput input;
    private readonly int generate;
    private readonly int batch;
    private readonly int untimed;
    private readonly TimeProvider time;
    private readonly TokenTimeline timeline;

    // [n, batch], as the library gives them.
    private readonly int[] ids;
    private bool filled;

    /// <summary>Prepares to generate; the generator is released together with the workload.</summary>
    /// <param name="generator">A new one of the input's batch, as long as all that is fed and generated.</param>
    /// <param name="input">What goes in before the first token.</param>
    /// <param name="generate">n: tokens to generate of each sequence, 1 or more; 2 or more where the first step is untimed.</param>
    /// <param name="time">The clock.</param>
    public GenAiWorkload(OgaGenerator generator, GenerationInput input, int generate, TimeProvider time)
    {
        batch = input.Batch;
        ArgumentOutOfRangeException.ThrowIfNotEqual(generator.Batch, batch, nameof(generator));
        ArgumentOutOfRangeException.ThrowIfLessThan(generate, input.FirstStep == FirstStep.Untimed ? 2 : 1);
        (this.generator, this.input, this.generate, this.time) = (generator, input, generate, time);
        untimed = input.Untimed.Length / batch;
        ids = new int[generate * batch];
        timeline = new TokenTimeline(time, generate, input.FirstStep, chosenByEngine: true);
        Watched = GenerationInput.Watched(input.FirstStep, generate);
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
    /// <exception cref="OgaException">The library refuses what it is fed.</exception>
    /// <exception cref="InvalidDataException">The library counts other tokens than were fed.</exception>
    public void Prepare()
    {
        bool kept = filled && batch == 1;
        generator.RewindTo(kept ? untimed : 0);
        if (!kept && untimed > 0)
            generator.Append(input.Untimed);
        filled = true;
        RequireLength(untimed);
        if (input.FirstStep == FirstStep.Untimed)
            generator.Generate(ids.AsSpan(0, batch));
    }

    /// <inheritdoc/>
    public TimeSpan RunFirstToken()
    {
        long start = time.GetTimestamp();
        Prepare();
        var filling = untimed > 0 ? time.GetElapsedTime(start) : TimeSpan.Zero;
        if (input.FirstStep == FirstStep.Untimed)
            return filling;
        First();
        return filling + timeline.FirstToken;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunTrial()
    {
        if (input.FirstStep == FirstStep.Untimed)
            timeline.Chosen(0);
        else
            First();
        for (var k = 1; k < generate; k++)
        {
            timeline.Calling(k);
            generator.Generate(ids.AsSpan(k * batch, batch));
            timeline.ReturnedChosen(k);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The clock went back, or the library counts other tokens than were fed and generated.</exception>
    public void Collect(SampleSet samples)
    {
        RequireLength((input.Untimed.Length + input.Timed.Length) / batch + generate);
        timeline.AddTo(samples);
    }

    /// <inheritdoc/>
    public void Dispose() => generator.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void First()
    {
        timeline.Calling(0);
        generator.Append(input.Timed);
        timeline.Returned(0);
        generator.Generate(ids.AsSpan(0, batch));
        timeline.Chosen(0);
    }

    // Generation that ends early is other work than the figures say.
    private void RequireLength(int tokens)
    {
        if (generator.Length != tokens)
            throw new InvalidDataException(Invariant(
                $"onnxruntime-genai holds {generator.Length} tokens of each sequence in place of {tokens}: it did other work than it was asked for"));
    }
}
