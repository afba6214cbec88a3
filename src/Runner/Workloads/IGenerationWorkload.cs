using InferBench.Runner.Measurement;

namespace InferBench.Runner.Workloads;

/// <summary>Generation of exactly n tokens of each sequence.</summary>
public interface IGenerationWorkload : IWorkload
{
    /// <summary>[n] token ids that the last trial generated of one sequence.</summary>
    int[] Tokens(int sequence);

    /// <summary>Where the phases of the last trial lie. Untimed.</summary>
    PhaseTimes Phases { get; }

    /// <summary>
    /// Fills the KV cache and generates the first token alone; on a new session this is the last part of its cold start.
    /// </summary>
    /// <returns>Time in the engine and in token selection.</returns>
    /// <exception cref="InvalidDataException">The logits hold NaN, the clock went back, or the engine counts other tokens than were fed.</exception>
    TimeSpan RunFirstToken();
}
