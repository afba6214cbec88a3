using InferBench.Runner.Devices;
using static InferBench.Runner.Devices.DistributionFamily;

namespace InferBench.Runner.Tests.Devices;

public sealed class LinuxDistributionTests
{
    private static readonly Package Everywhere = new("a thing", Apt: "a", Dnf: "d1 d2", Pacman: "p", Zypper: "z");

    [Theory]
    [InlineData("PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian", nameof(Debian), "$ apt-get install -y a")]
    [InlineData("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"", nameof(Ubuntu), "$ apt-get install -y a")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", nameof(Ubuntu), "$ apt-get install -y a")]
    [InlineData("ID=fedora", nameof(Fedora), "$ dnf install -y d1 d2")]
    [InlineData("ID=\"rhel\"\nID_LIKE=\"fedora\"", nameof(Fedora), "$ dnf install -y d1 d2")]
    [InlineData("ID='rocky'\nID_LIKE='rhel centos fedora'", nameof(Fedora), "$ dnf install -y d1 d2")]
    [InlineData("ID=arch", nameof(Arch), "$ pacman -S --noconfirm p")]
    [InlineData("ID=manjaro\nID_LIKE=arch", nameof(Arch), "$ pacman -S --noconfirm p")]
    [InlineData("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"", nameof(Suse), "$ zypper install -y z")]
    [InlineData("ID=\"sles\"\nID_LIKE=\"suse\"", nameof(Suse), "$ zypper install -y z")]
    [InlineData("ID=alpine", nameof(Other), "install a thing")]
    [InlineData("", nameof(Other), "install a thing")]
    public void The_release_file_decides_how_to_install(string release, string family, string mend)
    {
        using var tree = new RecordedTree().File("etc/os-release", release);
        var distribution = new LinuxDistribution(tree.Host);
        Assert.Equal((family, mend), ($"{distribution.Family}", $"{distribution.Install(Everywhere)}"));
    }

    [Fact]
    public void The_second_release_file_stands_in_for_the_first()
    {
        using var tree = new RecordedTree();
        Assert.Equal(Other, new LinuxDistribution(tree.Host).Family);
        tree.File("usr/lib/os-release", "ID=arch");
        Assert.Equal(Arch, new LinuxDistribution(tree.Host).Family);
        tree.File("etc/os-release", "ID=debian");
        Assert.Equal(Debian, new LinuxDistribution(tree.Host).Family);
    }

    [Fact]
    public void A_name_that_is_not_certain_makes_advice()
    {
        using var tree = new RecordedTree().File("etc/os-release", "ID=arch");
        Assert.Equal(
            Mend.Advice("install a thing"), new LinuxDistribution(tree.Host).Install(new Package("a thing", Apt: "a")));
    }

    [Fact]
    public void A_command_that_needs_a_mend_follows_it()
    {
        Assert.Equal(Mend.Command("a && b"), Mend.Command("a").Then("b"));
        Assert.Equal(Mend.Advice("install a thing, then run b"), Mend.Advice("install a thing").Then("b"));
        Assert.NotEqual(Mend.Command("a"), Mend.Advice("a"));
    }
}
