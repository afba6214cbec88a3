namespace InferBench.Runner.Devices;

/// <summary>
/// Something to install, under the names that package managers know it by: several names are separated by spaces,
/// and null stands where the name is not certain.
/// </summary>
/// <param name="What">The thing in words, which stand for a name that is not known.</param>
/// <param name="Apt">Name in Debian, Ubuntu and what derives from them.</param>
/// <param name="Dnf">Name in Fedora, Red Hat Enterprise Linux and what derives from them.</param>
/// <param name="Pacman">Name in Arch Linux and what derives from it.</param>
/// <param name="Zypper">Name in openSUSE and SUSE Linux Enterprise.</param>
internal sealed record Package(
    string What, string? Apt = null, string? Dnf = null, string? Pacman = null, string? Zypper = null);
