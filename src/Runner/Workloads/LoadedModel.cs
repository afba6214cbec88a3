using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>A model in an engine, with the times its opening took.</summary>
public sealed class LoadedModel : IDisposable
{
    private const int ReadBytes = 1 << 20;
    private const string AlreadyOpen = "an earlier case had opened this model already";

    private readonly OrtModel model;
    private readonly double fileSeconds;
    private readonly double sessionSeconds;

    private LoadedModel(OrtModel model, ModelInfo info, double fileSeconds, double sessionSeconds)
    {
        this.model = model;
        Info = info;
        this.fileSeconds = fileSeconds;
        this.sessionSeconds = sessionSeconds;
    }

    public ModelInfo Info { get; }

    public EngineInfo Engine => model.Engine;

    /// <summary>Reads the files, then makes the engine's session from them.</summary>
    /// <exception cref="BadInputException">The folder cannot be used, or there is no native library.</exception>
    /// <exception cref="OrtException">The runtime refuses the model.</exception>
    public static LoadedModel Open(string path, int threads, TimeProvider time)
    {
        var library = OrtLibrary.Load();
        var folder = ModelFolder.Open(path);
        long start = time.GetTimestamp();
        ReadAll(folder.Files);
        double fileSeconds = time.GetElapsedTime(start).TotalSeconds;
        start = time.GetTimestamp();
        var model = OrtModel.Open(library, folder, threads);
        return new(model, folder.Info, fileSeconds, time.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>A workload that generates what the case asks for. It ends before this model does.</summary>
    public GenerationWorkload Generate(CaseSpec spec, TimeProvider time) => new(
        model.CreateSession(spec.Prompt + spec.Generate),
        PromptTokens.Make(spec.Prompt, Info.Geometry.Vocabulary, spec.Seed),
        spec.Generate,
        time);

    /// <summary>The cold start in its three parts, for the case that saw it; the others say why they have none.</summary>
    /// <param name="firstToken">Time of the first token on the new session; null for a later case.</param>
    public void AddLoad(TimeSpan? firstToken, Dictionary<string, double> values, Dictionary<string, string> notMeasured)
    {
        if (firstToken is { } first)
        {
            values.Add(MetricId.LoadFile, fileSeconds);
            values.Add(MetricId.LoadSession, sessionSeconds);
            values.Add(MetricId.LoadFirstToken, first.TotalSeconds);
            return;
        }

        foreach (string id in (ReadOnlySpan<string>)[MetricId.LoadFile, MetricId.LoadSession, MetricId.LoadFirstToken])
            notMeasured.Add(id, AlreadyOpen);
    }

    public void Dispose() => model.Dispose();

    private static void ReadAll(IReadOnlyList<string> files)
    {
        byte[] buffer = new byte[ReadBytes];
        foreach (string file in files)
        {
            using var handle = File.OpenHandle(file, options: FileOptions.SequentialScan);
            for (long at = 0; RandomAccess.Read(handle, buffer, at) is > 0 and var count;)
                at += count;
        }
    }
}
