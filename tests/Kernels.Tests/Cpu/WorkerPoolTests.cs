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
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void A_shared_launch_takes_each_piece_once_and_no_part_runs_outside_it(int count)
    {
        using var pool = new WorkerPool(count);
        var taken = new int[40];
        var calls = new int[count];
        int next = 0, launch = 0, outside = 0;
        bool open = false;
        Action<int> part = index =>
        {
            if (!Volatile.Read(ref open) || Interlocked.Exchange(ref calls[index], launch) == launch)
                Interlocked.Increment(ref outside);
            while (Interlocked.Increment(ref next) - 1 is var piece && piece < taken.Length)
            {
                Interlocked.Increment(ref taken[piece]);
                Thread.SpinWait(20);
            }
        };
        var random = new Random(1);
        for (launch = 1; launch <= 1000; launch++)
        {
            next = 0;
            Volatile.Write(ref open, true);
            pool.Share(part);
            Volatile.Write(ref open, false);
            Assert.All(taken, times => Assert.Equal(launch, times));
            Assert.Equal(launch, calls[0]);
            if (launch % 4 == 0)
                Thread.SpinWait(random.Next(40_000));
            if (launch % 100 == 0)
                Thread.Sleep(5);
        }

        Assert.Equal(0, outside);
    }

    [Fact]
    public void A_shared_launch_lets_off_who_has_not_begun()
    {
        using var pool = new WorkerPool(2);
        int calls = 0;
        Action<int> part = _ => Interlocked.Increment(ref calls);
        // The caller is done in less time than another thread needs to see the launch, if not each time.
        for (int launch = 0; launch < 10_000; launch++)
            pool.Share(part);

        Assert.InRange(calls, 10_000, 19_999);
    }

    [Fact]
    public void A_shared_launch_waits_for_who_has_begun()
    {
        using var pool = new WorkerPool(3);
        int begun = 0, ended = 0;
        pool.Share(index =>
        {
            if (index == 0)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref begun) == 2);
                return;
            }

            Interlocked.Increment(ref begun);
            Thread.Sleep(20);
            Interlocked.Increment(ref ended);
        });

        Assert.Equal(2, ended);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void A_thread_that_was_let_off_misses_no_launch_of_all(int count)
    {
        using var pool = new WorkerPool(count);
        int calls = 0;
        Action<int> part = _ => Interlocked.Increment(ref calls);
        for (int launch = 0; launch < 1000; launch++)
        {
            pool.Share(static _ => { });
            calls = 0;
            pool.Run(part);
            Assert.Equal(count, calls);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Failures_of_a_shared_launch_come_out_and_the_pool_goes_on(int failing)
    {
        using var pool = new WorkerPool(2);
        bool begun = false;
        var failed = Assert.Throws<AggregateException>(() => pool.Share(index =>
        {
            if (index == 1)
                Volatile.Write(ref begun, true);
            else
                SpinWait.SpinUntil(() => Volatile.Read(ref begun));
            if (index == failing)
                throw new InvalidOperationException($"part {index}");
        }));
        Assert.Equal($"part {failing}", Assert.Single(failed.InnerExceptions).Message);

        int done = 0;
        pool.Run(_ => Interlocked.Increment(ref done));
        pool.Share(_ => Interlocked.Increment(ref done));
        Assert.InRange(done, 3, 4);
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
        Assert.Equal(0, Variants.Allocated(() =>
        {
            for (int launch = 0; launch < 100; launch++)
            {
                pool.Run(part);
                pool.Share(part);
            }
        }));
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
        Assert.Throws<ObjectDisposedException>(() => pool.Share(static _ => { }));
    }
}
