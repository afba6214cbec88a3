using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Paths that a model's own files name. They are not to be trusted: none may leave the model's folder.</summary>
internal static class FolderPath
{
    private const int MaxLinks = 40;

    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The full path of <paramref name="relative"/> below <paramref name="folder"/>.</summary>
    /// <param name="folder">Folder of the model.</param>
    /// <param name="relative">Path as a file of the model names it.</param>
    /// <param name="namedBy">The file that names it, for the message.</param>
    /// <exception cref="BadInputException">It is absolute, has a part "..", or is a link out of the folder.</exception>
    public static string Inside(string folder, string relative, string namedBy)
    {
        string[] parts = relative.Split('/', '\\');
        if (relative.Length == 0 || Path.IsPathRooted(relative) || relative.Contains(':') || parts.Contains(".."))
            throw new BadInputException($"{namedBy}: names the file '{relative}', which is not inside the model's folder; refused");
        string root = Path.GetFullPath(folder);
        string path = Path.Combine(root, relative);
        if (!StaysInside(root, path, MaxLinks))
            throw new BadInputException(
                $"{namedBy}: names the file '{relative}', a link that leaves the model's folder; refused (copy the file into the folder)");
        return path;
    }

    /// <summary>Follows every link below <paramref name="root"/>; the root itself may be reached through links.</summary>
    private static bool StaysInside(string root, string path, int linksLeft)
    {
        if (linksLeft == 0 || !(path + Path.DirectorySeparatorChar).StartsWith(root + Path.DirectorySeparatorChar, Comparison))
            return false;
        string walked = root;
        foreach (string part in Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar))
        {
            string directory = walked;
            walked = Path.Combine(walked, part);
            if (new FileInfo(walked).LinkTarget is not { } target)
                continue;
            string rest = Path.GetRelativePath(walked, path);
            string next = Path.GetFullPath(rest == "." ? target : Path.Combine(target, rest), directory);
            return StaysInside(root, next, linksLeft - 1);
        }

        return true;
    }
}
