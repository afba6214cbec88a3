namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Decode steps as one graph that the device was given once and is told to run again: it reads and writes the same addresses at
/// every step. Prompts run as they would without it. The runtime captures at the first step and forgets what is bound at later ones.
/// </summary>
internal sealed unsafe class DecodeGraph : IDisposable
{
    // A graph is of one set of buffers, and the runtime keeps one for each number.
    private static int lastId;

    private readonly OrtSession session;
    private readonly int id = Interlocked.Increment(ref lastId);

    public DecodeGraph(OrtSession session, DeviceMemory device, int batch, int capacity)
    {
        this.session = session;
        Mask = new(device, batch, capacity);
        Prompt = OrtRunOptions.WithoutGraph(session.Library);
        Step = OrtRunOptions.WithGraph(session.Library, id);
    }

    public GraphMask Mask { get; }

    /// <summary>For runs of a prompt.</summary>
    public OrtRunOptions Prompt { get; }

    /// <summary>For runs of one token of each sequence.</summary>
    public OrtRunOptions Step { get; }

    /// <summary>Says why decode steps cannot be one graph.</summary>
    /// <exception cref="NotSupportedException">They cannot.</exception>
    public static void Require(SessionMemory memory, KvMode mode)
    {
        if (mode != KvMode.Shared || memory.Device is not { CanServeGraphs: true })
        {
            throw new NotSupportedException(
                $"cuda.enable_cuda_graph: a captured graph reads and writes one place of the device's memory, which takes ONNX Runtime 1.{OrtApiTable.MemoryVersion} or newer, a graph whose past and present are one buffer with all of its attention on the device, and NVIDIA's driver library; leave the option out");
        }
    }

    public void Dispose()
    {
        Prompt.Dispose();
        Step.Dispose();
        // One that no step has run is not known, and nothing is to be said of that.
        if (session.Library.ReleasesGraphs && session.Library.Api->SessionReleaseCapturedGraph(session.Pointer, id) is not 0 and var status)
            session.Library.Api->ReleaseStatus(status);
        Mask.Dispose();
    }
}
