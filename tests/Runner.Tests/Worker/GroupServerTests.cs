using System.IO.Pipes;
using InferBench.Runner.Plan;
using InferBench.Runner.Worker;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Tests.Worker;

public sealed class GroupServerTests
{
    // Never closed: the end of its orders ends a worker's process, which is this one here.
    private static readonly AnonymousPipeServerStream Orders = new(PipeDirection.Out);

    [Fact]
    public async Task The_next_case_does_not_start_before_the_record_is_kept()
    {
        var received = new AnonymousPipeClientStream(PipeDirection.In, Orders.ClientSafePipeHandle);
        using var news = new AnonymousPipeServerStream(PipeDirection.In);
        using var told = new AnonymousPipeClientStream(PipeDirection.Out, news.ClientSafePipeHandle);
        var serving = Task.Run(() => GroupServer.Serve(received, told, TimeProvider.System), TestContext.Current.CancellationToken);
        WireJson.Send(
            Orders,
            new RunGroup { RunId = "run", Environment = TestRecords.Ok().Environment, Settings = new(), Group = new() { ModelPath = "m", Cases = [Case(0), Case(1)] } },
            WireJson.Orders);

        Assert.Equal(0, Assert.IsType<CaseFinished>(WireJson.Receive(news, WireJson.News)).Record.OrderIndex);
        var next = Task.Run(() => WireJson.Receive(news, WireJson.News), TestContext.Current.CancellationToken);
        await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        Assert.False(next.IsCompleted);

        WireJson.Send(Orders, new RecordKept(), WireJson.Orders);
        Assert.Equal(1, Assert.IsType<CaseFinished>(await next).Record.OrderIndex);
        WireJson.Send(Orders, new RecordKept(), WireJson.Orders);
        Assert.IsType<GroupFinished>(WireJson.Receive(news, WireJson.News));
        await serving;
    }

    private static PlannedCase Case(int order) =>
        new() { Spec = TestRecords.Ok().Case, CaseId = "c", OrderIndex = order, SkipReason = "too long" };
}
