using System.Text;
using System.Text.Json;
using InferBench.Runner.Profile.Timeline;
using Lines = InferBench.Runner.Profile.Timeline.Timeline;

namespace InferBench.Runner.Tests.Profile.Timeline;

public sealed class TimelineTests
{
    private static readonly TimelineTrack Host = new(1, 1, "host", "calls"), Gpu = new(100_000, 112, "GPU 0", "stream 7");

    [Fact]
    public void What_overlaps_is_made_to_nest()
    {
        var timeline = new Lines();
        timeline.Add([new(Host, 10, 20, "late"), new(Host, 0, 15, "outer"), new(Host, 15, 30, "next")]);

        Assert.Equal([("outer", 0L, 15L), ("late", 10, 15), ("next", 15, 30)], timeline.Slices.Select(s => (s.Name, s.Start, s.End)));
    }

    [Fact]
    public void The_oldest_groups_make_room_and_are_counted()
    {
        var timeline = new Lines(most: 4);
        for (int group = 0; group < 3; group++)
            timeline.Add([new(Host, 100 * group, (100 * group) + 10, $"a{group}"), new(Host, (100 * group) + 20, (100 * group) + 30, $"b{group}")]);

        Assert.Equal(["a1", "b1", "a2", "b2"], timeline.Slices.Select(s => s.Name));
        Assert.Equal(2, timeline.Dropped);
    }

    [Fact]
    public void A_group_that_has_no_room_at_all_leaves_the_others()
    {
        var timeline = new Lines(most: 2);
        timeline.Add([new(Host, 0, 1, "a")]);
        timeline.Add([new(Host, 2, 3, "b"), new(Host, 4, 5, "c")], [new(1, Host, 2, Host, 4)]);

        Assert.Equal("a", Assert.Single(timeline.Slices).Name);
        Assert.Equal(3, timeline.Dropped);
    }

    [Fact]
    public void The_file_has_names_slices_arrows_and_counters_in_microseconds_since_the_first()
    {
        var timeline = new Lines();
        timeline.Add(
            [new(Host, 9_000_000_000_001_500, 9_000_000_000_002_501, "cudaLaunchKernel\n\"<b>"), new(Gpu, 9_000_000_000_002_000, 9_000_000_000_004_000, "gemm", [new("grid", "8x1x1")])],
            [new(1, Host, 9_000_000_000_001_600, Gpu, 9_000_000_000_002_000)]);
        timeline.Counters.Add(new("gpu_power", "W", [new(9_000_000_000_001_000, 70.5), new(9_000_000_000_003_000, double.NaN)]));
        using var stream = new MemoryStream();
        TimelineFile.Write(stream, timeline, new Dictionary<string, string> { ["model"] = "m" });

        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Null(TimelineCheck.FaultOf(json.RootElement));
        Assert.Equal(
            """
            {"displayTimeUnit":"ns","otherData":{"model":"m","dropped_events":0},"traceEvents":[
            {"ph":"M","name":"process_name","pid":1,"args":{"name":"host"}},
            {"ph":"M","name":"process_name","pid":100000,"args":{"name":"GPU 0"}},
            {"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"calls"}},
            {"ph":"M","name":"thread_name","pid":100000,"tid":112,"args":{"name":"stream 7"}},
            {"ph":"X","name":"cudaLaunchKernel\n\u0022\u003Cb\u003E","pid":1,"tid":1,"ts":0.5,"dur":1.001},
            {"ph":"X","name":"gemm","pid":100000,"tid":112,"ts":1,"dur":2,"args":{"grid":"8x1x1"}},
            {"ph":"s","id":1,"name":"launch","cat":"ac2g","pid":1,"tid":1,"ts":0.6},
            {"ph":"f","bp":"e","id":1,"name":"launch","cat":"ac2g","pid":100000,"tid":112,"ts":1},
            {"ph":"C","name":"gpu_power","pid":1,"ts":0,"args":{"W":70.5}}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(stream.ToArray()));
    }
}
