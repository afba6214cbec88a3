using InferBench.Runner.Records;
using Microsoft.Win32.SafeHandles;

namespace InferBench.Runner.Models;

/// <summary>Paths that a model's own files name. They are not to be trusted: none may leave the model's folder.</summary>
internal static class FolderPath
{
    private const int MaxLinks = 40, LongestPath = 1000;

    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The full path of <paramref name="relative"/> below <paramref name="folder"/>, links followed.</summary>
    /// <param name="folder">Folder of the model.</param>
    /// <param name="relative">Path as a file of the model names it.</param>
    /// <param name="namedBy">The file that names it, for the message.</param>
    /// <exception cref="BadInputException">It is far too long, absolute, has a part "..", or is a link out of the folder.</exception>
    public static string Inside(string folder, string relative, string namedBy)
    {
        if (relative.Length > LongestPath)
            throw new BadInputException($"{namedBy}: names a file by {relative.Length} characters; allowed are at most {LongestPath}");
        string[] parts = relative.Split('/', '\\');
        if (relative.Length == 0 || Path.IsPathRooted(relative) || relative.IndexOfAny([':', '\0']) >= 0 || parts.Contains(".."))
            throw new BadInputException(
                $"{namedBy}: names the file '{relative}', which is not inside the model's folder; refused");
        return Resolve(folder, relative)
            ?? throw new BadInputException(
                $"{namedBy}: names the file '{relative}', a link that leaves the model's folder; refused "
                + "(copy the folder with cp -rL, which follows links)");
    }

    /// <summary>The full path, links followed, of a path below <paramref name="folder"/>; null where a link leaves it.</summary>
    public static string? Resolve(string folder, string relative)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Follow(root, Path.GetFullPath(relative, root), MaxLinks);
    }

    /// <summary>The full path of a folder that a flag names.</summary>
    /// <exception cref="BadInputException">It is empty or has a character that no path has.</exception>
    public static string OfFlag(string flag, string folder)
    {
        try
        {
            return Path.GetFullPath(folder);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{flag}: found '{folder}', allowed is the path of a folder", e);
        }
    }

    /// <summary>Bytes of a file; of the file itself where the path is a link.</summary>
    public static long FileLength(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    /// <summary>Follows every link below <paramref name="root"/>; the root itself may be reached through links.</summary>
    /// <returns>A path without links below the root; null where one leaves it.</returns>
    private static string? Follow(string root, string path, int linksLeft)
    {
        if (linksLeft == 0 || !path.StartsWith(root + Path.DirectorySeparatorChar, Comparison))
            return null;
        string walked = root;
        foreach (string part in Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar))
        {
            string directory = walked;
            walked = Path.Combine(walked, part);
            if (new FileInfo(walked).LinkTarget is not { } target)
                continue;
            string rest = Path.GetRelativePath(walked, path);
            string next = rest == "." ? target : Path.Combine(target, rest);
            return Follow(root, Path.GetFullPath(next, directory), linksLeft - 1);
        }

        return path;
    }
}
