namespace InferBench.Runner.Devices;

/// <summary>Linux distributions that install packages under the same names.</summary>
internal enum DistributionFamily
{
    /// <summary>Not Linux, or not one whose packages are known here.</summary>
    Other,
    Debian,
    Ubuntu,
    Fedora,
    Arch,
    Suse,
}

/// <summary>The distribution a machine runs, which decides the command that installs something.</summary>
internal sealed class LinuxDistribution
{
    // Values of ID and ID_LIKE in os-release(5).
    private static readonly Dictionary<string, DistributionFamily> Families = new(StringComparer.Ordinal)
    {
        ["debian"] = DistributionFamily.Debian,
        ["ubuntu"] = DistributionFamily.Ubuntu,
        ["fedora"] = DistributionFamily.Fedora,
        ["rhel"] = DistributionFamily.Fedora,
        ["arch"] = DistributionFamily.Arch,
        ["suse"] = DistributionFamily.Suse,
    };

    /// <param name="tree">The machine.</param>
    public LinuxDistribution(HostTree tree)
    {
        // ID_LIKE starts with the closest relative: "ubuntu debian".
        var file = tree.Exists("etc/os-release") ? "etc/os-release" : "usr/lib/os-release";
        var names = $"{Field(tree, file, "ID")} {Field(tree, file, "ID_LIKE")}".Split(' ');
        Family = names.Select(name => Families.GetValueOrDefault(name)).FirstOrDefault(f => f != default);
    }

    public DistributionFamily Family { get; }

    /// <summary>The command that installs a package; advice where the distribution, or its name there, is not known.</summary>
    public Mend Install(Package package)
    {
        var (command, names) = Family switch
        {
            DistributionFamily.Debian or DistributionFamily.Ubuntu => ("apt-get install -y", package.Apt),
            DistributionFamily.Fedora => ("dnf install -y", package.Dnf),
            DistributionFamily.Arch => ("pacman -S --noconfirm", package.Pacman),
            DistributionFamily.Suse => ("zypper install -y", package.Zypper),
            _ => ("", null),
        };
        return names is null ? Mend.Advice($"install {package.What}") : Mend.Command($"{command} {names}");
    }

    private static string? Field(HostTree tree, string file, string key) =>
        tree.ReadField(file, key, '=')?.Trim('"', '\'');
}
