using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Tests.Models.Layouts;
using InferBench.Runner.Workloads;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Tests.Workloads.Checking;

/// <summary>Quality and perplexity on the real runtime, held against a float64 forward pass over the same weights.</summary>
public sealed class ModelAssessmentTests(TinyModels models) : IDisposable
{
    // More than two windows of the 128 positions that the tiny presets have.
    private static readonly int[] Given = PromptTokens.Make(300, TinyPresets.Tied.Geometry.Vocabulary, seed: 3);

    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("tied", "fp32", LogitsScope.Last, 1e-6)]
    [InlineData("tied", "fp32", LogitsScope.All, 1e-6)]
    [InlineData("untied", "fp32", LogitsScope.All, 1e-6)]
    [InlineData("untied", "int4", LogitsScope.Last, 2e-3)]
    [InlineData("tied", "int4-f16", LogitsScope.All, 2e-4)]
    public void Perplexity_is_that_of_a_float64_pass(string preset, string precision, LogitsScope logits, double tolerance)
    {
        OrtNative.Require();
        var model = models.Get(preset, precision, logits);

        var found = Assess(Folder(model), ids: Given).Perplexity!;

        Assert.Equal((null, "aa", 300, 299, 3, 128, true), (found.NotMeasured, found.Sha256, found.Ids, found.Tokens, found.Windows, found.WindowIds, found.RandomWeights));
        double expected = NatsPerToken(Folder(model), TinyModels.Preset(preset), Given);
        Assert.Equal(expected, found.NatsPerToken!.Value, tolerance);
        Assert.Equal(Math.Exp(found.NatsPerToken.Value), found.Value!.Value, 1e-9);
    }

    [Theory]
    [InlineData(2, 1, 1, 2)]
    [InlineData(128, 127, 1, 128)]
    [InlineData(129, 128, 2, 128)]
    [InlineData(255, 254, 2, 128)]
    [InlineData(256, 255, 3, 128)]
    public void Every_id_but_the_first_is_predicted_once(int ids, int tokens, int windows, int windowIds)
    {
        OrtNative.Require();

        var found = Assess(Folder(models.Get("tied", "fp32")), ids: Given[..ids]).Perplexity!;

        Assert.Equal((tokens, windows, windowIds), (found.Tokens, found.Windows, found.WindowIds));
    }

    [Theory]
    [InlineData("q4f16", "int4", 0.05, 2)]
    [InlineData("q4", "int4", 0.2, 5)]
    public void What_a_precision_costs_is_what_a_float64_pass_says(string graph, string precision, double relative, int otherTops)
    {
        OrtNative.Require();
        ModelLayouts.OnnxCommunity(folder["llama"], TinyPresets.Untied);
        string tested = folder["llama", "onnx", $"model_{graph}.onnx"];

        var found = Assess(tested, folder["llama", "onnx", "model.onnx"], Given).Quality!;

        Assert.Equal((null, null, "llama:fp32", "hash", "given", 128), (found.NotApplicable, found.NotMeasured, found.Against, found.AgainstHash, found.Ids, found.Positions));
        double[][] better = Logits("fp32"), worse = Logits(precision);
        double[] divergences = [.. better.Zip(worse, Divergence)];
        Assert.InRange(found.KlMean!.Value, divergences.Average() * (1 - relative), divergences.Average() * (1 + relative));
        Assert.InRange(found.KlMax!.Value, divergences.Max() * (1 - (3 * relative)), divergences.Max() * (1 + (3 * relative)));
        int agreed = better.Zip(worse).Count(l => Top(l.First) == Top(l.Second));
        Assert.InRange(Math.Round(found.Top1Agreement!.Value * 128), agreed - otherTops, agreed + otherTops);

        double[][] Logits(string name) => new ReferenceLlama(Folder(models.Get("untied", name)), TinyPresets.Untied).Logits(Given[..128]);
    }

    [Fact]
    public void A_model_is_as_good_as_itself()
    {
        OrtNative.Require();
        string model = Folder(models.Get("tied", "fp32")), all = Folder(models.Get("tied", "fp32", LogitsScope.All));

        var same = Assess(model, model).Quality!;
        var other = Assess(all, model).Quality!;

        Assert.Equal(("seeded", 128, 0.0, 0.0, 1.0), (same.Ids, same.Positions, same.KlMean, same.KlMax, same.Top1Agreement));
        // One run over many positions, and one over each.
        Assert.Equal((128, 1.0), (other.Positions, other.Top1Agreement));
        Assert.InRange(other.KlMax!.Value, 0, 1e-9);
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("int8")]
    [InlineData("int8-f16")]
    [InlineData("int4")]
    [InlineData("int4-f16")]
    public void Every_precision_costs_something_and_fewer_bits_more(string precision)
    {
        OrtNative.Require();

        var found = Assess(Folder(models.Get("untied", precision)), Folder(models.Get("untied", "fp32"))).Quality!;

        var (least, most) = precision switch
        {
            "fp16" => (1e-9, 1e-5),
            "int8" or "int8-f16" => (1e-5, 2e-3),
            _ => (1e-3, 0.1),
        };
        Assert.InRange(found.KlMean!.Value, least, most);
        Assert.InRange(found.Top1Agreement!.Value, precision.StartsWith("int4", StringComparison.Ordinal) ? 0.5 : 0.9, 1);
    }

    [Fact]
    public void A_model_of_another_shape_is_none_to_compare_with()
    {
        OrtNative.Require();
        Preset other = TinyPresets.Tied with { Geometry = TinyPresets.Tied.Geometry with { Vocabulary = 352 } };
        string path = folder.Synthesize(TinyPresets.Recipe(other, Precision.Fp32), "other");

        var found = Assess(Folder(models.Get("tied", "int4")), path, Given[..9]);

        Assert.Equal("llama:fp32 is another model: found vocabulary 352, allowed is 320", found.Quality!.NotMeasured);
        Assert.Null(found.Quality.KlMean);
        Assert.Equal(8, found.Perplexity!.Tokens);
    }

    [Fact]
    public void A_model_that_does_not_fit_into_memory_is_not_opened()
    {
        OrtNative.Require();
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32), "large");
        File.Delete(Path.Combine(path, ModelManifest.FileName));
        // A hole: it takes no room on the disk.
        using (var data = File.OpenWrite(Path.Combine(path, "model.onnx.data")))
            data.SetLength(1L << 42);

        var found = Culture.WithDecimalComma(() => Assess(Folder(models.Get("tied", "int4")), path, Given[..9]));

        Assert.StartsWith(
            "large needs 8192.00 GiB, its weights as stored and as the runtime lays them out: that takes 87960930",
            found.Quality!.NotMeasured, StringComparison.Ordinal);
        Assert.Equal(8, found.Perplexity!.Tokens);
    }

    [Fact]
    public void What_changed_since_the_plan_is_not_compared()
    {
        OrtNative.Require();
        string model = Folder(models.Get("tied", "fp32"));

        var found = ModelAssessment.Run(Request(model, model, Given) with { Stamp = "another" }, _ => { }, TimeProvider.System);

        string why = $"{Path.GetFileName(model)} changed since the run was planned";
        Assert.Equal((why, why), (found.Quality!.NotMeasured, found.Perplexity!.NotMeasured));
        Assert.Null(found.Perplexity.Value);
    }

    [Fact]
    public void Ids_beyond_the_vocabulary_are_not_fed()
    {
        OrtNative.Require();

        var found = Assess(Folder(models.Get("tied", "fp32")), ids: [1, 320]).Perplexity!;

        Assert.Equal("the ids do not fit a model of 320 ids and 128 positions", found.NotMeasured);
    }

    [Fact]
    public void A_random_model_s_copy_without_its_manifest_counts_as_a_real_one()
    {
        OrtNative.Require();
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        File.Delete(Path.Combine(path, ModelManifest.FileName));

        Assert.Null(Assess(path, ids: Given).Perplexity!.RandomWeights);
    }

    [Fact]
    public void Progress_may_end_it()
    {
        OrtNative.Require();
        var told = new List<int>();

        Assert.Throws<OperationCanceledException>(() => ModelAssessment.Run(
            Request(Folder(models.Get("tied", "fp32")), null, Given),
            done =>
            {
                told.Add(done);
                if (done == 130)
                    throw new OperationCanceledException();
            },
            TimeProvider.System));

        Assert.Equal(Enumerable.Range(0, 131), told);
    }

    [Fact]
    public void Whatever_goes_wrong_costs_neither_the_other_nor_the_figures()
    {
        OrtNative.Require();
        string model = Folder(models.Get("tied", "fp32"));
        bool failed = false;

        // The first to be told is quality.
        var found = ModelAssessment.Run(
            Request(model, model, Given[..9]),
            _ =>
            {
                if (!failed)
                {
                    failed = true;
                    throw new InvalidOperationException("odd state");
                }
            },
            TimeProvider.System);

        Assert.Equal(("InvalidOperationException: odd state", (double?)null), (found.Quality!.NotMeasured, found.Quality.KlMean));
        Assert.Equal((null, 8), (found.Perplexity!.NotMeasured, found.Perplexity.Tokens));
    }

    public void Dispose() => folder.Dispose();

    private static Assessment Assess(string path, string? against = null, int[]? ids = null) =>
        ModelAssessment.Run(Request(path, against, ids), _ => { }, TimeProvider.System);

    private static AssessmentRequest Request(string path, string? against, int[]? ids) => new()
    {
        Path = path,
        Threads = 1,
        Against = against is null ? null : new("llama:fp32", against) { Hash = "hash" },
        Ids = ids is null ? null : new("aa", ids),
    };

    private static string Folder(ModelFolder model) => Path.GetDirectoryName(model.GraphPath)!;

    // Window after window of as many ids as the model has positions, each beginning with the last id of the one before.
    private static double NatsPerToken(string path, Preset preset, int[] ids)
    {
        var reference = new ReferenceLlama(path, preset);
        int window = preset.Geometry.Positions;
        List<double> nats = [];
        for (int first = 0; first + 1 < ids.Length; first += window - 1)
        {
            int[] part = [.. ids.Skip(first).Take(window)];
            double[][] logits = reference.Logits(part[..^1]);
            for (int i = 1; i < part.Length; i++)
                nats.Add(-LogProbabilities(logits[i - 1])[part[i]]);
        }

        Assert.Equal(ids.Length - 1, nats.Count);
        return nats.Average();
    }

    private static double Divergence(double[] better, double[] worse)
    {
        double[] p = LogProbabilities(better), q = LogProbabilities(worse);
        return p.Zip(q, (a, b) => Math.Exp(a) * (a - b)).Sum();
    }

    private static double[] LogProbabilities(double[] logits)
    {
        double most = logits.Max(), sum = logits.Sum(l => Math.Exp(l - most));
        return [.. logits.Select(l => l - most - Math.Log(sum))];
    }

    private static int Top(double[] logits) => Array.IndexOf(logits, logits.Max());
}
