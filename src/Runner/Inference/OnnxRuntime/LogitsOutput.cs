using System.Numerics.Tensors;
using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// The logits of a run: of every new position, or of the last one, as the graph makes them. From another device the runtime copies
/// them as the run ends; those of a step that is a captured graph are fetched.
/// </summary>
internal sealed unsafe class LogitsOutput : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly OrtMemoryInfo memory;
    private readonly byte[] name;
    private readonly FloatType type;
    private readonly bool lastOnly;
    private readonly int batch;
    private readonly int vocabulary;
    private readonly float[] converted;
    private readonly DeviceMemory? device;
    private readonly DeviceBuffer? ofGraph;
    private NativeBuffer buffer = new(0);
    private int rows;
    private bool fetches;

    /// <param name="binding">What a run writes.</param>
    /// <param name="memory">Where it can.</param>
    /// <param name="graph">The output.</param>
    /// <param name="batch">Sequences side by side.</param>
    /// <param name="vocabulary">Logits of one position.</param>
    public LogitsOutput(OrtIoBinding binding, SessionMemory memory, GraphInterface graph, int batch, int vocabulary)
    {
        this.binding = binding;
        this.memory = memory.Host;
        this.batch = batch;
        this.vocabulary = vocabulary;
        name = OrtIoBinding.Name(graph.Logits);
        type = graph.LogitsType;
        lastOnly = graph.LastLogitsOnly;
        converted = new float[type == FloatType.Float16 ? vocabulary : 0];
        device = memory.CapturesGraphs ? memory.Device : null;
        ofGraph = device?.Allocate((long)Bytes(1));
        Bind(tokens: 1);
    }

    /// <summary>Whether there are logits for every new position of a run.</summary>
    public bool OfEveryPosition => !lastOnly;

    /// <summary>Bytes of the logits of a decode step.</summary>
    public long StepBytes => (long)Bytes(1);

    /// <summary>Binds for a run over this many new tokens of each sequence.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room for logits of so many.</exception>
    public void Bind(int tokens)
    {
        int wanted = lastOnly ? 1 : tokens;
        if (wanted == rows && !fetches)
            return;
        fetches = false;
        if (Bytes(wanted) > buffer.Bytes)
            Grow(wanted);
        binding.Output(name, memory, buffer, type.Element(), batch, wanted, vocabulary);
        rows = wanted;
    }

    /// <summary>Binds for a step that is a captured graph.</summary>
    public void BindToGraph()
    {
        if (fetches)
            return;
        binding.Output(name, device!.Info, ofGraph!, type.Element(), batch, 1, vocabulary);
        rows = 1;
        fetches = true;
    }

    /// <summary>Gets the logits into host memory, unless the runtime has done so.</summary>
    public void Fetch()
    {
        if (fetches)
            device!.Read(ofGraph!, buffer, StepBytes);
    }

    /// <summary>[vocabulary] logits of one sequence's last position; those in float16 are valid until the next call.</summary>
    public ReadOnlySpan<float> Last(int sequence) => Before(sequence, 0);

    /// <summary>The same of the position that many before the last.</summary>
    public ReadOnlySpan<float> Before(int sequence, int before)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)batch, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)before, (uint)rows, nameof(before));
        nint start = ((((nint)sequence + 1) * rows) - 1 - before) * vocabulary;
        if (type == FloatType.Float32)
            return new((float*)buffer.Pointer + start, vocabulary);
        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((Half*)buffer.Pointer + start, vocabulary), converted);
        return converted;
    }

    public void Dispose()
    {
        ofGraph?.Dispose();
        buffer.Dispose();
    }

    private Int128 Bytes(int tokens) => (Int128)batch * tokens * vocabulary * type.Bytes();

    private void Grow(int wanted)
    {
        rows = 0;
        buffer.Dispose();
        buffer = MemoryClaim.Allocate(
            $"room for the logits of batch {batch} x {wanted} tokens", Bytes(wanted), () => new NativeBuffer((long)Bytes(wanted)));
    }
}
