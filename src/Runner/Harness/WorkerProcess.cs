using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Harness;

/// <summary>What was heard of a worker: news, or else how its stream ended.</summary>
/// <param name="News">A message; null at the end of the stream.</param>
/// <param name="Garbage">What came instead of a message; null where the stream just ended.</param>
internal readonly record struct Heard(WorkerNews? News, string? Garbage);

/// <summary>
/// One worker process and the threads that read from it. Whoever starts it keeps the thread that did so until it has
/// ended: on Linux the worker dies with that thread.
/// </summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int Continue = 18, Stop = 19; // Linux's numbers on x86-64 and Arm64

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<Heard> heard = [];
    private readonly LastLine lastLine = new();
    private readonly Lock sending = new();
    private readonly Thread news, errors;

    private WorkerProcess(Process process, WorkerLog log)
    {
        Process = process;
        news = new Thread(ReadNews) { IsBackground = true, Name = "worker news" };
        errors = new Thread(() => ReadErrors(log)) { IsBackground = true, Name = "worker errors" };
        news.Start();
        errors.Start();
    }

    public Process Process { get; }

    /// <summary>The last line on its standard error; null without one. Known once the process has ended.</summary>
    public string? LastWords => lastLine.Text;

    /// <summary>Starts a worker, which waits for its order.</summary>
    /// <exception cref="Win32Exception">The system does not start it.</exception>
    public static WorkerProcess Start(WorkerLaunch launch, WorkerLog log)
    {
        var start = new ProcessStartInfo(launch.File, launch.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!, log);
    }

    /// <summary>Sends an order; a worker that is gone gets none, and its end is heard instead.</summary>
    public void Send(WorkerOrder order)
    {
        try
        {
            lock (sending)
                WireJson.Send(Process.StandardInput.BaseStream, order, WireJson.Orders);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Sends an order without waiting until it is read: a worker that hangs before that leaves a long one in the pipe.</summary>
    public void SendFirst(WorkerOrder order) =>
        new Thread(() => Send(order)) { IsBackground = true, Name = "worker order" }.Start();

    /// <summary>Stops all its threads until it is resumed; SIGKILL still ends it. Linux only.</summary>
    public void Pause() => Signal(Stop);

    /// <summary>Lets it go on; nothing where it was not stopped.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>Lets it run the trial it waits with.</summary>
    public void GiveTurn()
    {
        Resume();
        Send(new TurnGiven());
    }

    private void Signal(int signal)
    {
        // The number of one that has ended may be another's by now.
        if (!Process.HasExited)
            _ = Kill(Process.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>Waits for news or the end of the stream; null when the time is up.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing that was heard is lost.</exception>
    public Heard? Next(TimeSpan limit, CancellationToken cancellation) =>
        heard.TryTake(out var next, (int)limit.TotalMilliseconds, cancellation) ? next : null;

    /// <summary>Waits for a process that has nothing more to say, and kills it where it does not end by itself.</summary>
    /// <returns>Its exit code, 128 and the signal's number where a signal ended it; null where not even SIGKILL does.</returns>
    public int? End()
    {
        if (!Process.WaitForExit(Farewell))
            Kill();
        errors.Join(Farewell);
        return Process.HasExited ? Process.ExitCode : null;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        Process.Kill();
        Process.WaitForExit(Farewell);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Kill();
        news.Join(Farewell);
        errors.Join(Farewell);
        Process.Dispose();
    }

    private void ReadNews()
    {
        var stream = Process.StandardOutput.BaseStream;
        try
        {
            while (WireJson.Receive(stream, WireJson.News) is { } message)
                heard.Add(new(message, null));
            heard.Add(default);
        }
        catch (Exception e) when (e is WireException or IOException or ObjectDisposedException)
        {
            heard.Add(new(null, e.Message));
        }
    }

    private void ReadErrors(WorkerLog log)
    {
        var stream = Process.StandardError.BaseStream;
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                log.Append(buffer.AsSpan(0, count));
                lastLine.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
        }
    }
}
