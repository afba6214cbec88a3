namespace InferBench.Runner.Tests.Devices;

public sealed class HostTreeTests
{
    [Fact]
    public void Links_are_followed_inside_the_tree_only()
    {
        using var tree = new RecordedTree().Outside("secret", "secret")
            .File("usr/lib/name", "inside")
            .Link("absolute", "/usr/lib/name")
            .Link("deep/absolute", "/usr/lib/name")
            .Link("folder", "usr/../usr/lib")
            .Link("up", "../../../usr/lib/name")
            .Link("out", "../secret")
            .Link("loop", "loop");
        var host = tree.Host;
        Assert.Equal("inside", host.Read("absolute"));
        Assert.Equal("inside", host.Read("deep/absolute"));
        Assert.Equal("inside", host.Read("folder/name"));
        Assert.Equal("inside", host.Read("up"));
        Assert.Equal("inside", host.Read("../../usr/lib/name"));
        Assert.Null(host.Read("out"));
        Assert.Null(host.Read("../secret"));
        Assert.Null(host.Read("loop"));
        Assert.False(host.Exists("out"));
        Assert.DoesNotContain("secret", host.Names("../.."));
        Assert.False(host.IsThisMachine);
    }

    [Fact]
    public void Folders_and_absent_files_read_as_nothing()
    {
        using var tree = new RecordedTree().File("a/b", "text\n\n").File("a/a");
        Assert.Null(tree.Host.Read("a"));
        Assert.Null(tree.Host.Read("a/c"));
        Assert.Null(tree.Host.Read("a/\0"));
        Assert.Equal("text", tree.Host.Read("/a/b"));
        Assert.Equal(["a", "b"], tree.Host.Names("a"));
    }

    [Fact]
    public void Fields_are_the_first_line_of_their_name()
    {
        using var tree = new RecordedTree().File("f", "A:\t1: 2\nB\n B : 3\nA: 4");
        Assert.Equal("1: 2", tree.Host.ReadField("f", "A"));
        Assert.Equal("3", tree.Host.ReadField("f", "B"));
        Assert.Null(tree.Host.ReadField("f", "C"));
    }
}
