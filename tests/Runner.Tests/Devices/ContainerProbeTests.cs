using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class ContainerProbeTests
{
    private static readonly string[] Guest = ["hypervisor", "lm"];

    [Theory]
    [InlineData("run/.containerenv", "", "podman")]
    [InlineData("run/systemd/container", "lxc", "lxc")]
    [InlineData("proc/self/cgroup", "4:memory:/docker/0a1b", "docker")]
    [InlineData("proc/self/cgroup", "0::/kubepods/besteffort/pod1", "kubernetes")]
    [InlineData("sys/class/dmi/id/sys_vendor", "VMware, Inc.", null)]
    public void On_bare_metal_only_containers_count(string file, string text, string? kind)
    {
        using var tree = new RecordedTree().File(file, text);
        Assert.Equal(kind, ContainerProbe.Read(tree.Host, "X64", ["lm"]));
    }

    [Theory]
    [InlineData("sys/class/dmi/id/sys_vendor", "VMware, Inc.", "vmware")]
    [InlineData("sys/class/dmi/id/product_name", "VirtualBox", "virtualbox")]
    [InlineData("sys/class/dmi/id/product_name", "HVM domU", "vm")]
    [InlineData("sys/class/dmi/id/sys_vendor", "QEMU", "qemu")]
    [InlineData("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hyperv_clocksource_tsc_page", "hyper-v")]
    [InlineData("proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2", "wsl")]
    [InlineData("nothing", "", "vm")]
    public void A_guest_is_named_by_its_evidence(string file, string text, string kind)
    {
        using var tree = new RecordedTree().File(file, text);
        Assert.Equal(kind, ContainerProbe.Read(tree.Host, "X64", Guest));
    }

    [Fact]
    public void On_Arm_without_evidence_nothing_is_claimed()
    {
        using var tree = new RecordedTree();
        Assert.Null(ContainerProbe.Read(tree.Host, "Arm64", ["asimd"]));
        tree.File("sys/class/dmi/id/product_name", "KVM Virtual Machine");
        Assert.Equal("kvm", ContainerProbe.Read(tree.Host, "Arm64", ["asimd"]));
    }
}
