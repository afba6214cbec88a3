using System.Reflection;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Models.Layouts;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>The models that are mutated: every layout, one graph each, and this program's own folders.</summary>
internal static class SourceModels
{
    private static readonly Lazy<IReadOnlyList<(string Name, IReadOnlyDictionary<string, byte[]> Files)>> Made = new(() => [.. Make()]);

    public static IReadOnlyList<(string Name, IReadOnlyDictionary<string, byte[]> Files)> All => Made.Value;

    private static IEnumerable<(string, IReadOnlyDictionary<string, byte[]>)> Make()
    {
        using TestFolder folder = new();
        foreach (Precision precision in Precision.All)
        {
            folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, precision), precision.Name);
            var files = Read(folder[precision.Name]);
            if (precision == Precision.Fp32 || precision == Precision.Int4)
                yield return ($"Synthetic {precision.Name}", files);
            yield return ($"Synthetic {precision.Name} without manifest", files.Where(f => f.Key != ModelManifest.FileName).ToDictionary());
        }

        foreach (MethodInfo maker in typeof(ModelLayouts).GetMethods(BindingFlags.Public | BindingFlags.Static).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            maker.CreateDelegate<Action<string, Preset>>()(folder[maker.Name], maker.Name.Length % 2 == 0 ? TinyPresets.Tied : TinyPresets.Untied);
            var files = Read(folder[maker.Name]);
            foreach (string graph in files.Keys.Where(f => f.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
                yield return ($"{maker.Name} {graph}", Only(files, graph));
        }
    }

    private static Dictionary<string, byte[]> Read(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes);

    /// <summary>One graph, its data and everything that belongs to no graph.</summary>
    private static Dictionary<string, byte[]> Only(Dictionary<string, byte[]> files, string graph) => files
        .Where(f => !f.Key.Contains(".onnx", StringComparison.Ordinal) || f.Key.StartsWith(graph, StringComparison.Ordinal))
        .ToDictionary();
}
