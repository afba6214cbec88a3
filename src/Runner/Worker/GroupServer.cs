using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Worker;

/// <summary>The worker's side of the wire: takes one order, to run a group, to assess a model or to turn a text into token ids, and tells what becomes of it.</summary>
public static class GroupServer
{
    // Each piece of news wakes the harness, which then takes a little of the processor from the next trial.
    private static readonly TimeSpan BetweenNews = TimeSpan.FromMilliseconds(250);

    /// <param name="orders">Where orders come from; when it ends, so does this process.</param>
    /// <param name="news">Where news goes.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="BadInputException">What came is no order to begin with.</exception>
    /// <exception cref="IOException">Nobody listens any more.</exception>
    public static void Serve(Stream orders, Stream news, TimeProvider time)
    {
        var order = FirstOrder(orders);
        using var stop = new CancellationTokenSource();
        using var kept = new SemaphoreSlim(0);
        using var turns = new SemaphoreSlim(0);
        new Thread(() => Obey(orders, kept, turns, stop)) { IsBackground = true, Name = "orders" }.Start();
        CaseWentOn? told = null;
        long toldAt = 0;
        try
        {
            if (order is AssessModel assess)
                WireJson.Send(news, new ModelAssessed(Assessor.Run(assess, Tell, time, stop.Token)), WireJson.News);
            else if (order is TokenizeText text)
                Tokenize(text);
            else if (order is RunGroup run)
                new GroupRunner(run.RunId, run.Environment, run.Settings, time, run.TakesTurns ? AwaitTurn : null, Measured)
                    .Run(run.Group, progress => Tell(progress.Phase, progress.Trials), Finished, stop.Token);
        }
        catch (OperationCanceledException)
        {
        }

        WireJson.Send(news, new GroupFinished(), WireJson.News);

        void Tell(CasePhase phase, int trials)
        {
            if (told?.Phase == phase && trials > 0 && time.GetElapsedTime(toldAt) < BetweenNews)
                return;
            told = new(phase, trials);
            WireJson.Send(news, told, WireJson.News);
            toldAt = time.GetTimestamp();
        }

        void AwaitTurn()
        {
            WireJson.Send(news, new TurnAsked(), WireJson.News);
            turns.Wait(stop.Token);
        }

        void Tokenize(TokenizeText text)
        {
            Tell(CasePhase.Tokenizing, 0);
            WireJson.Send(news, new TextTokenized(TextTokenizer.Run(text.Folder, text.Text)), WireJson.News);
        }

        void Measured(RunRecord record) => WireJson.Send(news, new CaseMeasured(record), WireJson.News);

        void Finished(RunRecord record)
        {
            WireJson.Send(news, new CaseFinished(record), WireJson.News);
            kept.Wait(stop.Token);
        }
    }

    private static WorkerOrder FirstOrder(Stream orders)
    {
        const string startedByHand = "worker: found no order on standard input; this command is for inferbench itself, use 'inferbench run'";
        try
        {
            return WireJson.Receive(orders, WireJson.Orders) is { } order and (RunGroup or AssessModel or TokenizeText) ? order : throw new BadInputException(startedByHand);
        }
        catch (WireException e)
        {
            throw new BadInputException(startedByHand, e);
        }
    }

    private static void Obey(Stream orders, SemaphoreSlim kept, SemaphoreSlim turns, CancellationTokenSource stop)
    {
        try
        {
            while (WireJson.Receive(orders, WireJson.Orders) is { } order)
            {
                if (order is RecordKept)
                    kept.Release();
                else if (order is TurnGiven)
                    turns.Release();
                else
                    stop.Cancel();
            }
        }
        catch (Exception e) when (e is WireException or IOException or ObjectDisposedException)
        {
        }

        OwnProcess.EndNow();
    }
}
