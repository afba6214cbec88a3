using System.Text.Json;

namespace InferBench.Runner.Tests.Profile.Timeline;

/// <summary>The check finds each fault.</summary>
public sealed class TimelineCheckTests
{
    private const string Names = """{"ph":"M","name":"process_name","pid":1,"args":{"name":"p"}},{"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"t"}}""";

    [Theory]
    [InlineData(null, """{"ph":"X","name":"a","pid":1,"tid":1,"ts":0,"dur":5},{"ph":"X","name":"b","pid":1,"tid":1,"ts":1,"dur":4},{"ph":"X","name":"c","pid":1,"tid":1,"ts":5,"dur":1}""")]
    [InlineData("b ends after a, in which it starts", """{"ph":"X","name":"a","pid":1,"tid":1,"ts":0,"dur":5},{"ph":"X","name":"b","pid":1,"tid":1,"ts":1,"dur":4.001}""")]
    [InlineData("b starts before a, which stands before it", """{"ph":"X","name":"a","pid":1,"tid":1,"ts":3,"dur":5},{"ph":"X","name":"b","pid":1,"tid":1,"ts":1,"dur":1}""")]
    [InlineData("a starts at 0 and takes -1", """{"ph":"X","name":"a","pid":1,"tid":1,"ts":0,"dur":-1}""")]
    [InlineData("track (1, 2) has no name", """{"ph":"X","name":"a","pid":1,"tid":2,"ts":0,"dur":1}""")]
    [InlineData("arrow 7 has one end", """{"ph":"X","name":"a","pid":1,"tid":1,"ts":0,"dur":5},{"ph":"s","id":7,"name":"x","cat":"c","pid":1,"tid":1,"ts":1}""")]
    [InlineData("arrow 7 points back", """{"ph":"X","name":"a","pid":1,"tid":1,"ts":0,"dur":5},{"ph":"s","id":7,"name":"x","cat":"c","pid":1,"tid":1,"ts":2},{"ph":"f","id":7,"name":"x","cat":"c","pid":1,"tid":1,"ts":1}""")]
    [InlineData("arrow 7 begins or ends in nothing", """{"ph":"X","name":"a","pid":1,"tid":1,"ts":0,"dur":5},{"ph":"s","id":7,"name":"x","cat":"c","pid":1,"tid":1,"ts":2},{"ph":"f","id":7,"name":"x","cat":"c","pid":1,"tid":1,"ts":9}""")]
    [InlineData("w goes back from 3 to 2", """{"ph":"C","name":"w","pid":1,"ts":3,"args":{"W":1}},{"ph":"C","name":"w","pid":1,"ts":2,"args":{"W":1}}""")]
    [InlineData("an event of kind Q", """{"ph":"Q","pid":1}""")]
    public void Each_fault_is_found(string? fault, string events)
    {
        using var json = JsonDocument.Parse($$"""{"traceEvents":[{{Names}},{{events}}]}""");

        Assert.Equal(fault, TimelineCheck.FaultOf(json.RootElement));
    }
}
