using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A folder for one profile, which goes with it.</summary>
internal sealed class ProfileFolder : IDisposable
{
    private const string Unusable = "the folder for temporary files does not take the runtime's profile";

    private readonly DirectoryInfo folder;

    /// <exception cref="IOException">There is no place for one.</exception>
    public ProfileFolder()
    {
        try
        {
            folder = Directory.CreateTempSubdirectory("inferbench-profile-");
        }
        // The path may hold the user's name, which is no part of a record.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(Unusable, e);
        }
    }

    /// <summary>What the runtime is to begin the file's path with; it adds the time and an ending.</summary>
    public string Prefix => Path.Combine(folder.FullName, "profile");

    /// <summary>The nodes in the profile that the runtime wrote.</summary>
    /// <exception cref="InvalidDataException">It wrote something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<ProfiledNode> Read()
    {
        string file = File();
        try
        {
            using var profile = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return ProfileReader.Read(profile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(Unusable, e);
        }
    }

    /// <summary>Path of the profile that the runtime wrote.</summary>
    /// <exception cref="InvalidDataException">It wrote none, or several.</exception>
    public string File()
    {
        var files = folder.GetFiles();
        return files.Length == 1 ? files[0].FullName : throw new InvalidDataException(Invariant($"the runtime wrote {files.Length} profiles in place of one"));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
