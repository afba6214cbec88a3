using System.Globalization;
using System.Text;
using System.Text.Json;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>A model's genai_config.json as the library reads it, with what a case asks for laid over it in memory.</summary>
internal sealed unsafe class OgaConfig : OgaHandle
{
    private const int LogFatal = 4;

    /// <param name="library">The loaded library.</param>
    /// <param name="folder">Folder of genai_config.json.</param>
    /// <exception cref="OgaException">The library refuses the config.</exception>
    public OgaConfig(OgaLibrary library, string folder)
        : base(library)
    {
        nint made;
        fixed (byte* path = Text(folder))
            Api.Check(Api.CreateConfig(path, &made));
        Own(made, null);
    }

    /// <summary>Takes a graph, threads and session options in place of the config's own.</summary>
    /// <param name="graph">The graph's file below the config's folder.</param>
    /// <param name="threads">Threads that share the work of one operator; left alone, the library takes one for each physical core.</param>
    /// <param name="options">Entries of the session's configuration; null for none.</param>
    /// <exception cref="OgaException">The library refuses it.</exception>
    public void Overlay(string graph, int threads, SessionOptions? options)
    {
        fixed (byte* json = Text(Json(graph, threads, options)))
            Api.Check(Api.ConfigOverlay(handle, json));
    }

    /// <summary>Takes an execution provider in place of the config's own; what it cannot run is run on the CPU.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="options">Its settings by its own names.</param>
    /// <exception cref="OgaException">The library refuses it.</exception>
    public void Use(OrtProvider provider, IEnumerable<KeyValuePair<string, string>> options)
    {
        Api.Check(Api.ConfigClearProviders(handle));
        if (provider == OrtProvider.Cpu)
            return;
        string shortName = provider.Name.Replace("ExecutionProvider", "", StringComparison.Ordinal);
        string number = provider.Index.ToString(CultureInfo.InvariantCulture);
        fixed (byte* name = Text(provider.IsCuda ? "cuda" : shortName))
        {
            Api.Check(Api.ConfigAppendProvider(handle, name));
            foreach (var (key, value) in provider.HasSeveral ? [KeyValuePair.Create("device_id", number), .. options] : options)
            {
                fixed (byte* keyText = Text(key), valueText = Text(value))
                    Api.Check(Api.ConfigSetProviderOption(handle, name, keyText, valueText));
            }
        }
    }

    internal static string Json(string graph, int threads, SessionOptions? options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteStartObject("decoder");
            json.WriteString("filename", graph);
            json.WriteStartObject("session_options");
            json.WriteNumber("intra_op_num_threads", threads);
            json.WriteNumber("inter_op_num_threads", 1);
            json.WriteNumber("log_severity_level", LogFatal);
            foreach (var (key, value) in options?.OfSession ?? [])
                json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    protected override void Release() => Api.DestroyConfig(handle);
}
