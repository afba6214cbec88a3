using System.Globalization;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>A model of the plan.</summary>
/// <param name="Reference">Its name in cases.</param>
/// <param name="Path">Where it lies, or will lie once it is made.</param>
/// <param name="Positions">Longest sequence it takes.</param>
public sealed record PlannedModel(string Reference, string Path, int Positions)
{
    /// <summary>The one batch that its graph takes; null where it takes any.</summary>
    public int? FixedBatch { get; init; }

    /// <summary>New tokens of every run, where its graph takes one number only; null where it takes any.</summary>
    public int? FixedTokens { get; init; }

    /// <summary>Whether its grouped-query attention is in float32, which CUDA has no code for.</summary>
    public bool HasFloat32Attention { get; init; }

    /// <summary>True for a variant that only CUDA devices run, false for one that they run a variant of instead; null where all run it.</summary>
    public bool? OnCuda { get; init; }

    /// <summary>Whether it is what a device runs.</summary>
    public bool IsFor(string device) => OnCuda is null || OnCuda == CudaDeviceName.Is(device);
}

/// <summary>Options to cases.</summary>
public static class CaseExpansion
{
    /// <summary>Most cases that are run without a word.</summary>
    public const int MostCases = 100_000;

    /// <summary>Most cases of all, for those who insist.</summary>
    private const int MostOfAll = 1_000_000;

    /// <summary>Refuses what is too much before any model is made.</summary>
    /// <exception cref="BadInputException">More than <see cref="MostCases"/> cases, or than can be held.</exception>
    public static void CheckCount(RunOptions options)
    {
        double count = (double)options.Models.Count * Math.Max(options.Precisions.Count, 1) * options.Threads.Count * options.SessionOptions.Count
            * options.Engines.Count * options.Devices.Count * options.Batches.Count * options.Depths.Count * options.Prompts.Count * options.Generates.Count;
        int most = options.Yes ? MostOfAll : MostCases;
        if (count > most)
            throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Name("run")}: found {count:0} cases, allowed are at most {most}{(options.Yes ? "" : " without --yes")}; give shorter lists"));
    }

    /// <summary>
    /// Every combination of the lists, in groups that share one opened model. Groups, and cases within a group, are
    /// shuffled by the seed: an order that nobody chose cannot favour anybody.
    /// </summary>
    /// <param name="options">The lists.</param>
    /// <param name="models">The models, each with its place.</param>
    /// <param name="toRun">Whether the plan is to be run, and not only shown.</param>
    /// <exception cref="BadInputException">The plan is to be run, and no case can.</exception>
    public static RunPlan Expand(RunOptions options, IReadOnlyList<PlannedModel> models, bool toRun = true)
    {
        // The same seed gives the same order with the same version of .NET; records carry their place in it.
        var random = new Random(unchecked((int)(options.Seed ^ (options.Seed >> 32))));
        var groups = (
            from model in models
            from engine in options.Engines
            from device in options.Devices
            where model.IsFor(device)
            from threads in options.Threads
            from session in options.SessionOptions.Select(set => set?.For(device)).Distinct()
            let shared = new CaseSpec
            {
                Engine = engine,
                Device = device,
                Model = model.Reference,
                Prompt = 0,
                Generate = 0,
                Threads = threads,
                Options = session,
                Sample = options.Sample,
                Profile = options.Profile is null ? null : true,
                Seed = options.Seed,
            }
            select (Model: model, Cases: Cases(options, shared).ToArray())).ToArray();
        random.Shuffle(groups);
        foreach (var (_, cases) in groups)
            random.Shuffle(cases);

        int order = 0;
        var plan = new RunPlan
        {
            Groups = [.. groups.Select(group => new CaseGroup
            {
                ModelPath = group.Model.Path,
                Cases = [.. group.Cases.Select(spec => new PlannedCase
                {
                    Spec = spec,
                    CaseId = CaseId.Of(spec),
                    OrderIndex = order++,
                    SkipReason = Refusal.Of(spec, group.Model)?.Reason,
                })],
            })],
            Measurement = options.Measurement,
        };
        if (toRun && plan.Cases.All(c => c.SkipReason is not null))
            throw Refusal.Of(groups[0].Cases[0], groups[0].Model)!.OfPlan(options);
        return plan;
    }

    private static IEnumerable<CaseSpec> Cases(RunOptions options, CaseSpec shared) =>
        from batch in options.Batches
        from depth in options.Depths
        from prompt in options.Prompts
        from generate in options.Generates
        select shared with { Batch = batch, Depth = depth, Prompt = prompt, Generate = generate };
}
