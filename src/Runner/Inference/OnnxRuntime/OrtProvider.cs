using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>The execution provider that does the work of a device.</summary>
/// <param name="Name">As the runtime names it, such as <c>CUDAExecutionProvider</c>.</param>
/// <param name="Index">Number of the device among its kind, from 0.</param>
internal sealed record OrtProvider(string Name, int Index)
{
    private const string Cuda = "CUDAExecutionProvider", WebGpu = "WebGpuExecutionProvider", Ending = "ExecutionProvider";

    private static readonly string[] True = ["1", "true", "True"];

    public static OrtProvider Cpu { get; } = new("CPUExecutionProvider", 0);

    public bool IsCuda => Name == Cuda;

    /// <summary>
    /// File that has to lie beside the runtime's library and be of the same version; null where the provider is inside it. The
    /// runtime lists the CUDA provider without it, too.
    /// </summary>
    public string? OwnFile => !IsCuda ? null
        : OperatingSystem.IsWindows() ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";

    /// <summary>Whether it has more devices than the first; WebGPU chooses its adapter by itself.</summary>
    public bool HasSeveral => IsCuda;

    /// <summary>The provider of a device such as <c>cpu</c>, <c>cuda:0</c> or <c>webgpu:0</c>, or of any other by its own name, such as <c>XNNPACK:0</c>.</summary>
    public static OrtProvider Of(string device) => device.Split(':') switch
    {
        ["cpu"] => Cpu,
        ["cuda", var number] => new(Cuda, int.Parse(number, CultureInfo.InvariantCulture)),
        ["webgpu", var number] => new(WebGpu, int.Parse(number, CultureInfo.InvariantCulture)),
        [var name, var number] => new(name + Ending, int.Parse(number, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"no execution provider is known for '{device}'", nameof(device)),
    };

    /// <summary>The same by the name under which it is listed, whose letters may be in other cases.</summary>
    public OrtProvider AmongListed(IEnumerable<string> listed) =>
        this with { Name = listed.FirstOrDefault(name => string.Equals(name, Name, StringComparison.OrdinalIgnoreCase)) ?? Name };

    /// <summary>Whether a session with these settings is to capture decode steps as one graph.</summary>
    public bool CapturesGraphs(SessionOptions? options) => IsCuda && OptionsIn(options).Any(o => o.Key == "enable_cuda_graph" && True.Contains(o.Value));

    /// <summary>Puts it before the CPU in a session.</summary>
    /// <exception cref="OrtException">It cannot be used on this machine, or does not know an option.</exception>
    public void AppendTo(OrtSessionOptions session, SessionOptions? options)
    {
        var own = OptionsIn(options);
        if (IsCuda)
            session.AppendCuda([KeyValuePair.Create("device_id", Index.ToString(CultureInfo.InvariantCulture)), .. own]);
        else if (Name == WebGpu)
            session.Append("WebGPU", own);
        else if (this != Cpu)
            session.Append(Name[..^Ending.Length], own);
    }

    private KeyValuePair<string, string>[] OptionsIn(SessionOptions? options) => options is null ? [] : [.. options.OfProvider(Kind)];

    private string Kind => Name switch
    {
        Cuda => "cuda",
        WebGpu => "webgpu",
        _ => Name[..^Ending.Length],
    };
}
