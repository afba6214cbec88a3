using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Hears from the runtime's log whether it puts casts to float32 around operators that have no float16 code. Its
/// transformer says so for each of its passes over the graph, on the thread that creates the session.
/// </summary>
internal static unsafe class CastLog
{
    private const int Information = 1;

    [ThreadStatic]
    private static bool? inserted;

    /// <summary>Creates a session while listening.</summary>
    /// <param name="options">The session's options; they keep the log's function.</param>
    /// <param name="create">Creates it, on this thread.</param>
    /// <returns>
    /// The session, and true where casts were inserted; null where the runtime did not say. A graph in which its own
    /// superfluous casts were only taken out reads as true as well: the log does not tell the two apart.
    /// </returns>
    public static (T Session, bool? Inserted) Listen<T>(OrtSessionOptions options, Func<T> create)
    {
        options.Log(&Hear, Information);
        inserted = null;
        return (create(), inserted);
    }

    [UnmanagedCallersOnly]
    private static void Hear(void* parameter, int severity, byte* category, byte* id, byte* location, byte* message)
    {
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message);
        if (text.StartsWith("GraphTransformer CastFloat16Transformer modified: "u8))
            inserted = (inserted ?? false) | text.StartsWith("GraphTransformer CastFloat16Transformer modified: 1"u8);
    }
}
