using System.Text;
using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference.Trace;

public sealed class TraceReaderTests
{
    private static readonly string[] Events =
    [
        TraceText.Span("session_initialization", 1, 20),
        TraceText.Node("/embed/Gather", "Gather", 31, 4, """{"float":[8,4]},{"int64":[1,2]}""", """{"float":[1,2,4]}""", 3, 16, 128, 32),
        TraceText.Node("/lm_head/MatMul", "MatMul", 36, 9, """{"float":[1,2,4]}""", """{"float":[1,2,5]}""", 0, 32, 0, 40, thread: 8),
        TraceText.Span("SequentialExecutor::Execute", 30, 17),
        TraceText.Span("model_run", 29, 19),
        TraceText.Node("/embed/Gather", "Gather", 61, 5, """{"float":[8,4]},{"int64":[1,2]}""", """{"float":[1,2,4]}""", 3, 16, 128, 32),
        """{"cat" : "Kernel","name" :"k","ts" :15,"dur" :1,"args" : {"stream" : "7"}}""",
        TraceText.Span("model_run", 59, 19),
    ];

    private static readonly string Text = TraceText.File(Events);

    [Fact]
    public void Every_call_is_kept_with_what_it_has_in_common_once()
    {
        var trace = Read(Text);

        Assert.Equal(2, trace.Calls.Count);
        var gather = trace.Calls[0];
        Assert.Equal(
            ("/embed/Gather", "Gather", "CPUExecutionProvider", 3, 16L, 128L, 32L),
            (gather.Name, gather.Operator, gather.Provider, gather.NodeIndex!.Value, gather.ActivationBytes!.Value, gather.ParameterBytes!.Value, gather.OutputBytes!.Value));
        Assert.Equal(["float", "int64"], gather.Inputs.Select(i => i.Type));
        Assert.Equal([8, 4], gather.Inputs[0].Dimensions);
        Assert.Equal(8, Assert.Single(gather.Outputs).Elements);
        Assert.Equal([new(0, 31, 4, 7), new(1, 36, 9, 8), new(0, 61, 5, 7)], trace.Nodes);
        Assert.Equal(
            [
                new("session_initialization", 1, 20, 7, 0, 0), new("SequentialExecutor::Execute", 30, 17, 7, 2, 0),
                new("model_run", 29, 19, 7, 2, 0), new("model_run", 59, 19, 7, 3, 0),
            ],
            trace.Spans);
        Assert.Equal((8L, 0L, (long?)null), (trace.Events, trace.Dropped, trace.CutShortAt));
    }

    [Fact]
    public void What_ran_on_a_device_may_have_a_thread_below_0() =>
        Assert.Equal(-2, Assert.Single(Read("""[{"cat":"Node","dur":1,"ts":2,"tid":-2,"name":"n","args":{"op_name":"Add","provider":"P"}}]""").Nodes).Thread);

