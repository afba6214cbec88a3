using System.Diagnostics;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Profile.Operators;

/// <summary>A model that ran under the real runtime's profiler: a warm-up of the same shape, a prompt, and decode steps.</summary>
internal sealed class ProfiledModel : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<HostRun> runs = [];

    private ProfiledModel(ModelFolder model) => Model = model;

    public ModelFolder Model { get; }

    public string File { get; private set; } = "";

    public IReadOnlyList<HostRun> Runs => runs;

    public static ProfiledModel Run(ModelFolder model, int prompt = 8, int steps = 3, int batch = 1)
    {
        var library = OrtNative.Require();
        var profiled = new ProfiledModel(model);
        using var env = new OrtEnv(library);
        using var settings = new OrtSessionOptions(library, threads: 1);
        settings.Profile(profiled.folder["profile"]);
        using var session = new OrtSession(env, settings, model.GraphPath);
        using var memory = SessionMemory.OnHost(library);
        var kv = model.Interface.SharesCache ? KvMode.Shared : KvMode.Copied;
        profiled.Generate(session, memory, kv, prompt, steps: 0, batch, RunPhase.WarmUp);
        profiled.Generate(session, memory, kv, prompt, steps, batch, RunPhase.Prefill);
        session.EndProfiling();
        profiled.File = Assert.Single(Directory.GetFiles(profiled.folder.Path, "*.json"));
        return profiled;
    }

    public OperatorProfile Read() => OperatorProfile.Read(File, new(), Model, runs);

    public void Dispose() => folder.Dispose();

    private void Generate(OrtSession session, SessionMemory memory, KvMode kv, int prompt, int steps, int batch, RunPhase phase)
    {
        using var running = new OrtGenerationSession(session, Model, kv, memory, prompt + steps, batch);
        running.StagePrompt(new int[prompt * batch]);
        Time(running, phase, 0, batch, prompt, 0);
        for (int step = 1; step <= steps; step++)
        {
            running.StageTokens(new int[batch]);
            Time(running, RunPhase.Decode, step, batch, 1, prompt + step - 1);
        }
    }

    private void Time(OrtGenerationSession running, RunPhase phase, int step, int batch, int tokens, int past)
    {
        long start = Stopwatch.GetTimestamp();
        running.Run();
        long end = Stopwatch.GetTimestamp();
        runs.Add(new(phase, step, batch, tokens, past, Nanoseconds(start), Nanoseconds(end)));
    }

    private static long Nanoseconds(long ticks) => (long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency);
}
