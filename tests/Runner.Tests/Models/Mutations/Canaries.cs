using System.Diagnostics;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>
/// A folder beside models that nobody may look into: a whole model, and a pipe that would hold up for ever whoever opens
/// it. Their access times are of long ago, so that reading them changes those on most file systems.
/// </summary>
internal sealed class Canaries
{
    public const string Folder = "outside", Pipe = "pipe";
    private static readonly DateTime LongAgo = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly string folder;

    public Canaries(string beside)
    {
        folder = Path.Combine(beside, Folder);
        Mutant model = new(new Random(1), SourceModels.All[0].Files);
        // Under the names of every layout's files, so that a link under the same name finds what it wants.
        foreach (string file in SourceModels.All.SelectMany(m => m.Files.Keys).Select(f => Path.GetFileName(f)).Distinct().ToArray())
        {
            byte[] bytes = file.EndsWith(".onnx", StringComparison.Ordinal) ? model.Files[model.Graph]
                : model.Files.GetValueOrDefault(file) ?? new byte[1 << 20];
            model.Files[file] = bytes;
        }

        model.Write(folder);
        MakePipe(Path.Combine(folder, Pipe));
        Reset();
    }

    /// <summary>The way from the folder of a model's file to the canaries' folder.</summary>
    public static string Above(string file) => string.Concat(Enumerable.Repeat("../", file.Split('/').Length)) + $"{Folder}/";

    public static void MakePipe(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
    }

    /// <summary>What was read since the last look.</summary>
    public string[] Touched()
    {
        // Looking through the folder touches it.
        bool looked = new DirectoryInfo(folder).LastAccessTimeUtc != LongAgo;
        string[] read = [.. Everything().Where(c => c.LastAccessTimeUtc != LongAgo).Select(c => c.Name)];
        Reset();
        return looked ? [Folder, .. read] : read;
    }

    private void Reset()
    {
        foreach (FileSystemInfo canary in Everything())
            canary.LastAccessTimeUtc = LongAgo;
        new DirectoryInfo(folder).LastAccessTimeUtc = LongAgo;
    }

    private FileSystemInfo[] Everything() => new DirectoryInfo(folder).GetFileSystemInfos();
}
