using System.Globalization;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Workloads;

/// <summary>A model in an engine, with the times its opening took.</summary>
public sealed class LoadedModel : IDisposable
{
    private const int ReadBytes = 1 << 20;
    private const string AlreadyOpen = "an earlier case had opened this model already";

    private readonly OrtLibrary library;
    private readonly IEngineModel model;
    private readonly ModelFolder folder;
    private readonly FileStates files;
    private readonly double fileSeconds;
    private readonly double sessionSeconds;
    private readonly Dictionary<int, Correctness> correctness = [];
    private readonly SessionOptions? options;
    private readonly string device;
    private readonly DeviceMemoryUse deviceMemory;
    private double generatorSeconds;
    private Placement? placement;

    private LoadedModel(
        OrtLibrary library, IEngineModel model, ModelFolder folder, FileStates files, double fileSeconds, double sessionSeconds, SessionOptions? options, string device)
    {
        this.library = library;
        this.model = model;
        this.folder = folder;
        this.files = files;
        this.fileSeconds = fileSeconds;
        this.sessionSeconds = sessionSeconds;
        this.options = options;
        this.device = device;
        deviceMemory = new(device);
    }

    public ModelInfo Info => folder.Info;

    /// <summary>The model's files.</summary>
    internal ModelFolder Folder => folder;

    public EngineInfo Engine => model.Engine;

    /// <summary>Reads the files, then makes the engine's session from them.</summary>
    /// <exception cref="BadInputException">The folder cannot be used, or a native library cannot.</exception>
    /// <exception cref="CaseRefusedException">The engine is not here.</exception>
    /// <exception cref="EngineException">The engine refuses the model.</exception>
    public static LoadedModel Open(
        string path, int threads, SessionOptions? options, TimeProvider time, string device = "cpu", string engine = EngineName.Ort)
    {
        var library = OrtLibrary.Load();
        if (engine == EngineName.GenAi && OgaLibrary.Absence() is { } absence)
            throw new CaseRefusedException($"not measured: {absence}");
        var genai = engine == EngineName.GenAi ? OgaLibrary.Load(library) : null;
        var folder = ModelFolder.Open(path);
        var files = FileStates.Of(folder);
        long start = time.GetTimestamp();
        ReadAll(folder.Files);
        double fileSeconds = time.GetElapsedTime(start).TotalSeconds;
        start = time.GetTimestamp();
        IEngineModel model = genai is null
            ? OrtModel.Open(library, folder, threads, options: options, device: device)
            : OgaModel.Open(genai, folder, threads, options, device);
        return new(library, model, folder, files, fileSeconds, time.GetElapsedTime(start).TotalSeconds, options, device);
    }

    /// <summary>A session of its own on the same files, made in the same way; for profilers, which look at the whole of one.</summary>
    /// <param name="profile">What the path of ONNX Runtime's profile begins with, which ends with <see cref="EndProfiling"/>; null for none.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for the weights a second time.</exception>
    /// <exception cref="EngineException">The engine refuses the model.</exception>
    internal LoadedModel Again(string? profile)
    {
        // While they are laid out anew there are two copies of them.
        if (device == "cpu")
            MemoryClaim.Require($"a second copy of the weights, for a session under a profiler,", (Int128)folder.Info.Bytes * 2);
        return new(library, OrtModel.Open(library, folder, Engine.Threads, options: options, device: device, profile: profile), folder, files, 0, 0, options, device);
    }

    /// <summary>Has the runtime write the profile that <see cref="Again"/> asked for.</summary>
    internal void EndProfiling() => ((OrtModel)model).EndProfiling();

    /// <summary>Refuses to go on where the model's files are no longer those it was opened from.</summary>
    /// <param name="planned">Stamp of the files when the run was planned; null where it is not known.</param>
    /// <exception cref="InvalidDataException">One has changed since, or is gone.</exception>
    public void RequireUnchanged(string? planned = null)
    {
        if (planned is not null && planned != files.Stamp)
            throw new InvalidDataException("the model changed between the planning of the run and its opening; its hash is no longer known");
        if (files.FindChange() is { } name)
            throw new InvalidDataException(
                $"{name} changed while it was being measured; nothing that was measured can be said of either version");
    }

