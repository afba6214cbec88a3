using System.Diagnostics;
using System.Runtime.InteropServices;
using InferBench.Runner.Devices.Counters;

namespace InferBench.Runner.Tests.Devices.Counters;

/// <summary>The kernel's own counters, read for real; what this machine does not give skips with the reason.</summary>
[Collection(nameof(Alone))]
public sealed unsafe class CpuCountersTests
{
    private const int Pages = 512;

    private static readonly string[] All = ["cycles", "instructions", "llc_misses", "task_clock_ns", "context_switches", "page_faults"];

    [Fact]
    public void Each_counter_is_read_or_named_with_one_line_why_not()
    {
        using var counters = CpuCounters.Open();

        Assert.Equal(All.Order(), counters.Names.Concat(counters.NotMeasured.Keys).Order());
        Assert.All(counters.NotMeasured.Values, why => Assert.True(why.Length is > 10 and < 300 && !why.Contains('\n'), why));
    }

    [Fact]
    public void Every_fresh_page_that_is_touched_is_a_fault()
    {
        double faults = Counted("page_faults", () =>
        {
            int size = Environment.SystemPageSize;
            byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(Pages * size), (nuint)(1 << 21));
            for (int page = 0; page < Pages; page++)
                memory[page * size] = 1;
            NativeMemory.AlignedFree(memory);
        });

        // Where the kernel gives memory in pages of 2 MiB, one fault is as good as 512.
        Assert.InRange(faults, 1, 100_000);
    }

    [Fact]
    public void Processor_time_is_that_of_the_work_and_no_more_than_all_threads_had()
    {
        long start = Stopwatch.GetTimestamp();
        double ns = Counted("task_clock_ns", () => Spin(50));

        Assert.InRange(ns, 10e6, Stopwatch.GetElapsedTime(start).TotalNanoseconds * Environment.ProcessorCount);
    }

    [Fact]
    public void A_thread_that_was_there_is_counted_and_one_that_came_later_is_not()
    {
        using var go = new ManualResetEventSlim();
        var there = new Thread(() =>
        {
            go.Wait();
            Spin(100);
        });
        there.Start();
        double ns = Counted("task_clock_ns", () =>
        {
            go.Set();
            there.Join();
            var late = new Thread(() => Spin(1000));
            late.Start();
            late.Join();
        });

        Assert.InRange(ns, 20e6, 900e6);
    }

    [Fact]
    public void A_thread_that_sleeps_gives_way()
    {
        Assert.InRange(
            Counted("context_switches", () =>
            {
                for (int i = 0; i < 10; i++)
                    Thread.Sleep(2);
            }),
            10, 1e6);
    }

    [Fact]
    public void Instructions_and_cycles_grow_with_work()
    {
        double some = Counted("instructions", () => Add(1_000_000)), more = Counted("instructions", () => Add(20_000_000));

        Assert.InRange(some, 1e6, 1e9);
        Assert.InRange(more, some * 5, some * 40);
        Assert.InRange(Counted("cycles", () => Add(20_000_000)), 1e6, 1e10);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var counters = CpuCounters.Open();
        Span<double> counts = stackalloc double[counters.Names.Count];
        counters.Read(counts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            counters.Read(counts);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double Counted(string name, Action work)
    {
        using var counters = CpuCounters.Open();
        Assert.SkipWhen(counters.NotMeasured.TryGetValue(name, out string? why), $"{name}: {why}");
        double[] before = new double[counters.Names.Count], after = new double[counters.Names.Count];
        counters.Read(before);
        work();
        counters.Read(after);
        int at = counters.Names.ToList().IndexOf(name);
        return after[at] - before[at];
    }

    private static void Spin(int milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
        }
    }

    private static void Add(int times)
    {
        long sum = 0;
        for (int i = 0; i < times; i++)
            sum += i ^ sum;
        GC.KeepAlive(sum);
    }
}
