using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;
using InferBench.Runner.Workloads;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.SelfTest;

/// <summary>Tiny models on the real runtime, one with the weights of another.</summary>
/// <param name="environment">This machine.</param>
/// <param name="folder">A folder of its own, for models.</param>
internal sealed class ModelLies(EnvironmentInfo environment, string folder)
{
    private static readonly Preset Tiny = PresetCatalog.Get("llama-15m") with
    {
        Name = "selftest",
        Geometry = new()
        {
            Layers = 2,
            Hidden = 64,
            Intermediate = 160,
            Heads = 4,
            KvHeads = 2,
            HeadSize = 16,
            Vocabulary = 320,
            Positions = 128,
            TiedEmbeddings = false,
        },
    };

    public IEnumerable<Planted> All =>
    [
        Planted.Truth("a model of random weights", () => OnRuntime(Unchanged)),
        Planted.Lie("a model that runs with the weights of another", () => OnRuntime(Swapped)),
        Planted.Lie("a provider that silently leaves its work to the CPU", () => OnRuntime(OnTheCpu)),
        Planted.Lie("a weight file that is replaced while it is measured", () => OnRuntime(Replaced)),
    ];

    private static Observation OnRuntime(Func<OrtLibrary, Observation> look)
    {
        OrtLibrary library;
        try
        {
            library = OrtLibrary.Load();
        }
        catch (BadInputException e)
        {
            throw new NotTriedException(e.Problems[0]);
        }

        return look(library);
    }

    private Observation Unchanged(OrtLibrary library)
    {
        var first = Measure(Model(1, "true"));
        var second = Measure(Path.Combine(folder, "true"));
        bool right = first is { Status: CaseStatus.Ok, Grade.Verdict: not Verdict.Invalid, Correctness.NotChecked: null, TokenHash: not null } && first.TokenHash == second.TokenHash;
        string tokens = first.TokenHash == second.TokenHash ? "the same tokens twice" : "other tokens the second time";
        return new(right, $"{RecordWords.Of(first)}, {tokens}, outputs {(first.Correctness?.NotChecked is { } why ? $"not checked: {why}" : "checked")}");
    }

    // What is asked for is one model; what runs is the other.
    private Observation Swapped(OrtLibrary library)
    {
        var asked = ModelFolder.Open(Model(2, "asked"));
        using var runs = OrtModel.Open(library, ModelFolder.Open(Model(3, "runs")), threads: 1);
        return Caught(CorrectnessCheck.Run(runs, asked, library, threads: 1, TimeProvider.System).On(new([], []))!, GradeReason.OutputMismatch);
    }

    // What the runtime itself says of a model on the CPU, where CUDA is said to have been asked for.
    private Observation OnTheCpu(OrtLibrary library)
    {
        var model = ModelFolder.Open(Model(6, "cpu"));
        using var runs = OrtModel.Open(library, model, threads: 1);
        try
        {
            var placement = PlacementCheck.Of(OrtProvider.Of("cuda:0").Name, runs.Profile(PromptTokens.Make(count: 8, model.Geometry.Vocabulary, seed: 1)).Nodes);
            return Caught(placement.On(new([], []))!, GradeReason.ProviderFallback);
        }
        catch (NotSupportedException e)
        {
            throw new NotTriedException(e.Message);
        }
    }

    private static Observation Caught(Grade grade, GradeReason reason) => new(
        grade.Verdict == Verdict.Invalid && grade.Reasons.Any(r => r.Reason == reason),
        grade.Reasons.Count == 0 ? "nothing" : $"{grade.Verdict.ToString().ToLowerInvariant()}, {Grades.Name(grade.Reasons[0].Reason)}: {grade.Reasons[0].Detail}");

    private Observation Replaced(OrtLibrary library)
    {
        string model = Model(4, "replaced"), other = Path.Combine(Model(5, "other"), ModelSynthesizer.DataFile);
        var record = Measure(model, progress =>
        {
            if (progress.Phase == CasePhase.Measure && File.Exists(other))
                File.Move(other, Path.Combine(model, ModelSynthesizer.DataFile), overwrite: true);
        });
        return new(record is { Status: CaseStatus.Failed, Statistics.Count: 0 }, RecordWords.Of(record));
    }

    private string Model(long seed, string name)
    {
        string path = Path.Combine(folder, name);
        ModelSynthesizer.Write(new() { Preset = Tiny, Precision = Precision.Int4, Seed = seed }, path);
        return path;
    }

    private RunRecord Measure(string model, Action<CaseProgress>? progress = null)
    {
        var spec = new CaseSpec { Engine = "ort", Device = "cpu", Model = "selftest", Prompt = 16, Generate = 16, Threads = 1, Seed = 1 };
        var group = new CaseGroup { ModelPath = model, Cases = [new() { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = 0 }] };
        RunRecord? record = null;
        new GroupRunner("selftest", environment, new() { Trials = 5, WarmUp = 2 }, TimeProvider.System)
            .Run(group, progress ?? (static _ => { }), r => record = r, default);
        return record!;
    }
}