    /// <summary>A workload that generates what the case asks for. It ends before this model does.</summary>
    /// <param name="spec">The case.</param>
    /// <param name="time">The clock.</param>
    /// <param name="firstToken">
    /// Time of the first token, for a case with a batch or a depth or where <paramref name="cold"/> asks for it; else null.
    /// </param>
    /// <param name="cold">Whether this is the first case of the model.</param>
    /// <param name="around">Puts something around ONNX Runtime's session, to look on; null for nothing.</param>
    /// <exception cref="CaseRefusedException">The engine refuses the batch or the depth, or to draw tokens as the case asks.</exception>
    /// <exception cref="EngineException">The engine refuses any case.</exception>
    public IGenerationWorkload Start(
        CaseSpec spec, TimeProvider time, bool cold, out TimeSpan? firstToken, Func<IInferenceSession, IInferenceSession>? around = null)
    {
        IGenerationWorkload? workload = null;
        firstToken = null;
        bool simple = spec is { Batch: 1, Depth: 0 };
        try
        {
            long start = time.GetTimestamp();
            workload = Generate(spec, time, around);
            generatorSeconds = time.GetElapsedTime(start).TotalSeconds;
            if (cold || !simple)
                firstToken = workload.RunFirstToken();
            return workload;
        }
        catch (EngineException e) when (e.IsOutOfMemory && model.FreeDeviceBytes is { } free)
        {
            workload?.Dispose();
            throw new InsufficientMemoryException(string.Create(CultureInfo.InvariantCulture, $"the device has no room for a run: {e.Text}; {free} bytes of it are free"), e);
        }
        catch (EngineException e) when (!simple && !e.IsOutOfMemory)
        {
            workload?.Dispose();
            if (!RunsOneToken())
                throw;
            throw new CaseRefusedException(
                string.Create(CultureInfo.InvariantCulture, $"the runtime refuses batch {spec.Batch}, depth {spec.Depth}: {e.Message}"), e);
        }
        catch
        {
            workload?.Dispose();
            throw;
        }
    }

    /// <summary>Holds the model against the same weights in float32; once for all cases whose prompts count as one.</summary>
    /// <param name="spec">A case that was measured.</param>
    /// <param name="time">A clock, to bound what it takes.</param>
    public Correctness Check(CaseSpec spec, TimeProvider time)
    {
        int prompt = CorrectnessCheck.PromptOf(spec);
        if (correctness.TryGetValue(prompt, out var found))
            return found;
        found = Run(prompt);
        // Providers take other code from some length on, which alone may be wrong.
        if (found.Finding() is not null && spec.Device != "cpu" && prompt == CorrectnessCheck.Prompt
            && Run(prompt - 1) is { NotChecked: null } shorter && shorter.Finding() is null)
        {
            found = found with { RightWith = shorter.Prompt };
        }

        correctness.Add(prompt, found);
        return found;

        Correctness Run(int tokens) => CorrectnessCheck.Run(model, folder, library, Engine.Threads, time, tokens);
    }

    /// <summary>Looks which nodes run on which provider; once, whoever asks.</summary>
    public Placement Place() => placement ??= PlacementCheck.Run(model, folder);

    /// <summary>What the model takes of its device's memory, and of the runtime's arena, now that a case is over.</summary>
    public void AddMemory(Dictionary<string, double> values, Dictionary<string, string> notMeasured)
    {
        if (CheckAttempt.Of(model.Arena, _ => null) is { } arena)
            values.Add(MetricId.MemoryArenaUnused, Math.Max(0, 1 - ((double)arena.MostInUse / arena.Held)));
        else
            notMeasured.Add(MetricId.MemoryArenaUnused, "the runtime's allocator tells no statistics");
        deviceMemory.AddPeak(values, notMeasured);
    }

    /// <summary>Gives back the memory that earlier cases made the runtime hold.</summary>
    /// <exception cref="EngineException">The engine refuses to run at all.</exception>
    public void ReleaseUnused() => model.ReleaseUnused();

    /// <summary>The cold start in its four parts, for the case that saw it; the others say why they have none.</summary>
    /// <param name="firstToken">Time of the first token on the new session; null for a later case.</param>
    public void AddLoad(TimeSpan? firstToken, Dictionary<string, double> values, Dictionary<string, string> notMeasured)
    {
        if (firstToken is { } first)
        {
            values.Add(MetricId.LoadFile, fileSeconds);
            values.Add(MetricId.LoadSession, sessionSeconds);
            values.Add(MetricId.LoadGenerator, generatorSeconds);
            values.Add(MetricId.LoadFirstToken, first.TotalSeconds);
            return;
        }

        foreach (string id in (ReadOnlySpan<string>)[MetricId.LoadFile, MetricId.LoadSession, MetricId.LoadGenerator, MetricId.LoadFirstToken])
            notMeasured.Add(id, AlreadyOpen);
    }

    public void Dispose() => model.Dispose();

    private IGenerationWorkload Generate(CaseSpec spec, TimeProvider time, Func<IInferenceSession, IInferenceSession>? around)
    {
        int vocabulary = Info.Geometry.Vocabulary, positions = checked((int)spec.Positions);
        var input = GenerationInput.Of(spec, vocabulary);
        if (model is not OgaModel genai)
        {
            var session = model.CreateSession(positions, spec.Batch);
            return new GenerationWorkload(
                around?.Invoke(session) ?? session, input, spec.Generate, time,
                spec.Sample is { } sample ? new Sampler(sample, vocabulary, spec.Batch) : null);
        }

        return spec.Sample is null
            ? new GenAiWorkload(genai.CreateGenerator(positions, spec.Batch), input, spec.Generate, time)
            : throw new CaseRefusedException("onnxruntime-genai draws tokens with random numbers of its own, so they cannot be those the case asks for: sample with --engine ort");
    }

    private bool RunsOneToken()
    {
        try
        {
            using var session = model.CreateSession(1);
            session.StagePrompt([0]);
            session.Run();
            return true;
        }
        catch (EngineException)
        {
            return false;
        }
    }

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
