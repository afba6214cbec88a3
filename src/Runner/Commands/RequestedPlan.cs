using InferBench.Runner.Harness;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Worker.Wire;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Commands;

/// <summary>What options ask for: the models and every case, with nothing made yet.</summary>
internal sealed record RequestedPlan(IReadOnlyList<RunModel> Models, RunPlan Plan)
{
    /// <summary>The models by their names in cases.</summary>
    public required IReadOnlyDictionary<string, RunModel> ByName { get; init; }

    /// <summary>Token ids to work out perplexity of, by the names of models in cases; empty without any.</summary>
    public IReadOnlyDictionary<string, TokenIds> Ids { get; private init; } = new Dictionary<string, TokenIds>();

    /// <summary>What workers printed that turned text into token ids.</summary>
    public WorkerLog Printed { get; private init; } = new(path: null);

    /// <summary>What is run otherwise than it was asked for, a line each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The models that run in place of those asked for.</summary>
    public TakenSiblings Siblings { get; private init; } = new([]);

    private const string Flag = "--model: ";

    private readonly Dictionary<string, ModelInspection?> inspected = [];

    /// <summary>What a model stores and what a decode step on it moves, worked out once; null where it cannot be told.</summary>
    /// <param name="name">Its name in cases.</param>
    public ModelInspection? Inspect(string name)
    {
        if (inspected.TryGetValue(name, out var known))
            return known;
        try
        {
            known = ByName[name].Inspect(0);
        }
        // What is wrong with a model is told where it is opened.
        catch (BadInputException)
        {
        }

        inspected.Add(name, known);
        return known;
    }

    /// <param name="options">The options.</param>
    /// <param name="cache">Where models made on the spot will be.</param>
    /// <param name="toRun">Whether the plan is to be run, and not only shown.</param>
    /// <param name="cancellation">Ends the work of a tokenizer.</param>
    /// <exception cref="BadInputException">A model, a text or ids cannot be used, there are too many cases, or none can run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RequestedPlan Of(RunOptions options, ModelCache cache, bool toRun = true, CancellationToken cancellation = default)
    {
        CaseExpansion.CheckCount(options);
        var (models, planned) = Read(options, cache);
        var byName = models.Zip(planned).ToDictionary(m => m.Second.Reference, m => m.First.Model);
        var printed = new WorkerLog(path: null);
        var plan = new RequestedPlan([.. models.Select(m => m.Model)], CaseExpansion.Expand(options, planned, toRun))
        {
            ByName = byName,
            Notes = [.. models.Select(m => m.Note).OfType<string>()],
            Siblings = new(models),
            Ids = Evaluated(options, byName, order => Tokenize(options, order, printed, cancellation)),
            Printed = printed,
        };
        if (options.EvalIds is { } file)
        {
            foreach (var (name, ids) in plan.Ids)
            {
                if (plan.Inspect(name) is { } model)
                    TokenIdsFile.RequireWithin(options.Name(GivenFile.EvalIds), file.Path, ids, name, model.Model.Geometry.Vocabulary);
            }
        }

        return plan;
    }

    /// <summary>Makes the models that are made on the spot, and computes the hashes of all.</summary>
    /// <param name="cache">Where models made on the spot are.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The plan with the hashes.</returns>
    /// <exception cref="BadInputException">A model cannot be made or opened, or changes while it is read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public RunPlan Prepare(ModelCache cache, ProgressView view, CancellationToken cancellation)
    {
        foreach (string note in Notes)
            view.Milestone(note);
        foreach (var model in Models.Where(m => m.Reference.Recipe is not null))
            cache.Open(model.Reference, new SynthesisView(view, model.Name), view.Milestone, cancellation);
        return HashedPlan.Of(Plan, cache.Folder, view.Milestone, cancellation);
    }

    private static Dictionary<string, TokenIds> Evaluated(RunOptions options, Dictionary<string, RunModel> models, Func<TokenizeText, TokenizedText> tokenize)
    {
        if (options.EvalIds is { } given)
        {
            var ids = TokenIdsFile.Read(options.Name(GivenFile.EvalIds), given.Path, given.Within);
            return models.ToDictionary(m => m.Key, _ => ids);
        }

        if (options.EvalText is not { } file)
            return [];
        string flag = options.Name(GivenFile.EvalText);
        var tokens = new TextTokens(flag, file.Path, TextFile.Read(flag, file.Path, file.Within), fewest: 2, tokenize);
        return models.ToDictionary(m => m.Key, m => tokens.Of(m.Key, m.Value));
    }

    private static TokenizedText Tokenize(RunOptions options, TokenizeText order, WorkerLog printed, CancellationToken cancellation) => options.InProcess
        ? TextTokenizer.Run(order.Folder, order.Text)
        : new TokenizingWorker(WorkerLaunch.ThisProgram(WorkerCommand.Name), WorkerLimits.For(options.Measurement), printed, TimeProvider.System).Run(order, cancellation);

    private static (IReadOnlyList<ModelVariant> Models, IReadOnlyList<PlannedModel> Planned) Read(RunOptions options, ModelCache cache)
    {
        try
        {
            var models = CudaSiblings.Among(RunModel.Read(options.Models, options.File, options.Precisions), options.Devices);
            var planned = RunModel.PlanAll([.. models.Select(m => m.Model)], cache);
            return (models, [.. planned.Zip(models, (plan, model) => plan with { OnCuda = model.OnCuda })]);
        }
        // What is wrong with a model says nothing of where it was asked for.
        catch (BadInputException e) when (options.Sources.TryGetValue("--model", out string? source))
        {
            throw new BadInputException([.. e.Problems.Select(problem => $"{source}: {(problem.StartsWith(Flag, StringComparison.Ordinal) ? problem[Flag.Length..] : problem)}")]);
        }
    }
}
