using System.Text.Json;
using InferBench.Runner.Commands;
using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Tests.Commands;

public sealed class AssessedModelsTests
{
    private static readonly BetterModel Better = new("better", "/models/better");
    private static readonly TokenIds Ids = new("aa", [1, 2, 3]);
    private static readonly Assessment Found = new()
    {
        Quality = new() { Against = "better", Positions = 9, KlMean = 0.5, KlMax = 1, Top1Agreement = 0.75 },
        Perplexity = new() { Sha256 = "aa", Ids = 3, Tokens = 2, Value = 7 },
    };

    private readonly List<AssessmentRequest> requests = [];

    private List<RunRecord> Run(RunRecord[] records, bool quality = true, TokenIds? ids = null, Func<AssessModel, Assessment>? assess = null, BetterModel? better = null)
    {
        var models = new AssessedModels(quality, _ => ids, new(new() { Groups = [], Measurement = new() }, _ => null, better), (order, progress, _) =>
        {
            requests.Add(order.Request);
            progress(CasePhase.Quality, 7);
            return assess?.Invoke(order) ?? Found;
        });
        var kept = new List<RunRecord>();
        var group = new CaseGroup
        {
            ModelPath = "/home/somebody/tiny",
            ModelStamp = "tiny stamp",
            Cases = [new() { Spec = records[0].Case, CaseId = "a", OrderIndex = 0 }],
        };
        GroupRun inner = (_, _, finished, _) => Array.ForEach(records, finished);
        models.Around(inner)(group, progress => told.Add(progress), kept.Add, TestContext.Current.CancellationToken);
        return kept;
    }

    private readonly List<CaseProgress> told = [];

    private static RunRecord Record(long? seed = null) => TestRecords.Ok() with { Model = TestRecords.Model("int4") with { WeightSeed = seed } };

    [Fact]
    public void A_model_is_assessed_once_after_its_first_case()
    {
        var records = Run([Record(), Record()], ids: Ids, better: Better);

        var request = Assert.Single(requests);
        Assert.Equal(("/home/somebody/tiny", "tiny stamp", 2, Better, Ids), (request.Path, request.Stamp, request.Threads, request.Against, request.Ids));
        Assert.Equal(new(Record().Case, CasePhase.Quality, 7), Assert.Single(told));
        Assert.All(records, r => Assert.Equal((Found.Quality, Found.Perplexity), (r.Quality, r.Perplexity)));
        Assert.All(
            (string[])[MetricId.QualityKl, MetricId.QualityKlMax, MetricId.QualityTop1, MetricId.Perplexity, MetricId.DecodeTps],
            id => Assert.Equal(1, records[0].Definitions[id]));
    }

    [Fact]
    public void Other_session_options_are_another_session()
    {
        SessionOptions options = new() { ["session.disable_prepacking"] = "1" };

        Run([Record(), Record() with { Case = Record().Case with { Options = options } }], better: Better);

        Assert.Equal([null, options], requests.Select(r => r.Options));
    }

    [Fact]
    public void Of_random_weights_only_perplexity_is_worked_out()
    {
        var records = Run([Record(seed: 0)], ids: Ids, better: Better, assess: _ => Found with { Quality = null });

        Assert.Null(Assert.Single(requests).Against);
        Assert.Equal(new() { NotApplicable = "random weights" }, records[0].Quality);
        Assert.Equal(7, records[0].Perplexity!.Value);
        Assert.DoesNotContain(MetricId.QualityKl, records[0].Definitions.Keys);
    }

    [Fact]
    public void What_has_nothing_to_be_worked_out_says_why()
    {
        Assert.Equal(new() { NotApplicable = "random weights" }, Run([Record(seed: 0)])[0].Quality);
        Assert.Equal(new() { NotApplicable = "the run has no more precise variant of the model" }, Run([Record()])[0].Quality);
        Assert.Equal(new() { NotMeasured = "--no-quality" }, Run([Record()], quality: false, better: Better)[0].Quality);
        Assert.Null(Run([Record() with { Status = CaseStatus.Failed }], ids: Ids)[0].Quality);
        Assert.Empty(requests);
    }

    [Fact]
    public void A_record_outlives_what_becomes_of_the_assessment()
    {
        var killed = Run([Record()], ids: Ids, better: Better, assess: _ => throw new AssessmentFailedException("it died of\n/home/somebody/tiny"))[0];
        var stopped = Run([Record()], better: Better, assess: _ => throw new OperationCanceledException())[0];

        Assert.Equal(new() { Against = "better", NotMeasured = "it died of tiny" }, killed.Quality);
        Assert.Equal(new() { Sha256 = "aa", Ids = 3, NotMeasured = "it died of tiny" }, killed.Perplexity);
        Assert.Equal(new() { Against = "better", NotMeasured = "the run was stopped" }, stopped.Quality);
        Assert.Null(stopped.Perplexity);
        Assert.Equal("{\"not_applicable\":\"random weights\"}", JsonSerializer.Serialize(Run([Record(seed: 0)])[0].Quality, RecordJson.Line.Quality!));
        Assert.Equal(Record().Statistics[MetricId.DecodeTps], killed.Statistics[MetricId.DecodeTps]);
    }
}
