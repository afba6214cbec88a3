using InferBench.Runner.Harness;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;
using InferBench.Runner.Worker.Wire;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Commands;

/// <summary>
/// Writes into each model's record, before it is kept, what its precision costs and its perplexity. They are worked out when the
/// first case of the model has been measured, once for each set of session options.
/// </summary>
/// <param name="quality">Whether quality is asked for.</param>
/// <param name="ids">Ids to feed to a model by its name in cases; null for none.</param>
/// <param name="better">Which model each is held against.</param>
/// <param name="run">Does the work.</param>
internal sealed class AssessedModels(bool quality, Func<string, TokenIds?> ids, BetterModels better, AssessmentRun run)
{
    private const string Random = "random weights", Best = "the run has no more precise variant of the model";

    private static readonly string[] QualityIds = [MetricId.QualityKl, MetricId.QualityKlMax, MetricId.QualityTop1];

    private readonly Dictionary<(string Model, SessionOptions? Options), Assessment> known = [];

    /// <summary>Runs groups with their records completed.</summary>
    public GroupRun Around(GroupRun inner) => (group, progress, finished, cancellation) => inner(
        group, progress,
        record => finished(Complete(
            record, group.ModelPath, group.ModelStamp, (phase, positions) => progress(new(record.Case, phase, positions)), cancellation)),
        cancellation);

    private RunRecord Complete(RunRecord record, string path, string? stamp, Action<CasePhase, int> progress, CancellationToken cancellation)
    {
        if (record is not { Status: CaseStatus.Ok, Model: { } model, Engine: { } engine })
            return record;
        var key = (record.Case.Model, record.Case.Options);
        if (!known.TryGetValue(key, out var found))
        {
            var against = quality && model.WeightSeed is null ? better.Of(record.Case.Model) : null;
            var fed = ids(record.Case.Model);
            found = against is null && fed is null ? new() : Assess(new()
            {
                Path = path,
                Stamp = stamp,
                Threads = engine.Threads,
                Options = record.Case.Options,
                Against = against,
                Ids = fed,
            });
            found = found with { Quality = found.Quality ?? WithoutQuality(model) };
            known.Add(key, found);
        }

        return record with
        {
            Quality = found.Quality,
            Perplexity = found.Perplexity,
            Definitions = With(record.Definitions, found),
        };

        // The record that asks for it is not written yet: whatever happens meanwhile must not lose it.
        Assessment Assess(AssessmentRequest request)
        {
            try
            {
                return run(new AssessModel(request), progress, cancellation);
            }
            catch (AssessmentFailedException e)
            {
                return Without(request, Reason.Of(request.Against is { } other ? Reason.Of(e.Message, other.Path) : e.Message, path));
            }
            catch (OperationCanceledException)
            {
                return Without(request, "the run was stopped");
            }
        }
    }

    private static Assessment Without(AssessmentRequest request, string why) => new()
    {
        Quality = request.Against is { } against ? new() { Against = against.Name, NotMeasured = why } : null,
        Perplexity = request.Ids is { } given ? PerplexityPass.Without(given, why) : null,
    };

    private Quality WithoutQuality(ModelInfo model) =>
        !quality ? new() { NotMeasured = Quality.LeftOut } : new() { NotApplicable = model.WeightSeed is null ? Best : Random };

    private static Dictionary<string, int> With(IReadOnlyDictionary<string, int> definitions, Assessment found)
    {
        Dictionary<string, int> all = new(definitions);
        string[] ids = [.. found.Quality?.KlMean is null ? [] : QualityIds, .. found.Perplexity?.Value is null ? (string[])[] : [MetricId.Perplexity]];
        foreach (var (id, version) in MetricCatalog.Versions(ids))
            all[id] = version;
        return all;
    }
}
