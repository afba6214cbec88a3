using System.Runtime.InteropServices;
using InferBench.Kernels.Cuda.Cupti;

namespace InferBench.Kernels.Tests.Cuda.Cupti;

[Collection("CUPTI")]
public sealed class CuptiTraceTests
{
    private static readonly nint Kernel = Marshal.StringToCoTaskMemUTF8("_Z4gemvPKfPf");

    [Theory]
    [InlineData(24u, "12.6")]
    [InlineData(26u, "12.8")]
    [InlineData(28u, "12.9")]
    [InlineData(130001u, "13.0")]
    [InlineData(130101u, "13.1")]
    [InlineData(130202u, "13.2")]
    [InlineData(130301u, "13.3")]
    [InlineData(130401u, "13.4")]
    [InlineData(130500u, "13.5")]
    public void Kernels_and_copies_carry_phase_and_step(uint version, string release)
    {
        var library = FakeCupti.Open(version).Value!;
        Assert.Equal(release, library.Version);
        var trace = CuptiTrace.Start(library).Value!;
        FakeCupti.Launch(Kernel, 999);
        trace.Discard();
        for (uint step = 1; step <= 2; step++)
        {
            trace.PushPhase(2, step);
            FakeCupti.Launch(Kernel, 1000 * step);
            FakeCupti.Copy(2, 4);
            trace.PopPhase();
        }

        FakeCupti.Unread();
        FakeCupti.Launch(Kernel, 5);
        FakeCupti.Drop(3);
        var activity = trace.Stop();

        Assert.Null(activity.Problem);
        Assert.Equal((3, 0), (activity.Dropped, activity.Truncated));
        Assert.Equal(1, activity.UnknownKinds[20]);
        Assert.Equal([1000ul, 2000, 5], activity.Work.Where(work => work.Kind == GpuWorkKind.Kernel).Select(work => work.End - work.Start));
        Assert.All(activity.Work.Where(work => work.Kind == GpuWorkKind.Kernel), work => Assert.Equal(("_Z4gemvPKfPf", 7u, 5ul, 4u, 128u), (work.Name, work.Stream, work.GraphNodeId, work.Grid.X, work.Block.X)));
        Assert.Equal([(4ul, CopyDirection.DeviceToHost), (4ul, CopyDirection.DeviceToHost)], activity.Work.Where(work => work.Kind == GpuWorkKind.Copy).Select(work => (work.Bytes, work.Direction)));
        Assert.Equal(
            [CuptiTrace.Id(2, 1), CuptiTrace.Id(2, 1), CuptiTrace.Id(2, 2), CuptiTrace.Id(2, 2)],
            activity.Work.Where(work => activity.External.ContainsKey(work.CorrelationId)).Select(work => activity.External[work.CorrelationId]));
        Assert.Equal(10, activity.Calls.Count);
    }

    [Theory]
    [InlineData("cuptiSubscribe", 39, "another tool is attached to CUPTI")]
    [InlineData("cuptiActivityRegisterCallbacks", 15, "the driver has no usable device")]
    [InlineData("cuptiActivityRegisterCallbacks", 999, "the driver has no usable device")]
    [InlineData("cuptiActivityEnable", 35, "NVreg_RestrictProfilingToAdminUsers=0")]
    [InlineData("cuptiActivityEnable", 15, "the driver has no usable device")]
    public void A_refusal_is_one_line_and_the_last_call(string call, int status, string meaning)
    {
        var outcome = CuptiTrace.Start(FakeCupti.Open(130001, call, status).Value!);

        Assert.False(outcome.IsMeasured);
        Assert.StartsWith($"CUPTI 13.0 (fake): {call}", outcome.Problem, StringComparison.Ordinal);
        Assert.Contains(meaning, outcome.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', outcome.Problem);
        Assert.Equal(0, FakeCupti.CallsAfterRefusal);
        // It leaves nothing behind that stands in the way of the next.
        Assert.Null(CuptiTrace.Start(FakeCupti.Open(130001).Value!).Value!.Stop().Problem);
    }

    [Theory]
    [InlineData("cuptiActivityPushExternalCorrelationId")]
    [InlineData("cuptiActivityDisable")]
    [InlineData("cuptiActivityFlushAll")]
    [InlineData("cuptiActivityGetNumDroppedRecords")]
    public void What_fails_on_the_way_is_told_at_the_end(string call)
    {
        var trace = CuptiTrace.Start(FakeCupti.Open(130001, call, 999).Value!).Value!;
        trace.PushPhase(1, 0);
        trace.PopPhase();
        var activity = trace.Stop();

        Assert.StartsWith($"CUPTI 13.0 (fake): {call} returned 999: ", activity.Problem, StringComparison.Ordinal);
        Assert.Equal(0, FakeCupti.CallsAfterRefusal);
    }

    [Theory]
    [InlineData(18u, 0, "CUPTI API 18 (fake) is older than what is read here: take one of CUDA 12.6 to 13")]
    [InlineData(140000u, 0, "CUPTI 14.0 (fake) is newer than what is read here: take one of CUDA 12.6 to 13")]
    [InlineData(130301u, 999, "CUPTI (fake): cuptiGetVersion returned 999: unknown error: the driver has no usable device or is older than this CUPTI; see nvidia-smi")]
    public void A_release_that_is_not_read_is_named(uint version, int status, string problem) =>
        Assert.Equal(problem, FakeCupti.Open(version, status == 0 ? "" : "cuptiGetVersion", status).Problem);

    [Fact]
    public void Many_records_take_many_buffers()
    {
        var trace = CuptiTrace.Start(FakeCupti.Open(130500).Value!).Value!;
        for (int i = 0; i < 30_000; i++)
            FakeCupti.Launch(Kernel, 10);

        Assert.Equal(30_000, trace.Stop().Work.Count);
    }

    [Fact]
    public void Phases_allocate_nothing()
    {
        var trace = CuptiTrace.Start(FakeCupti.Open(130500).Value!).Value!;
        trace.PushPhase(1, 0);
        trace.PopPhase();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint step = 0; step < 100; step++)
        {
            trace.PushPhase(2, step);
            trace.PopPhase();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        trace.Stop();
    }

    [Fact]
    public void Only_one_runs_at_a_time()
    {
        var library = FakeCupti.Open(130500).Value!;
        var first = CuptiTrace.Start(library).Value!;

        Assert.Equal("a trace of CUDA's activity is running in this process already", CuptiTrace.Start(library).Problem);
        first.Stop();
    }
}
