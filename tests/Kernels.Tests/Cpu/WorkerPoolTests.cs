using InferBench.Kernels.Cpu;

namespace InferBench.Kernels.Tests.Cpu;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Runs_each_part_once_on_a_thread_of_its_own_that_stays(int count)
    {
        using var pool = new WorkerPool(count);
        var threads = new int[count];
        var calls = new int[count];
        void Part(int index)
        {
            int thread = Environment.CurrentManagedThreadId;
            Assert.True(threads[index] == 0 || threads[index] == thread);
            threads[index] = thread;
            calls[index]++;
        }

        for (int launch = 0; launch < 100; launch++)
            pool.Run(Part);

        Assert.Equal(count, pool.Count);
        Assert.All(calls, made => Assert.Equal(100, made));
        Assert.Equal(count, threads.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, threads[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void No_launch_is_lost_whether_the_threads_spin_fall_asleep_or_sleep(int count)
    {
        using var pool = new WorkerPool(count);
        int done = 0;
        Action<int> part = _ => Interlocked.Increment(ref done);
        var random = new Random(1);
        for (int launch = 1; launch <= 1000; launch++)
        {
            pool.Run(part);
            Assert.Equal(count * launch, done);
            if (launch % 4 == 0)
                Thread.SpinWait(random.Next(40_000));
            if (launch % 100 == 0)
                Thread.Sleep(5);
        }
    }

    [Fact]
    public void What_parts_wrote_is_there_when_the_launch_returns()
    {
        using var pool = new WorkerPool(3);
        var written = new long[3 * 16];
        int launch = 0;
        Action<int> part = index => written[index * 16] = launch;
        for (launch = 1; launch <= 1000; launch++)
        {
            pool.Run(part);
            Assert.True(written[0] == launch && written[16] == launch && written[32] == launch);
        }
    }

    [Fact]
    public void Failures_come_out_after_all_parts_have_ended_and_the_pool_goes_on()
    {
        using var pool = new WorkerPool(3);
        int ended = 0;
        var failed = Assert.Throws<AggregateException>(() => pool.Run(index =>
        {
            Interlocked.Increment(ref ended);
            if (index != 1)
                throw new InvalidOperationException($"part {index}");
        }));

        Assert.Equal(3, ended);
        Assert.Equal(["part 0", "part 2"], failed.InnerExceptions.Select(inner => inner.Message));

        int done = 0;
        pool.Run(_ => Interlocked.Increment(ref done));
        Assert.Equal(3, done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_launch_within_a_launch_is_refused(int from)
    {
        using var pool = new WorkerPool(2);
        var failed = Assert.Throws<AggregateException>(() => pool.Run(index =>
        {
            if (index == from)
                pool.Run(_ => { });
        }));

        Assert.Equal("the pool is running another launch", Assert.Single(failed.InnerExceptions).Message);
    }

    [Fact]
    public void A_launch_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        Action<int> part = static _ => { };
        pool.Run(part);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int launch = 0; launch < 100; launch++)
            pool.Run(part);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Needs_a_thread(int count) => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(count));

    [Fact]
    public void Starts_and_ends_often_also_unused_and_asleep()
    {
        for (int i = 0; i < 100; i++)
        {
            using var pool = new WorkerPool(1 + i % 4);
            if (i % 2 == 0)
                pool.Run(static _ => { });
            if (i % 20 == 0)
                Thread.Sleep(5);
        }
    }

    [Fact]
    public void Threads_end_with_the_pool_and_it_runs_nothing_more()
    {
        Thread? worker = null;
        var pool = new WorkerPool(2);
        pool.Run(index => worker = index == 1 ? Thread.CurrentThread : worker);

        pool.Dispose();
        pool.Dispose();

        Assert.False(worker!.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => pool.Run(static _ => { }));
    }
}
