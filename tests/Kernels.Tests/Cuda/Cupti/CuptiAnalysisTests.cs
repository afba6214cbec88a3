using InferBench.Kernels.Cuda.Cupti;

namespace InferBench.Kernels.Tests.Cuda.Cupti;

public sealed class CuptiAnalysisTests
{
    [Fact]
    public void Sums_by_step_and_says_what_waits_for_launches()
    {
        var activity = new CuptiActivity();
        // A step of 1000 ns: two kernels of 200 on one stream, a copy beside the second; the second launch returned 300 after the first kernel's end.
        Launch(activity, 1, 2, 5, call: 1000, returned: 1100, Kernel("_Z4gemvv", 1200, 1400));
        Launch(activity, 2, 2, 5, call: 1600, returned: 1700, Kernel("_Z4gemvv", 1750, 1950));
        Launch(activity, 3, 2, 5, call: 1750, returned: 1760, Copy(CopyDirection.DeviceToHost, 64, 1900, 2000));
        Launch(activity, 4, 0, 0, call: 3000, returned: 3010, Kernel("other", 3100, 3200));
        var analysis = CuptiAnalysis.Of(activity);

        var step = Assert.Single(analysis.Steps);
        Assert.Equal((2u, 5u, 1000ul, 2000ul), (step.Phase, step.Step, step.Start, step.End));
        Assert.Equal([new KernelTime("gemv", 2, 400)], step.Kernels);
        Assert.Equal([new CopyTotal(CopyDirection.DeviceToHost, 1, 64, 100)], step.Copies);
        Assert.Equal((3, 400.0, 450.0, 350.0, 300.0, 150.0), (step.Launches, step.KernelNanoseconds, step.BusyNanoseconds, step.GapNanoseconds, step.HostLateNanoseconds, step.LaunchLatencyNanoseconds));
        Assert.Equal(0.55, step.IdleShare, 12);
        Assert.True(step.IsLaunchBound);
        Assert.Equal("other", Assert.Single(analysis.Outside!.Kernels).Name);
        Assert.Empty(analysis.Findings);
    }

    [Fact]
    public void Work_that_is_launched_ahead_is_not_launch_bound()
    {
        var activity = new CuptiActivity();
        Launch(activity, 1, 2, 1, call: 1000, returned: 1010, Kernel("a", 1100, 1500));
        Launch(activity, 2, 2, 1, call: 1020, returned: 1030, Kernel("a", 1510, 1900));
        var step = Assert.Single(CuptiAnalysis.Of(activity).Steps);

        Assert.Equal((10.0, 0.0, false), (step.GapNanoseconds, step.HostLateNanoseconds, step.IsLaunchBound));
    }

    [Fact]
    public void Nodes_of_a_graph_belong_to_its_one_launch()
    {
        var activity = new CuptiActivity();
        Launch(activity, 1, 2, 1, call: 1000, returned: 1010, Kernel("a", 1100, 1200) with { GraphNodeId = 8 }, Kernel("b", 1150, 1300) with { GraphNodeId = 9 });
        var step = Assert.Single(CuptiAnalysis.Of(activity).Steps);

        Assert.Equal((1, 2, 2, 200.0, 250.0, 100.0), (step.Launches, step.GraphNodes, step.KernelCount, step.BusyNanoseconds, step.KernelNanoseconds, step.LaunchLatencyNanoseconds));
    }

    [Fact]
    public void What_is_doubtful_is_found()
    {
        var activity = new CuptiActivity { Dropped = 4, Truncated = 1, Problem = "x" };
        Launch(activity, 1, 2, 1, 1000, 1010, Kernel("a", 1100, 1200), Kernel("a", 0, 0));
        Launch(activity, 2, 2, 2, 2000, 2010, Kernel("a", 2100, 2200), Kernel("a", 2300, 2400));

        Assert.Equal(
            [
                "tracing ended early: x",
                "CUPTI dropped 4 records: sums are too small; trace fewer tokens",
                "1 buffers ended within a record or with one of an unknown size: sums are too small",
                "1 pieces of work have no times, CUPTI's buffers on the device were full: trace fewer tokens",
                "phase 2: steps have between 1 and 2 kernels, not all the same",
            ],
            CuptiAnalysis.Of(activity).Findings);
    }

    private static GpuWork Kernel(string name, ulong start, ulong end) => new GpuWork { Kind = GpuWorkKind.Kernel, Name = name, Start = start, End = end, Stream = 7 };

    private static GpuWork Copy(CopyDirection direction, ulong bytes, ulong start, ulong end) =>
        new GpuWork { Kind = GpuWorkKind.Copy, Direction = direction, Bytes = bytes, Start = start, End = end, Stream = 8 };

    private static void Launch(CuptiActivity activity, uint id, uint phase, uint step, ulong call, ulong returned, params ReadOnlySpan<GpuWork> work)
    {
        activity.Calls.Add(new(true, 211, call, returned, 1, id, 0));
        activity.Calls.Add(new(false, 307, call + 1, returned - 1, 1, id, 0));
        if (phase != 0)
            activity.External[id] = CuptiTrace.Id(phase, step);
        foreach (var piece in work)
            activity.Work.Add(piece with { CorrelationId = id });
    }
}
