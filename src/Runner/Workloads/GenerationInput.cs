using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>What goes into a session before tokens are generated: the same ids for the same case and vocabulary.</summary>
public sealed record GenerationInput
{
    private GenerationInput()
    {
    }

    /// <summary>How the first token comes about.</summary>
    public required FirstStep FirstStep { get; init; }

    /// <summary>Sequences side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>[batch, n] token ids that are put into the KV cache once, untimed; n may be 0.</summary>
    public required int[] Untimed { get; init; }

    /// <summary>[batch, n] token ids of the first timed step: the prompts, or the seed tokens; n is 0 where it is untimed.</summary>
    public required int[] Timed { get; init; }

    /// <summary>Ids of the series that decide when a generation has been measured enough.</summary>
    /// <param name="first">How the first token comes about.</param>
    /// <param name="generate">Tokens generated of each sequence.</param>
    public static IReadOnlyList<string> Watched(FirstStep first, int generate) =>
    [
        .. first == FirstStep.Prefill ? [MetricId.PrefillTime] : Array.Empty<string>(),
        .. generate > 1 ? [MetricId.DecodeTime] : first == FirstStep.SeedToken ? [MetricId.Ttft] : Array.Empty<string>(),
    ];

    /// <summary>
    /// Each sequence is one seeded stream: depth tokens come first, then the prompt, or the seed token where there is none.
    /// </summary>
    /// <param name="spec">The case.</param>
    /// <param name="vocabulary">Ids run from 0 to one below this.</param>
    public static GenerationInput Of(CaseSpec spec, int vocabulary)
    {
        int fed = spec.Depth + Math.Max(spec.Prompt, 1);
        int untimed = spec.FirstStep == FirstStep.Untimed ? fed : spec.Depth;
        int[][] sequences = [.. Enumerable.Range(0, spec.Batch).Select(s => PromptTokens.Make(fed, vocabulary, spec.Seed, s))];
        return new()
        {
            FirstStep = spec.FirstStep,
            Batch = spec.Batch,
            Untimed = [.. sequences.SelectMany(ids => ids[..untimed])],
            Timed = [.. sequences.SelectMany(ids => ids[untimed..])],
        };
    }
}
