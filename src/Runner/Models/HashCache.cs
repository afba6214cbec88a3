using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Hashes of models made elsewhere, one small file for each graph. What cannot be understood counts as absent.</summary>
internal sealed class HashCache(string cacheFolder)
{
    private const string FolderName = "hashes";
    private const int HexDigits = 64;

    /// <summary>What is known of a graph and its data; null where there is nothing, or nothing that can be trusted.</summary>
    public HashedModel? Read(string graphPath)
    {
        string path = PathOf(graphPath);
        try
        {
            return RegularFile.Exists(path)
                && JsonSerializer.Deserialize(RegularFile.ReadText(path), ModelJson.Indented.HashedModel) is { Version: HashedModel.CurrentVersion } found
                && found.Graph == graphPath && found.Files.All(f => f is { Name: not null } && IsHash(f.Sha256))
                    ? found
                    : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or BadInputException)
        {
            return null;
        }
    }

    /// <summary>Keeps an entry, under its name only when it is whole.</summary>
    /// <returns>Why it could not be kept; null where it was.</returns>
    public string? Write(HashedModel model)
    {
        string path = PathOf(model.Graph), partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                File.WriteAllText(partial, JsonSerializer.Serialize(model, ModelJson.Indented.HashedModel) + "\n");
                File.Move(partial, path, overwrite: true);
            }
            finally
            {
                File.Delete(partial);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private string PathOf(string graphPath)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(graphPath)))[..32];
        return Path.Combine(cacheFolder, FolderName, $"{name}.json");
    }

    private static bool IsHash(string? text) => text?.Length == HexDigits && text.All(char.IsAsciiHexDigitLower);
}
