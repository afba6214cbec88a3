namespace InferBench.Runner.Devices;

/// <summary>Whether the process runs in a container, a virtual machine, or one inside the other.</summary>
internal static class ContainerProbe
{
    private static readonly (string Evidence, string Kind)[] Files =
    [
        ("var/run/secrets/kubernetes.io/serviceaccount", "kubernetes"),
        ("run/.containerenv", "podman"),
        (".dockerenv", "docker"),
    ];

    private static readonly (string Evidence, string Kind)[] GroupNames =
        [("kubepods", "kubernetes"), ("libpod", "podman"), ("docker", "docker"), ("lxc", "lxc")];

    private static readonly (string Evidence, string Kind)[] Products =
    [
        ("VMware", "vmware"), ("VirtualBox", "virtualbox"), ("Parallels", "parallels"), ("Xen", "xen"),
        ("bhyve", "bhyve"), ("Microsoft Corporation Virtual Machine", "hyper-v"),
        ("Apple Virtualization", "apple"), ("KVM", "kvm"),
    ];

    // Clocks that a hypervisor offers to its guests.
    private static readonly (string Evidence, string Kind)[] Clocks =
        [("kvm-clock", "kvm"), ("hyperv_clocksource", "hyper-v"), ("xen", "xen")];

    /// <summary>The container, then the machine it is in, as <c>docker, kvm</c>; null when neither was observed.</summary>
    /// <param name="tree">The machine.</param>
    /// <param name="architecture">As in the processor's record.</param>
    /// <param name="flags">Processor flags; on x86 a guest has <c>hypervisor</c> among them.</param>
    public static string? Read(HostTree tree, string architecture, IReadOnlyList<string> flags)
    {
        var kinds = new[] { Container(tree), VirtualMachine(tree, architecture, flags) }.OfType<string>().ToList();
        return kinds.Count == 0 ? null : string.Join(", ", kinds);
    }

    private static string? Container(HostTree tree) =>
        Files.FirstOrDefault(f => tree.Exists(f.Evidence)).Kind
            ?? tree.Read("run/systemd/container")
            ?? Match(tree.Read("proc/self/cgroup"), GroupNames);

    private static string? VirtualMachine(HostTree tree, string architecture, IReadOnlyList<string> flags)
    {
        if (architecture == "X64" && flags.Count > 0 && !flags.Contains("hypervisor"))
            return null;
        if (tree.Read("proc/sys/kernel/osrelease")?.Contains("microsoft", StringComparison.OrdinalIgnoreCase) == true)
            return "wsl";

        var product = $"{tree.Read("sys/class/dmi/id/sys_vendor")} {tree.Read("sys/class/dmi/id/product_name")}";
        return Match(product, Products)
            ?? Match(tree.Read("sys/devices/system/clocksource/clocksource0/available_clocksource"), Clocks)
            ?? (product.Contains("QEMU", StringComparison.Ordinal) ? "qemu" : null)
            ?? (flags.Contains("hypervisor") ? "vm" : null);
    }

    private static string? Match(string? text, (string Evidence, string Kind)[] table) =>
        text is null ? null : table.FirstOrDefault(row => text.Contains(row.Evidence, StringComparison.Ordinal)).Kind;
}
