using System.Reflection;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>ONNX Runtime itself takes what the makers make.</summary>
public sealed class ModelLayoutsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string> Makers => [.. typeof(ModelLayouts).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Makers))]
    public void Every_graph_loads(string maker)
    {
        OrtLibrary library = OrtNative.Require();
        foreach (Preset preset in (Preset[])[TinyPresets.Tied, TinyPresets.Untied])
        {
            typeof(ModelLayouts).GetMethod(maker)!.CreateDelegate<Action<string, Preset>>()(folder[preset.Name], preset);
            foreach (string graph in Directory.GetFiles(folder[preset.Name], "*.onnx", SearchOption.AllDirectories))
            {
                using OrtSessionOptions options = new(library, threads: 1);
                using OrtEnv env = new(library);
                using OrtSession session = new(env, options, graph);
            }
        }
    }
}
