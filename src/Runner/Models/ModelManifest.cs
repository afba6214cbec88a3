using System.Text.Json;
using System.Text.Json.Serialization;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>What a synthetic model folder was made from and what its files are: written last into the folder.</summary>
internal sealed record ModelManifest
{
    public const string FileName = "inferbench-model.json";

    /// <summary>Raised whenever the same recipe gives other bytes.</summary>
    public const int CurrentGenerator = 3;

    [JsonRequired]
    public int Generator { get; init; } = CurrentGenerator;

    public required ModelRecipe Recipe { get; init; }

    public required IReadOnlyList<FileStamp> Files { get; init; }

    /// <summary>The graph and its data file.</summary>
    private IEnumerable<FileStamp> ModelFiles =>
        Files.Where(f => f.Name is not (GenAiConfig.FileName or TokenizerFiles.Tokenizer or TokenizerFiles.Config));

    /// <summary>True where these, and no others, are the graph and the data that the manifest tells of.</summary>
    /// <param name="folder">Folder of the manifest.</param>
    /// <param name="opened">Full paths of the graph and its data files.</param>
    public bool Describes(string folder, IEnumerable<string> opened) =>
        ModelFiles.Select(f => FolderPath.Resolve(folder, f.Name)).Order(StringComparer.Ordinal)
            .SequenceEqual(opened.Order(StringComparer.Ordinal));

    /// <summary>SHA-256 of what <c>sha256sum</c> prints for the graph and its data file.</summary>
    public string ModelHash() => FileHash.OfList(ModelFiles.Select(f => (f.Sha256, f.Name)));

    /// <summary>Compares sizes, first and last MiB of every file in <paramref name="folder"/> with the manifest.</summary>
    /// <returns>What differs first, or null.</returns>
    public string? FindChange(string folder) => Files.Select(f => f.FindChange(folder)).FirstOrDefault(c => c != null);

    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, ModelJson.Indented.ModelManifest) + "\n");

    /// <summary>Reads the manifest of a folder; null where there is none.</summary>
    /// <exception cref="BadInputException">It cannot be understood, or it or a file that it lists is outside the folder.</exception>
    public static ModelManifest? Read(string folder)
    {
        string path = FolderPath.Inside(folder, FileName, folder);
        if (!RegularFile.Exists(path))
            return null;
        try
        {
            ModelManifest manifest = JsonSerializer.Deserialize(RegularFile.ReadText(path), ModelJson.Indented.ModelManifest)
                ?? throw new JsonException(null, "$", null, null);
            foreach (FileStamp? file in manifest.Files)
                FolderPath.Inside(folder, file?.Name ?? throw new JsonException(null, "$.files", null, null), path);
            return manifest;
        }
        // The messages of the serializer tell of this program's types, which say nothing to a user.
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: is not as inferbench writes it (at {e.Path}); make the model again", e);
        }
    }
}
