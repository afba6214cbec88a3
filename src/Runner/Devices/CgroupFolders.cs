using System.Globalization;
using System.Text.RegularExpressions;

namespace InferBench.Runner.Devices;

/// <summary>Where this process's control group and its ancestors are mounted, in versions 1 and 2.</summary>
internal static partial class CgroupFolders
{
    /// <summary>
    /// Folders that limit what one controller (<c>cpu</c>, <c>memory</c>) gives the process: its own first, then each
    /// visible ancestor. In a container the visible part ends at the container's own group.
    /// </summary>
    public static IEnumerable<string> For(HostTree tree, string controller)
    {
        var mounts = Mounts(tree);
        foreach (var line in (tree.Read("proc/self/cgroup") ?? "").Split('\n'))
        {
            // hierarchy id ":" comma-separated controllers ":" path; version 2 has id 0 and no controllers.
            var parts = line.Split(':', 3);
            if (parts.Length < 3)
                continue;
            var unified = parts[0] == "0" && parts[1].Length == 0;
            if (!unified && !parts[1].Split(',').Contains(controller))
                continue;

            var candidates = mounts.FindAll(m => unified ? m.Type == "cgroup2" : m.Controllers.Contains(controller));
            if (mounts.Count == 0)
                candidates.Add(new Mount("/", unified ? "/sys/fs/cgroup" : $"/sys/fs/cgroup/{controller}", "", []));
            if (candidates.Count == 0)
                continue;

            var mount = candidates.Find(m => Below(parts[2], m.Root) is not null) ?? candidates[0];
            var below = Below(parts[2], mount.Root) ?? "";
            for (; below.Length > 0; below = below[..below.LastIndexOf('/')])
                yield return mount.Point + below;
            yield return mount.Point;
        }
    }

    // "" when both are the same; null when the path lies outside what is mounted.
    private static string? Below(string path, string root)
    {
        if (path.Split('/').Contains(".."))
            return null;
        var prefix = root.TrimEnd('/');
        var rest = path.TrimEnd('/');
        return $"{rest}/".StartsWith($"{prefix}/", StringComparison.Ordinal) ? rest[prefix.Length..] : null;
    }

    // proc(5): id, parent, device, root, mount point, options, optional fields, "-", type, source, super options.
    private static List<Mount> Mounts(HostTree tree)
    {
        var mounts = new List<Mount>();
        foreach (var line in (tree.Read("proc/self/mountinfo") ?? "").Split('\n'))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 6 || fields.Length <= dash + 3 || fields[dash + 1] is not ("cgroup" or "cgroup2"))
                continue;
            mounts.Add(new Mount(
                Unescape(fields[3]), Unescape(fields[4]), fields[dash + 1], fields[dash + 3].Split(',')));
        }

        return mounts;
    }

    private static string Unescape(string path) =>
        Octal().Replace(path, m => ((char)Convert.ToInt32(m.Value[1..], 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\\[0-7]{3}")]
    private static partial Regex Octal();

    private sealed record Mount(string Root, string Point, string Type, string[] Controllers);
}