    [Fact]
    public void What_a_call_does_not_tell_is_not_known()
    {
        var call = Assert.Single(Read("""[{"cat":"Node","dur":1,"ts":2,"name":"n","args":{"op_name":"Add","provider":"P"}}]""").Calls);

        Assert.Null(call.NodeIndex);
        Assert.Null(call.ActivationBytes);
        Assert.Null(call.ParameterBytes);
        Assert.Null(call.OutputBytes);
        Assert.Empty(call.Inputs);
        Assert.Empty(call.Outputs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void The_pieces_in_which_a_file_arrives_do_not_matter(int bytes)
    {
        var whole = Read(Text);

        // The smallest buffer is smaller than an event.
        var pieces = TraceReader.Read(new Trickle(Encoding.UTF8.GetBytes(Text), bytes), new() { MostEventBytes = 1024 });

        Assert.Equal(whole.Nodes, pieces.Nodes);
        Assert.Equal(whole.Spans, pieces.Spans);
        Assert.Equal(whole.Calls.Select(c => c.Name), pieces.Calls.Select(c => c.Name));
    }

    [Fact]
    public void A_file_that_ends_early_is_refused_unless_what_there_is_was_asked_for()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Text.TrimEnd());

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Contains("was cut short after", Assert.Throws<InvalidDataException>(() => TraceReader.Read(new MemoryStream(whole, 0, length), new())).Message, StringComparison.Ordinal);
            if (length == 0)
                continue;
            var kept = TraceReader.Read(new MemoryStream(whole, 0, length), new() { KeepCutShort = true });
            Assert.InRange(kept.CutShortAt!.Value, 0, length);
            Assert.Equal(Events.Count(e => Text.IndexOf(e, StringComparison.Ordinal) + e.Length <= length), kept.Events);
        }
    }

    [Theory]
    [InlineData("/lm_head/MatMul_", "/lm_head/Mat\"Mul_")]
    [InlineData("\"ts\" :36", "\"ts\" :-36")]
    [InlineData("\"ts\" :36", "\"ts\" :36.5")]
    [InlineData("\"dur\" :9", "\"dur\" :9223372036854775807")]
    [InlineData("{\"float\":[1,2,5]}", "{\"float\":[1,-2,5]}")]
    [InlineData("{\"float\":[1,2,5]}", "{\"float\":[4294967296,4294967296]}")]
    [InlineData("\"output_size\" : \"40\"", "\"output_size\" : \"x\"")]
    [InlineData("\"op_name\" : \"MatMul\"", "\"op_name\" : 5")]
    public void Damage_is_refused_with_file_and_place(string found, string instead)
    {
        using var folder = new TestFolder();
        string file = folder.Place("profile.json");
        string damaged = Text.Replace(found, instead, StringComparison.Ordinal);
        Assert.NotEqual(Text, damaged);
        File.WriteAllText(file, damaged);

        string message = Assert.Throws<BadInputException>(() => TraceReader.Read(file, new())).Message;

        Assert.StartsWith($"{file}: at byte ", message, StringComparison.Ordinal);
        int at = int.Parse(message[$"{file}: at byte ".Length..].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        int start = damaged.IndexOf("/lm_head", StringComparison.Ordinal) - 100;
        Assert.InRange(at, start, start + Events[2].Length + 100);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("5")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("[] []")]
    [InlineData("[]x")]
    public void What_is_no_list_of_events_is_refused(string text) =>
        Assert.StartsWith("at byte ", Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith("no-such-file.json: the profile cannot be read: ", Assert.Throws<BadInputException>(() => TraceReader.Read("no-such-file.json", new())).Message, StringComparison.Ordinal);

    [Fact]
    public void No_more_is_kept_than_was_asked_for_and_the_rest_is_counted()
    {
        Assert.Equal((2, 2, 3L), Kept(new() { MostEvents = 2 }));
        Assert.Equal((2, 4, 1L), Kept(new() { MostCalls = 1 }));
        Assert.Equal((0, 0, 7L), Kept(new() { MostTextBytes = 3 }));

        static (int, int, long) Kept(TraceLimits limits)
        {
            var trace = TraceReader.Read(TraceText.Stream(Text), limits);
            Assert.Equal(8, trace.Events);
            return (trace.Nodes.Count, trace.Spans.Count, trace.Dropped);
        }
    }

    [Fact]
    public void An_event_larger_than_any_is_refused() =>
        Assert.Contains("an event takes more than", Assert.Throws<InvalidDataException>(() => TraceReader.Read(TraceText.Stream($"[{{\"cat\":\"{new string('x', 5000)}\"}}]"), new() { MostEventBytes = 1024 })).Message, StringComparison.Ordinal);

    private static RuntimeTrace Read(string text) => TraceReader.Read(TraceText.Stream(text), new());

    /// <summary>A stream that gives few bytes at a time.</summary>
    private sealed class Trickle(byte[] content, int most) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
