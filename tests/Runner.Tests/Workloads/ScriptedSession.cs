using InferBench.Runner.Inference;
using InferBench.Runner.Tests.Measurement;

namespace InferBench.Runner.Tests.Workloads;

/// <summary>
/// A session that takes planted ticks: for the prompt, for each decode step, for staging a token and, where the caller
/// reads the logits, for choosing one. Token k of a generation is id (3 k + 1) modulo the vocabulary.
/// </summary>
internal sealed class ScriptedSession(ScriptedTime time, int capacity = 4_096) : IInferenceSession
{
    private readonly float[] logits = new float[97];
    private int step;

    public Func<int, long> PrefillTicks { get; init; } = _ => 64_000_000;

    public Func<int, long> DecodeTicks { get; init; } = _ => 10_000_000;

    public long StageTicks { get; init; } = 300;

    public long ArgmaxTicks { get; init; } = 2_000;

    /// <summary>Step of each generation whose logits hold a NaN; -1 for none.</summary>
    public int NaNStep { get; init; } = -1;

    /// <summary>Generations begun, and engine calls.</summary>
    public int Trials { get; private set; }

    public int Runs { get; private set; }

    public bool Disposed { get; private set; }

    public List<int> Prompt { get; } = [];

    public List<int> Staged { get; } = new(capacity: 64);

    public int Batch => 1;

    public int Capacity => capacity;

    public int Length { get; private set; }

    public static int IdAt(int step) => (3 * step + 1) % 97;

    public void StagePrompt(ReadOnlySpan<int> ids)
    {
        // Untimed, and long enough to show in every figure if it were not.
        time.Advance(1_000_000_000_000);
        Trials++;
        Staged.Clear();
        Prompt.Clear();
        Prompt.AddRange(ids);
        step = -1;
        Length += ids.Length;
    }

    public void StageTokens(ReadOnlySpan<int> ids)
    {
        time.Advance(StageTicks);
        Staged.Add(ids[0]);
        Length++;
    }

    public void Run()
    {
        step++;
        Runs++;
        time.Advance(step == 0 ? PrefillTicks(Trials - 1) : DecodeTicks(Trials - 1));
        Array.Clear(logits);
        logits[IdAt(step)] = step == NaNStep ? float.NaN : 1;
    }

    public ReadOnlySpan<float> Logits(int sequence)
    {
        time.Advance(ArgmaxTicks);
        return logits;
    }

    public void Keep()
    {
    }

    public void Rewind() => Length = 0;

    public void Dispose() => Disposed = true;
}
