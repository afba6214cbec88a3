using System.Text.Json;
using Google.Protobuf;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>How far the writing of a model is.</summary>
/// <param name="Bytes">Bytes of weights written.</param>
/// <param name="Total">Bytes of weights in all.</param>
public readonly record struct SynthesisProgress(long Bytes, long Total);

/// <summary>Writes synthetic models.</summary>
public static class ModelSynthesizer
{
    private const string GraphFile = "model.onnx";
    internal const string DataFile = "model.onnx.data";

    /// <summary>
    /// Writes a model into <paramref name="folder"/>, which must not exist or be empty. The folder appears under its
    /// name when all of it is written; what was written is removed when that fails or is cancelled.
    /// </summary>
    /// <exception cref="BadInputException">The recipe is impossible, the folder has no name or is in use, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(
        ModelRecipe recipe, string folder, IProgress<SynthesisProgress>? progress = null, CancellationToken cancellation = default)
    {
        RecipeCheck.Check(recipe);
        try
        {
            using PartialFolder partial = new(folder);
            WriteFiles(recipe, partial.Path, progress, cancellation);
            partial.Keep();
        }
        // .NET reports EFBIG, which FAT32 gives above 4 GiB, as an argument out of range.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new BadInputException($"{folder}: cannot be written: {e.Message}", e);
        }
    }

    private static void WriteFiles(
        ModelRecipe recipe, string folder, IProgress<SynthesisProgress>? progress, CancellationToken cancellation)
    {
        (ModelProto model, DataLayout data) = LlamaGraph.Build(recipe, DataFile);
        CheckSpace(folder, data.Length);
        string graphPath = Path.Combine(folder, GraphFile), dataPath = Path.Combine(folder, DataFile);
        File.WriteAllBytes(graphPath, model.ToByteArray());
        DataFileWriter writer = new(data, bytes => progress?.Report(new(bytes, data.Length)), cancellation);
        string dataHash = writer.Write(dataPath, Environment.ProcessorCount);

        string configPath = Path.Combine(folder, GenAiConfig.FileName);
        GenAiConfig config = GenAiConfig.For(recipe.Preset, GraphFile);
        File.WriteAllText(configPath, JsonSerializer.Serialize(config, ModelJson.Indented.GenAiConfig) + "\n");
        TokenizerFiles.Write(folder, recipe.Preset);
        cancellation.ThrowIfCancellationRequested();
        new ModelManifest
        {
            Recipe = recipe.Canonical(),
            Files =
            [
                FileStamp.Of(graphPath),
                FileStamp.Of(dataPath, dataHash),
                FileStamp.Of(configPath),
                FileStamp.Of(Path.Combine(folder, TokenizerFiles.Tokenizer)),
                FileStamp.Of(Path.Combine(folder, TokenizerFiles.Config)),
            ],
        }.Write(folder);
    }

    private static void CheckSpace(string folder, long bytes)
    {
        long free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        if (free < bytes)
            throw new IOException($"its disk is full: the weights take {bytes} bytes and {free} are free");
    }
}
