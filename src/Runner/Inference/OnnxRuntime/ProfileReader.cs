using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Reads which nodes ran from the profile of one run.</summary>
internal static class ProfileReader
{
    /// <summary>Most nodes of one run; large graphs have some 10,000.</summary>
    public const int MostNodes = 100_000;

    private const int LongestName = 200;

    private static readonly HashSet<string> Integers =
        ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"];

    /// <summary>The nodes that ran, in the order in which they did.</summary>
    /// <param name="profile">The file's content.</param>
    /// <exception cref="InvalidDataException">It is no profile, or holds what no profile holds.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<ProfiledNode> Read(Stream profile)
    {
        RuntimeTrace trace;
        try
        {
            trace = TraceReader.Read(profile, new() { MostEvents = MostNodes });
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"the runtime's profile cannot be read: {e.Message}", e);
        }

        if (trace.Dropped > 0)
            throw new InvalidDataException(Invariant($"the runtime's profile cannot be read: it has more than {MostNodes} nodes"));
        if (trace.Nodes.Count == 0)
            throw new InvalidDataException("the runtime's profile cannot be read: no node ran");
        return [.. trace.Nodes.Select(n => Node(trace.Calls[n.Call], n.Duration))];
    }

    private static ProfiledNode Node(TracedCall call, long microseconds) => new(
        call.Name, OneLine.Of(call.Operator, LongestName), OneLine.Of(call.Provider, LongestName), microseconds, call.OutputBytes,
        call.Outputs.All(o => Integers.Contains(o.Type)) ? call.Outputs.Max(o => (long?)o.Elements) : null);
}
