using System.Runtime.InteropServices;
using System.Text;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A graph with its weights, ready to run.</summary>
internal sealed unsafe class OrtSession : OrtHandle
{
    /// <exception cref="OrtException">The graph or its weights cannot be used; the message names the file.</exception>
    public OrtSession(OrtEnv env, OrtSessionOptions options, string graphPath)
        : base(env.Library)
    {
        try
        {
            Own(Create(env, options, graphPath), env);
        }
        catch (OrtException e)
        {
            throw new OrtException(graphPath, e);
        }
    }

    /// <summary>A graph in memory, its weights inside it.</summary>
    /// <exception cref="OrtException">The graph cannot be used.</exception>
    public OrtSession(OrtEnv env, OrtSessionOptions options, ReadOnlySpan<byte> graph)
        : base(env.Library)
    {
        nint session;
        fixed (byte* bytes = graph)
            Library.Check(Library.Api->CreateSessionFromArray(env.Pointer, bytes, (nuint)graph.Length, options.Pointer, &session));
        Own(session, env);
        GC.KeepAlive(options);
    }

    /// <summary>A path as the runtime takes it, with a terminating zero.</summary>
    public static byte[] PathText(string path) => (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(path + '\0');

    /// <summary>Writes the profile that the session was asked for.</summary>
    public void EndProfiling()
    {
        nint allocator;
        byte* path;
        Library.Check(Library.Api->GetAllocatorWithDefaultOptions(&allocator));
        Library.Check(Library.Api->SessionEndProfiling(handle, allocator, &path));
        Library.Check(Library.Api->AllocatorFree(allocator, path));
    }

    /// <summary>
    /// The memory that each input is wanted in and each output is written to, by its name; null where the runtime is too old to tell.
    /// </summary>
    public IReadOnlyDictionary<string, nint>? Memories()
    {
        if (!Library.TellsMemory)
            return null;
        var memories = new Dictionary<string, nint>();
        var api = Library.Api;
        Add(memories, api->SessionGetInputCount, api->SessionGetInputName, api->SessionGetMemoryInfoForInputs);
        Add(memories, api->SessionGetOutputCount, api->SessionGetOutputName, api->SessionGetMemoryInfoForOutputs);
        return memories;
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseSession(handle);

    private static nint Create(OrtEnv env, OrtSessionOptions options, string graphPath)
    {
        nint session;
        fixed (byte* p = PathText(graphPath))
            env.Library.Check(env.Library.Api->CreateSession(env.Pointer, p, options.Pointer, &session));
        GC.KeepAlive(env);
        GC.KeepAlive(options);
        return session;
    }

    private void Add(
        Dictionary<string, nint> memories, delegate* unmanaged<nint, nuint*, nint> count, delegate* unmanaged<nint, nuint, nint, byte**, nint> name,
        delegate* unmanaged<nint, nint*, nuint, nint> memory)
    {
        nuint all;
        nint allocator;
        Library.Check(count(handle, &all));
        Library.Check(Library.Api->GetAllocatorWithDefaultOptions(&allocator));
        nint[] found = new nint[all];
        fixed (nint* first = found)
            Library.Check(memory(handle, first, all));
        for (nuint i = 0; i < all; i++)
        {
            byte* text;
            Library.Check(name(handle, i, allocator, &text));
            memories.Add(Marshal.PtrToStringUTF8((nint)text)!, found[i]);
            Library.Check(Library.Api->AllocatorFree(allocator, text));
        }
    }
}
