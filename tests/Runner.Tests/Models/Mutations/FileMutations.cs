namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>A file that is missing, empty, or something else than a file; and data that are no numbers.</summary>
internal static class FileMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a missing file", m => m.Instead(Any(m), _ => { })),
        new("an empty file", m => m.Files[Any(m)] = []),
        new("a directory for a file", m => m.Instead(Any(m), path => Directory.CreateDirectory(path))),
        new("a pipe for a file", m => m.Instead(Any(m), Canaries.MakePipe)),
        new("a link out for a file", m => Link(m, Any(m), name => name)),
        new("a link to nothing for a file", m => m.Instead(Any(m), path => File.CreateSymbolicLink(path, "nothing"))),
        new("a link to itself for a file", m => m.Instead(Any(m), path => File.CreateSymbolicLink(path, Path.GetFileName(path)))),
        new("a link to a pipe for a file", m => Link(m, Any(m), _ => Canaries.Pipe)),
        new("a link to a directory for a file", m => Link(m, Any(m), _ => "")),
        new("a link out for data", m => Link(m, Data(m), name => name)),
        new("a link into the folder for a file", m => m.Instead(Any(m), path => File.CreateSymbolicLink(path, Path.GetFileName(m.Files.Keys.FirstOrDefault("nothing"))))),
        new("a link out for the folder of graphs", LinkFolder),
        new("data of ones", m => Fill(m, 0xff)),
        new("data of zeros", m => Fill(m, 0)),
        new("data of noise", m => m.Files[Data(m)] = ByteMutations.Noise(m.Random, m.Files[Data(m)].Length)),
        new("half the data changed", m => ByteMutations.Noise(m.Random, m.Files[Data(m)].Length / 2).CopyTo(m.Files[Data(m)] = [.. m.Files[Data(m)]], 0)),
    ];

    private static string Any(Mutant m) => m.Pick([m.Graph, .. m.Data, .. m.Configs]);

    private static string Data(Mutant m) => m.Data is { Length: > 0 } data ? data[0] : m.Graph;

    private static void Fill(Mutant m, byte value)
    {
        byte[] filled = new byte[m.Files[Data(m)].Length];
        Array.Fill(filled, value);
        m.Files[Data(m)] = filled;
    }

    private static void Link(Mutant m, string file, Func<string, string> target)
    {
        string up = Canaries.Above(file) + target(Path.GetFileName(file));
        m.Instead(file, path => File.CreateSymbolicLink(path, up));
    }

    /// <summary>Where graphs are in a folder of their own, that folder; else the graph.</summary>
    private static void LinkFolder(Mutant m)
    {
        if (Path.GetDirectoryName(m.Graph) is not { Length: > 0 } folder)
        {
            Link(m, m.Graph, name => name);
            return;
        }

        foreach (string file in m.Files.Keys.Where(f => f.StartsWith(folder, StringComparison.Ordinal)).ToArray())
            m.Files.Remove(file);
        m.Instead(folder, path => Directory.CreateSymbolicLink(path, Canaries.Above(folder)));
    }
}
