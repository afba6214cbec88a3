using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Options;

public sealed class SessionOptionListTests
{
    private static (string[] Sets, IReadOnlyList<string> Problems) Read(params string[] given)
    {
        var read = new OptionReader();
        return ([.. SessionOptionList.Read(read, [.. given.Select(text => new PlanText("--option", text))]).Select(set => set?.ToString() ?? "none")], read.Problems);
    }

    [Fact]
    public void No_option_is_one_set_without_any() => Assert.Equal(["none"], Read().Sets);

    [Fact]
    public void Every_combination_of_the_values_sorted_by_key() => Assert.Equal(
        [
            "session.disable_prepacking=0 session.intra_op.allow_spinning=0",
            "session.disable_prepacking=0 session.intra_op.allow_spinning=1",
            "session.disable_prepacking=1 session.intra_op.allow_spinning=0",
            "session.disable_prepacking=1 session.intra_op.allow_spinning=1",
        ],
        Read("session.intra_op.allow_spinning=0,1", "session.disable_prepacking=0,1").Sets);

    [Theory]
    [InlineData("session.intra_op.allow_spining=0", "unknown session option 'session.intra_op.allow_spining' (did you mean session.intra_op.allow_spinning?); allowed: ")]
    [InlineData("session.disable_prepacking", "found 'session.disable_prepacking', allowed is KEY=VALUE, or KEY=VALUE,VALUE to compare them")]
    [InlineData("session.disable_prepacking=", "found 'session.disable_prepacking=', allowed is different values of letters, digits and the signs . _ : ; -, with commas between")]
    [InlineData("session.disable_prepacking=1,1", "found 'session.disable_prepacking=1,1', allowed is different values of letters, digits and the signs . _ : ; -, with commas between")]
    [InlineData("session.disable_prepacking=../x", "found 'session.disable_prepacking=../x', allowed is different values of letters, digits and the signs . _ : ; -, with commas between")]
    public void An_option_that_cannot_be(string given, string problem) =>
        Assert.StartsWith("--option: " + problem, Assert.Single(Read(given).Problems), StringComparison.Ordinal);

    [Fact]
    public void Keys_of_a_devices_provider_are_the_providers_to_know()
    {
        var read = new OptionReader();

        var sets = SessionOptionList.Read(read, [new("--option", "cuda.use_tf32=0,1"), new("--option", "session.disable_prepacking=1")], ["cpu", "cuda:0"]);

        Assert.Empty(read.Problems);
        Assert.Equal(["session.disable_prepacking=1"], sets.Select(set => set!.For("cpu")!.ToString()).Distinct());
        Assert.Equal([KeyValuePair.Create("use_tf32", "0")], sets[0]!.OfProvider("cuda:0"));
        Assert.Equal([KeyValuePair.Create("session.disable_prepacking", "1")], sets[0]!.OfSession);
        Assert.Null(new SessionOptions { ["cuda.use_tf32"] = "1" }.For("webgpu:0"));
    }

    [Theory]
    [InlineData("cuda.use_tf32=0", "cpu")]
    [InlineData("cpu.threads=1", "cpu")]
    [InlineData("cuda.=1", "cuda:0")]
    [InlineData("cuda.user_compute_stream=1", "cuda:0")]
    [InlineData("webgpu.dawnProcTable=1", "webgpu:0")]
    public void An_option_that_no_device_of_the_run_takes(string given, string device)
    {
        var read = new OptionReader();
        SessionOptionList.Read(read, [new("--option", given)], [device]);

        Assert.StartsWith($"--option: unknown session option '{given.Split('=')[0]}'", Assert.Single(read.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_twice() => Assert.Equal(
        ["--option: found 'session.disable_prepacking=1', allowed is each key once; give its values with commas between"],
        Read("session.disable_prepacking=0", "session.disable_prepacking=1").Problems);

    [Fact]
    public void More_combinations_than_anyone_wants()
    {
        string values = string.Join(',', Enumerable.Range(0, 1000));

        Assert.Equal(
            ["--option: found 1000000 combinations of session options, allowed are at most 10000; give fewer values"],
            Read("session.disable_prepacking=" + values, "session.dynamic_block_base=" + values).Problems);
    }

    [Fact]
    public void Equal_entries_make_equal_sets()
    {
        SessionOptions one = new() { ["a"] = "1", ["b"] = "2" }, other = new() { ["b"] = "2", ["a"] = "1" };

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, new SessionOptions { ["a"] = "1" });
    }
}
