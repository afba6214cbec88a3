using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

internal static class TestFiles
{
    /// <summary>Path of a file to be written; its folders are made.</summary>
    public static string Place(this TestFolder folder, params string[] parts)
    {
        string path = folder[parts];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Makes a file that is text and nothing else.</summary>
    public static string Text(this TestFolder folder, params string[] parts)
    {
        string path = folder.Place(parts);
        File.WriteAllText(path, "just text\n");
        return path;
    }
}
