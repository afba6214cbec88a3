using System.Runtime.InteropServices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Figures;

/// <summary>
/// bare_loop.c on an open model's own session: the least a program can do around ONNX Runtime, on the same weights in the
/// same memory and on the same threads. Lives as long as the process.
/// </summary>
internal sealed unsafe class BareLoop
{
    private readonly nint loop;
    private readonly delegate* unmanaged<nint, long*, long*, long*, void> trial;
    private readonly long[] tokens;

    private BareLoop(nint loop, delegate* unmanaged<nint, long*, long*, long*, void> trial, int generate)
    {
        this.loop = loop;
        this.trial = trial;
        tokens = new long[generate];
    }

    /// <summary>Hash of the tokens of the last trial, as in records.</summary>
    public string TokenHash => Runner.Workloads.TokenHash.Of([.. tokens.Select(t => (int)t)]);

    /// <summary>Compiles the loop with the system's C compiler, <c>cc</c>, and prepares it on a session.</summary>
    public static BareLoop Open(OrtModel model, ModelGeometry g, int[] prompt, int generate)
    {
        string file = Path.Combine(Path.GetTempPath(), $"inferbench-bare-loop-{Environment.ProcessId}.so");
        ChildProcess.Run("cc", "-O2", "-shared", "-fPIC", "-o", file, Path.Combine(AppContext.BaseDirectory, "bare_loop.c"), "-ldl");
        nint library = NativeLibrary.Load(file);
        File.Delete(file);
        var open = (delegate* unmanaged<void*, nint, int, int, int, int, long*, int, int, nint>)NativeLibrary.GetExport(library, "bare_open");
        // The loop reads the ids at every trial.
        var ids = (long*)NativeMemory.Alloc((nuint)prompt.Length, sizeof(long));
        for (int i = 0; i < prompt.Length; i++)
            ids[i] = prompt[i];
        return new(
            open(OrtLibrary.Load().Api, model.SessionPointer, g.Layers, g.KvHeads, g.HeadSize, g.Vocabulary, ids, prompt.Length, generate),
            (delegate* unmanaged<nint, long*, long*, long*, void>)NativeLibrary.GetExport(library, "bare_trial"),
            generate);
    }

    /// <summary>One trial: time of prefill and of decode, ns.</summary>
    public (double Prefill, double Decode) Run()
    {
        long prefill, decode;
        fixed (long* ids = tokens)
            trial(loop, ids, &prefill, &decode);
        return (prefill, decode);
    }
}
