using Google.Protobuf;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads;

/// <summary>Whether a device works at all: asked where a model did not open on it, to tell a device that is not there from a model that it refuses.</summary>
public static class DeviceProof
{
    /// <summary>Makes a session of one sum on the device.</summary>
    /// <param name="device">Such as <c>cuda:0</c>.</param>
    /// <returns>What the runtime says against the device; null where nothing.</returns>
    public static string? WhyNot(string device)
    {
        var library = OrtLibrary.Load();
        using var options = new OrtSessionOptions(library, threads: 1);
        using var env = new OrtEnv(library);
        try
        {
            OrtProvider.Of(device).AmongListed(library.Providers).AppendTo(options, null);
            using var session = new OrtSession(env, options, Sum().ToByteArray());
            return null;
        }
        catch (OrtException e)
        {
            // A device whose memory others have taken is there.
            return e.IsOutOfMemory ? null : e.Message.TrimEnd();
        }
    }

    private static ModelProto Sum()
    {
        GraphBuilder graph = new("", FloatType.Float32);
        graph.Input("a", ElementType.Float32, 1);
        graph.Output("b", ElementType.Float32, 1);
        graph.Node("sum", "Add", ["a", "a"], outputs: ["b"]);
        return graph.Build();
    }
}
