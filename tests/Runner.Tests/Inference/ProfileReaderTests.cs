using System.Text;
using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Tests.Inference;

/// <summary>Profiles as the runtime writes them, and as it never should.</summary>
public sealed class ProfileReaderTests
{
    private const string Session =
        """{"cat" : "Session","pid" :7,"tid" :7,"dur" :123,"ts" :5,"ph" : "X","name" :"model_run","args" : {}}""";

    private const string Gather =
        """{"cat" : "Node","pid" :7,"tid" :7,"dur" :3,"ts" :6,"ph" : "X","name" :"/embed/Gather_kernel_time","args" : {"op_name" : "Gather","provider" : "CPUExecutionProvider","output_size" : "1024","node_index" : "0","output_type_shape" : [{"float":[1,4,64]}]}}""";

    private const string Shape =
        """{"cat" : "Node","pid" :7,"tid" :7,"dur" :0,"ts" :9,"ph" : "X","name" :"Shape_3_kernel_time","args" : {"provider" : "CPUExecutionProvider","op_name" : "Shape","output_size" : "16","output_type_shape" : [{"int64":[2]}]}}""";

    private const string Copy =
        """{"cat" : "Node","pid" :7,"tid" :7,"dur" :2,"ts" :9,"ph" : "X","name" :"Memcpy_kernel_time","args" : {"provider" : "CUDAExecutionProvider","op_name" : "MemcpyToHost"}}""";

    [Fact]
    public void Every_node_with_a_kernel_is_told()
    {
        var nodes = Read($"[\n{Session},\n{Gather},\n{Shape},\n{Copy}\n]\n");

        Assert.Equal(
            [
                new("/embed/Gather", "Gather", "CPUExecutionProvider", 3, 1024, null),
                new("Shape_3", "Shape", "CPUExecutionProvider", 0, 16, 2),
                new("Memcpy", "MemcpyToHost", "CUDAExecutionProvider", 2, null, null),
            ],
            nodes);
        Assert.Equal([false, false, true], nodes.Select(n => n.IsCopy));
    }

    [Fact]
    public void Every_prefix_of_a_profile_is_refused()
    {
        byte[] whole = Encoding.UTF8.GetBytes($"[\n{Gather},\n{Shape}\n]");

        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => ProfileReader.Read(new MemoryStream(whole, 0, length)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[{\"cat\": \"Node\"}]")]
    [InlineData("[{\"cat\": \"Node\", \"args\": {\"provider\": \"P\"}}]")]
    [InlineData("[{\"cat\": 5, \"args\": {\"provider\": \"P\"}}]")]
    public void What_is_no_profile_is_refused(string json) =>
        Assert.StartsWith("the runtime's profile cannot be read: ", Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"dur\" :3", "\"dur\" :NaN")]
    [InlineData("\"dur\" :3", "\"dur\" :-1")]
    [InlineData("\"dur\" :3", "\"dur\" :1e300")]
    [InlineData("\"dur\" :3", "\"dur\" :\"3\"")]
    [InlineData("\"dur\" :3", "\"dur\" :99999999999999999999")]
    [InlineData("\"1024\"", "\"-1\"")]
    [InlineData("\"1024\"", "1024")]
    [InlineData("\"1024\"", "null")]
    [InlineData("\"1024\"", "\"99999999999999999999\"")]
    [InlineData("[1,4,64]", "[1,-4,64]")]
    [InlineData("[1,4,64]", "7")]
    [InlineData("[{\"float\":[1,4,64]}]", "[7]")]
    [InlineData("\"Gather\"", "\"\"")]
    [InlineData("\"Gather\"", "null")]
    [InlineData("\"CPUExecutionProvider\"", "[]")]
    [InlineData("/embed/Gather", "a\"b")]
    [InlineData("/embed/Gather", "a\u0007b")]
    [InlineData("/embed/Gather", "a\\")]
    public void A_member_that_is_not_what_it_should_be_is_refused(string found, string instead)
    {
        string node = Gather.Replace("float", instead.StartsWith("[1,-", StringComparison.Ordinal) || instead == "7" ? "int64" : "float", StringComparison.Ordinal);

        var e = Assert.Throws<InvalidDataException>(() => Read($"[{node.Replace(found, instead, StringComparison.Ordinal)}]"));

        Assert.DoesNotContain(e.Message, char.IsControl);
    }

    [Fact]
    public void Dimensions_beyond_any_machine_are_refused() =>
        Assert.Throws<InvalidDataException>(() => Read($"[{Shape.Replace("[2]", "[4294967296,4294967296]", StringComparison.Ordinal)}]"));

    [Fact]
    public void Names_are_cut_and_control_characters_left_out()
    {
        string name = new('x', 5_000);

        var node = Assert.Single(Read($"[{Gather.Replace("\"Gather\"", "\"G\\u0007\\n" + name + "\"", StringComparison.Ordinal)}]"));

        Assert.StartsWith("G  xxx", node.Operator, StringComparison.Ordinal);
        Assert.InRange(node.Operator.Length, 100, 210);
    }

    [Fact]
    public void A_run_of_more_than_100000_nodes_is_not_read()
    {
        string node = """{"cat":"Node","dur":1,"ts":1,"name":"n","args":{"op_name":"Add","provider":"P"}}""";

        string json = $"[{string.Join(',', Enumerable.Repeat(node, ProfileReader.MostNodes + 1))}]";

        Assert.EndsWith("it has more than 100000 nodes", Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ProfiledNode> Read(string json) => ProfileReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));
}
