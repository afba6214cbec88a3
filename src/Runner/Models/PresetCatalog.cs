using System.Reflection;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>The presets of the folder <c>models/</c>, which are built into the program.</summary>
public static class PresetCatalog
{
    private const string Prefix = "models/";

    /// <summary>All presets, smallest first.</summary>
    public static IReadOnlyList<Preset> All { get; } = [.. ReadAll().OrderBy(p => ModelCost.CountParameters(p.Geometry))];

    /// <summary>The preset with this name.</summary>
    /// <exception cref="BadInputException">No such preset; the message lists them.</exception>
    public static Preset Get(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new BadInputException(UnknownName.Describe("preset", name, All.Select(p => p.Name)));

    private static IEnumerable<Preset> ReadAll()
    {
        Assembly assembly = typeof(PresetCatalog).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            yield return JsonSerializer.Deserialize(stream, ModelJson.Indented.PresetFile)!.ToPreset();
        }
    }
}
