using InferBench.Kernels.Cpu;

namespace InferBench.Kernels.Tests.Cpu;

public sealed class GuidedScheduleTests
{
    private static int[] Pieces(GuidedSchedule schedule, int most = int.MaxValue)
    {
        var pieces = new List<int>();
        int next = 0;
        while (schedule.Take(out int first, most) is var count and > 0)
        {
            Assert.Equal(next, first);
            next += count;
            pieces.Add(count);
        }

        return [.. pieces];
    }

    [Fact]
    public void Pieces_shrink_to_single_units_that_make_up_the_whole()
    {
        var schedule = new GuidedSchedule(2);
        schedule.Restart(20);
        Assert.Equal([5, 4, 3, 2, 2, 1, 1, 1, 1], Pieces(schedule));

        schedule.Restart(8);
        Assert.Equal([2, 2, 1, 1, 1, 1], Pieces(schedule));
    }

    [Fact]
    public void A_piece_has_at_most_as_many_as_are_asked_for()
    {
        var schedule = new GuidedSchedule(1);
        schedule.Restart(10);
        Assert.Equal([3, 3, 2, 1, 1], Pieces(schedule, 3));
    }

    [Fact]
    public void Nothing_is_left_where_there_was_nothing_or_all_is_taken()
    {
        var schedule = new GuidedSchedule(3);
        Assert.Equal(0, schedule.Take(out _));
        schedule.Restart(1);
        Assert.Equal([1], Pieces(schedule));
        Assert.Equal(0, schedule.Take(out _));
    }

    [Fact]
    public void Threads_take_each_unit_once()
    {
        const int threads = 3;
        using var pool = new WorkerPool(threads);
        var schedule = new GuidedSchedule(threads);
        var taken = new int[1000];
        Action<int> part = _ =>
        {
            while (schedule.Take(out int first) is var count and > 0)
            {
                for (int unit = first; unit < first + count; unit++)
                    taken[unit]++;
            }
        };
        for (int launch = 1; launch <= 200; launch++)
        {
            schedule.Restart(taken.Length);
            pool.Share(part);
            Assert.All(taken, times => Assert.Equal(launch, times));
        }
    }
}
