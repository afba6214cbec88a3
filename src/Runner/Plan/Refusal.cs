using InferBench.Runner.Options;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>Why a model cannot run a case, as far as that is known before it is opened.</summary>
/// <param name="Flags">The options to blame.</param>
/// <param name="Reason">What was found and what is allowed.</param>
/// <param name="Advice">What to do.</param>
internal sealed record Refusal(string Flags, string Reason, string Advice)
{
    /// <summary>Null where nothing is known against the case.</summary>
    public static Refusal? Of(CaseSpec spec, PlannedModel model) =>
        OtherAttention(spec, model) ?? TooLong(spec, model) ?? OtherShape(spec, model) ?? NothingToMeasure(spec);

    /// <summary>The error of a plan in which this and no other case can run either.</summary>
    public BadInputException OfPlan(RunOptions options) => new($"{options.Name(Flags)}: no case can run: {Reason}; {Advice}");

    private static Refusal? OtherAttention(CaseSpec spec, PlannedModel model) => model.HasFloat32Attention && CudaDeviceName.Is(spec.Device)
        ? new(
            "--model, --device",
            $"found {model.Reference} on {spec.Device}, whose grouped-query attention is in float32: CUDA has no code for that, and it would run on the CPU",
            "give a model in fp16, int8-f16 or int4-f16")
        : null;

    private static Refusal? TooLong(CaseSpec spec, PlannedModel model)
    {
        if (spec.Positions <= model.Positions)
            return null;
        string depth = spec.Depth > 0 ? Invariant($"depth {spec.Depth} + ") : "", seed = spec.Prompt == 0 ? " (one seed token)" : "";
        return new(
            spec.Depth > 0 ? "--depth, --prompt, --gen" : "--prompt, --gen",
            Invariant($"found {depth}prompt {spec.Prompt}{seed} + gen {spec.Generate} tokens, allowed are at most {model.Positions} positions of {model.Reference}"),
            "give shorter lengths");
    }

    private static Refusal? OtherShape(CaseSpec spec, PlannedModel model)
    {
        if (model.FixedBatch is { } batch && batch != spec.Batch)
            return new("--batch", Invariant($"found batch {spec.Batch}, allowed is {batch}, the only one that the graph of {model.Reference} takes"), "give that one");
        if (model.FixedTokens is { } tokens && Runs(spec).FirstOrDefault(run => run != tokens) is > 0 and var other)
            return new(
                "--prompt, --gen, --depth",
                Invariant($"found a run of {other} tokens, allowed are runs of {tokens}, the only ones that the graph of {model.Reference} takes"),
                "give a prompt, a depth and generated tokens that need no other");
        return null;
    }

    /// <summary>Tokens of each sequence that go into each kind of run of a case.</summary>
    private static IEnumerable<int> Runs(CaseSpec spec)
    {
        bool together = spec.FirstStep == FirstStep.Untimed;
        if (spec.Depth > 0 && !together)
            yield return spec.Depth;
        yield return together ? spec.Depth + spec.Prompt : Math.Max(spec.Prompt, 1);
        if (spec.Generate > 1)
            yield return 1;
    }

    private static Refusal? NothingToMeasure(CaseSpec spec) => spec is { FirstStep: FirstStep.Untimed, Generate: 1 }
        ? new(
            "--gen",
            Invariant($"found gen 1 with batch {spec.Batch} and depth {spec.Depth}, of which only decode can be measured, and one token has no decode step"),
            "generate 2 tokens or more")
        : null;
}
