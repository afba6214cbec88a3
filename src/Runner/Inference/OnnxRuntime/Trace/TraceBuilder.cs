using System.Text.Json;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>Keeps what events tell: names and shapes once, and of each call of a node a few numbers.</summary>
internal sealed class TraceBuilder(TraceLimits limits)
{
    private const int None = -1;

    // ONNX Runtime's suffix of the event of a node's kernel; older versions wrote two more events, without a provider.
    private const string KernelTime = "_kernel_time";

    // 140 years in microseconds: what is worked out of times stays a count of nanoseconds.
    private const long LatestTime = 1L << 52;

    private readonly ByteInterner<string> texts = new();
    private readonly ByteInterner<IReadOnlyList<TracedTensor>> shapes = new();
    private readonly Dictionary<Way, int> ways = [];
    private readonly List<TracedCall> calls = [];
    private readonly List<TracedNode> nodes = [];
    private readonly List<TracedSpan> spans = [];
    private long dropped, textBytes;

    public long Events { get; private set; }

    /// <exception cref="FormatException">The event lacks what its kind has.</exception>
    public void Add(in TraceEvent e)
    {
        Events++;
        if (e.Category.SequenceEqual("\"Node\""u8))
            AddNode(e);
        else if (e.Category.SequenceEqual("\"Session\""u8))
            AddSpan(e);
    }

    public RuntimeTrace Build(long? cutShortAt) =>
        new() { Calls = calls, Nodes = nodes, Spans = spans, Events = Events, Dropped = dropped, CutShortAt = cutShortAt };

    private void AddNode(in TraceEvent e)
    {
        if (e.Provider.IsEmpty)
            return;
        var (start, duration) = Times(e);
        if (nodes.Count < limits.MostEvents && Call(e) is { } call)
            nodes.Add(new(call, start, duration, e.Thread));
        else
            dropped++;
    }

    private void AddSpan(in TraceEvent e)
    {
        var (start, duration) = Times(e);
        if (spans.Count < limits.MostEvents && Text(e.Name, "name") is { } name)
            spans.Add(new(texts[name], start, duration, e.Thread, nodes.Count, dropped));
        else
            dropped++;
    }

    private int? Call(in TraceEvent e)
    {
        if (Text(e.Name, "name") is not { } name || Text(e.Operator, "op_name") is not { } op || Text(e.Provider, "provider") is not { } provider
            || Shapes(e.Inputs) is not { } inputs || Shapes(e.Outputs) is not { } outputs)
            return null;
        var way = new Way(
            name, op, provider, inputs, outputs, e.NodeIndex ?? None, e.ActivationBytes ?? None, e.ParameterBytes ?? None, e.OutputBytes ?? None);
        if (ways.TryGetValue(way, out int known))
            return known;
        if (calls.Count == limits.MostCalls)
            return null;
        ways.Add(way, calls.Count);
        calls.Add(Call(way));
        return calls.Count - 1;
    }

    private static (long Start, long Duration) Times(in TraceEvent e) => e switch
    {
        { Start: null } or { Duration: null } => throw new FormatException("an event without a time"),
        { Start: { } start, Duration: { } duration } when start <= LatestTime && duration <= LatestTime - start => (start, duration),
        _ => throw new FormatException(Invariant($"an event that ends more than {LatestTime} us after the first")),
    };

    private TracedCall Call(Way way)
    {
        string name = texts[way.Name];
        return new()
        {
            Name = name.EndsWith(KernelTime, StringComparison.Ordinal) ? name[..^KernelTime.Length] : name,
            Operator = texts[way.Operator],
            Provider = texts[way.Provider],
            NodeIndex = way.NodeIndex is >= 0 and <= int.MaxValue ? (int)way.NodeIndex : null,
            Inputs = way.Inputs == None ? [] : shapes[way.Inputs],
            Outputs = way.Outputs == None ? [] : shapes[way.Outputs],
            ActivationBytes = Known(way.ActivationBytes),
            ParameterBytes = Known(way.ParameterBytes),
            OutputBytes = Known(way.OutputBytes),
        };
    }

    private static long? Known(long bytes) => bytes == None ? null : bytes;

    private int? Text(ReadOnlySpan<byte> quoted, string member)
    {
        if (quoted.IsEmpty)
            throw new FormatException(Invariant($"an event without '{member}'"));
        if (texts.TryGet(quoted, out int known))
            return known;
        if (!HasRoom(quoted))
            return null;
        var json = new Utf8JsonReader(quoted);
        json.Read();
        return texts.Add(quoted, json.GetString()!);
    }

    private int? Shapes(ReadOnlySpan<byte> list)
    {
        if (list.IsEmpty)
            return None;
        if (shapes.TryGet(list, out int known))
            return known;
        return HasRoom(list) ? shapes.Add(list, TracedShapes.Parse(list)) : null;
    }

    private bool HasRoom(ReadOnlySpan<byte> text)
    {
        if (textBytes > limits.MostTextBytes - text.Length)
            return false;
        textBytes += text.Length;
        return true;
    }

    private readonly record struct Way(
        int Name, int Operator, int Provider, int Inputs, int Outputs, long NodeIndex, long ActivationBytes, long ParameterBytes, long OutputBytes);
}
