using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>How a session is made. All that is not set keeps the runtime's default, spinning worker threads included.</summary>
internal sealed unsafe class OrtSessionOptions : OrtHandle
{
    /// <param name="library">The loaded runtime.</param>
    /// <param name="threads">Threads that share the work of one operator, the calling thread among them.</param>
    /// <param name="options">Entries of the session's configuration; the runtime passes over keys that it does not know.</param>
    public OrtSessionOptions(OrtLibrary library, int threads, SessionOptions? options = null)
        : base(library)
    {
        nint made;
        library.Check(library.Api->CreateSessionOptions(&made));
        Own(made, null);
        library.Check(library.Api->SetIntraOpNumThreads(made, threads));
        library.Check(library.Api->SetInterOpNumThreads(made, 1));
        foreach (var (key, value) in options?.OfSession ?? [])
            Add(key, value);
    }

    /// <summary>Has the session write down which nodes ran, where and for how long.</summary>
    /// <param name="prefix">Path of the file it writes, to which it adds the time and an ending.</param>
    public void Profile(string prefix)
    {
        fixed (byte* path = OrtSession.PathText(prefix))
            Library.Check(Library.Api->EnableProfiling(handle, path));
    }

    /// <summary>Has the session run what it can on a CUDA device. The runtime keeps the rest on the CPU without a word.</summary>
    /// <param name="options">Settings of the provider by the runtime's own names, the device among them.</param>
    /// <exception cref="OrtException">The provider or one of its libraries does not load, or does not know a setting.</exception>
    public void AppendCuda(IReadOnlyList<KeyValuePair<string, string>> options)
    {
        nint cuda;
        Library.Check(Library.Api->CreateCUDAProviderOptions(&cuda));
        try
        {
            using var pairs = new NativePairs(options);
            Library.Check(Library.Api->UpdateCUDAProviderOptions(cuda, pairs.Keys, pairs.Values, pairs.Count));
            Library.Check(Library.Api->SessionOptionsAppendExecutionProvider_CUDA_V2(handle, cuda));
        }
        finally
        {
            Library.Api->ReleaseCUDAProviderOptions(cuda);
        }
    }

    /// <summary>The same for any other provider that the library was built with.</summary>
    /// <param name="provider">Its name, as this function of the runtime has it.</param>
    /// <param name="options">Its settings by the runtime's own names.</param>
    /// <exception cref="OrtException">There is no such provider, or it cannot be used here.</exception>
    public void Append(string provider, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        using var pairs = new NativePairs(options);
        fixed (byte* name = Encoding.UTF8.GetBytes(provider + '\0'))
            Library.Check(Library.Api->SessionOptionsAppendExecutionProvider(handle, name, pairs.Keys, pairs.Values, pairs.Count));
    }

    /// <summary>Runs the session on the threads that its <see cref="OrtEnv"/> shares out, instead of its own.</summary>
    public void ShareThreads() => Library.Check(Library.Api->DisablePerSessionThreads(handle));

    /// <summary>Leaves the graph as it is but for constants, which are computed once.</summary>
    /// <param name="folder">Where files that the graph names lie.</param>
    /// <param name="packed">Whether matrices may be laid out anew; else products read them as they are stored.</param>
    public void KeepPlain(string folder, bool packed)
    {
        const int constantsOnly = 1;
        Library.Check(Library.Api->SetSessionGraphOptimizationLevel(handle, constantsOnly));
        Add("session.disable_prepacking", packed ? "0" : "1");
        Add("session.model_external_initializers_file_folder_path", folder);
    }

    /// <summary>Gives the session's log to a function instead of standard error.</summary>
    /// <param name="function">Takes a parameter, severity, category, id, place in the source and message; stays valid for good.</param>
    /// <param name="severity">The least that is logged: 0 verbose to 4 fatal.</param>
    public void Log(delegate* unmanaged<void*, int, byte*, byte*, byte*, byte*, void> function, int severity)
    {
        Library.Check(Library.Api->SetUserLoggingFunction(handle, function, null));
        Library.Check(Library.Api->SetSessionLogSeverityLevel(handle, severity));
    }

    private void Add(string key, string value)
    {
        fixed (byte* keyText = Encoding.UTF8.GetBytes(key + '\0'), valueText = Encoding.UTF8.GetBytes(value + '\0'))
            Library.Check(Library.Api->AddSessionConfigEntry(handle, keyText, valueText));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseSessionOptions(handle);
}
