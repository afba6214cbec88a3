using System.Security.Cryptography;
using System.Text;

namespace InferBench.Runner.Models;

/// <summary>The files of a model at one moment, as far as sizes, inodes and times tell: to see later whether one has changed.</summary>
public sealed class FileStates
{
    private readonly (string Path, HashedFile State)[] files;

    private FileStates(ModelFolder model) => files = [.. model.Files.Zip(HashedModel.Look(model))];

    /// <summary>Equal for equal states of the same files, in another process too.</summary>
    public string Stamp => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => f.State)))));

    /// <summary>Looks at the files now.</summary>
    /// <exception cref="IOException">One cannot be looked at.</exception>
    public static FileStates Of(ModelFolder model) => new(model);

    /// <summary>Name of the first file that is not as it was; null where all are.</summary>
    public string? FindChange() => Path.GetFileName(Array.Find(files, f => !IsSame(f.Path, f.State)).Path);

    private static bool IsSame(string path, HashedFile was)
    {
        try
        {
            return HashedFile.Look(path, was.Name) == was;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
