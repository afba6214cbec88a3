using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>What a precision costs, and how surprised a model is by given ids. Untimed, with one model open at a time.</summary>
public sealed class ModelAssessment : IDisposable
{
    /// <summary>Positions that are compared, where both models have as many and as many ids are given.</summary>
    internal const int MostPositions = 256;

    private const long Seed = 1;
    private const int AtOnce = 64;

    // A large model takes a second and more for a token.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    private readonly AssessmentRequest request;
    private readonly Action<int> progress;
    private readonly TimeProvider time;
    private readonly OneOpenModel models;

    private ModelAssessment(AssessmentRequest request, Action<int> progress, TimeProvider time)
    {
        (this.request, this.progress, this.time) = (request, progress, time);
        models = new(OrtLibrary.Load(), request.Threads);
    }

    /// <summary>Works out what is asked for.</summary>
    /// <param name="request">The model, and what it is held against.</param>
    /// <param name="progress">Told how many positions are done, after each run; it may cancel the work.</param>
    /// <param name="time">A clock, to bound what it takes.</param>
    /// <returns>What was found, or why not; reasons may name the folders of the models.</returns>
    /// <exception cref="BadInputException">There is no native library.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <paramref name="progress"/>.</exception>
    public static Assessment Run(AssessmentRequest request, Action<int> progress, TimeProvider time)
    {
        using var work = new ModelAssessment(request, progress, time);
        return new()
        {
            Quality = request.Against is { } better ? CheckAttempt.Of(() => work.Compare(better), why => new() { Against = better.Name, NotMeasured = why }) : null,
            Perplexity = request.Ids is { } ids ? CheckAttempt.Of(() => work.Predict(ids), why => PerplexityPass.Without(ids, why)) : null,
        };
    }

    public void Dispose() => models.Dispose();

    private Quality Compare(BetterModel better)
    {
        var reference = models.Open(better.Path, better.Stamp, options: null);
        var geometry = models.Folder!.Geometry;
        int[] ids = Ids(geometry);
        var expected = new List<float[]>();
        Force(reference, ids, (_, logits) => expected.Add(logits.ToArray()));

        var tested = models.Open(request.Path, request.Stamp, request.Options);
        if (models.Folder!.Geometry.Mismatch(geometry) is { } mismatch)
            throw new BadInputException($"{better.Name} is another model: {mismatch}");
        var distance = new QualityDistance();
        Force(tested, ids[..Math.Min(expected.Count, models.Folder.Geometry.Positions)], (position, logits) => distance.Add(logits, expected[position]));
        var found = new Quality
        {
            Against = better.Name,
            AgainstHash = better.Hash,
            Ids = request.Ids is null ? "seeded" : "given",
            Positions = distance.Positions,
        };
        return distance.HasNonFinite
            ? found with { NotMeasured = "the logits hold NaN or infinity" }
            : found with { KlMean = distance.KlMean, KlMax = distance.KlMax, Top1Agreement = distance.Top1Agreement };
    }

    private Perplexity Predict(TokenIds ids)
    {
        var model = models.Open(request.Path, request.Stamp, request.Options);
        return PerplexityPass.Run(model, models.Folder!, ids, AtMost(models.Folder!), progress);
    }

    private int[] Ids(ModelGeometry geometry)
    {
        int count = Math.Min(MostPositions, geometry.Positions);
        return request.Ids is { } given ? given.Ids[..Math.Min(count, given.Ids.Length)] : PromptTokens.Make(count, geometry.Vocabulary, Seed);
    }

    private void Force(OrtModel model, int[] ids, Action<int, ReadOnlySpan<float>> look)
    {
        using var session = model.CreateSession(ids.Length, models.Folder!.Interface.FixedBatch ?? 1);
        long start = time.GetTimestamp();
        TeacherForcing.Visit(session, ids, AtMost(models.Folder!), GoesOn, look);

        bool GoesOn(int done)
        {
            progress(done);
            return done == 0 || time.GetElapsedTime(start) < Enough;
        }
    }

    private static int AtMost(ModelFolder folder) => folder.Interface.FixedTokens ?? AtOnce;
}
