namespace InferBench.Runner.Tests.Inference;

/// <summary>An empty folder that goes away with all that was put into it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("inferbench-").FullName;

    /// <summary>Path of a file inside; its folders are made.</summary>
    public string File(params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([FullPath, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Makes a file that holds a line of text.</summary>
    public string Text(params ReadOnlySpan<string> parts)
    {
        string path = File(parts);
        System.IO.File.WriteAllText(path, "not a library\n");
        return path;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
