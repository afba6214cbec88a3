using System.Globalization;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>A model of the plan.</summary>
/// <param name="Reference">Its name in cases.</param>
/// <param name="Path">Where it lies, or will lie once it is made.</param>
/// <param name="Positions">Longest sequence it takes.</param>
public sealed record PlannedModel(string Reference, string Path, int Positions);

/// <summary>Options to cases.</summary>
public static class CaseExpansion
{
    /// <summary>Most cases one command line may ask for.</summary>
    public const int MostCases = 100_000;

    /// <summary>Refuses what is too much before any model is made.</summary>
    /// <exception cref="BadInputException">More than <see cref="MostCases"/> cases.</exception>
    public static void CheckCount(RunOptions options)
    {
        long count = (long)options.Models.Count * options.Threads.Count * options.Prompts.Count * options.Generates.Count;
        if (count > MostCases)
            throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture, $"run: found {count} cases, allowed are at most {MostCases}; give shorter lists"));
    }

    /// <summary>
    /// Every combination of the lists, in groups that share one opened model. Groups, and cases within a group, are
    /// shuffled by the seed: an order that nobody chose cannot favour anybody.
    /// </summary>
    /// <exception cref="BadInputException">No case can run.</exception>
    public static RunPlan Expand(RunOptions options, IReadOnlyList<PlannedModel> models)
    {
        // The same seed gives the same order with the same version of .NET; records carry their place in it.
        var random = new Random(unchecked((int)(options.Seed ^ (options.Seed >> 32))));
        var groups = (
            from model in models
            from threads in options.Threads
            select (Model: model, Cases: Cases(options, model, threads).ToArray())).ToArray();
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
                    SkipReason = SkipReason(spec, group.Model),
                })],
            })],
            Measurement = options.Measurement,
        };
        return plan.Cases.Any(c => c.SkipReason is null)
            ? plan
            : throw new BadInputException($"--prompt, --gen: no case can run: {plan.Cases.First().SkipReason}; give shorter lengths");
    }

    private static IEnumerable<CaseSpec> Cases(RunOptions options, PlannedModel model, int threads) =>
        from prompt in options.Prompts
        from generate in options.Generates
        select new CaseSpec
        {
            Engine = "ort",
            Device = "cpu",
            Model = model.Reference,
            Prompt = prompt,
            Generate = generate,
            Threads = threads,
            Seed = options.Seed,
        };

    private static string? SkipReason(CaseSpec spec, PlannedModel model) =>
        (long)spec.Prompt + spec.Generate <= model.Positions
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"found prompt {spec.Prompt} + gen {spec.Generate} tokens, allowed are at most {model.Positions} positions of {model.Reference}");
}
