using System.Collections.Concurrent;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class PieceRingTests
{
    [Fact]
    public void Pieces_are_given_out_once_and_never_more_than_there_are_slots()
    {
        const int Pieces = 1000, Slots = 3;
        using PieceRing ring = new(Pieces, Slots);
        ConcurrentBag<int> claimed = [];
        int open = 0, most = 0;
        using (new WorkerThreads(ring, Enumerable.Repeat(Work, 4)))
        {
            for (int piece = 0; piece < Pieces; piece++)
            {
                ring.Await(piece);
                Interlocked.Decrement(ref open);
                ring.Release(piece);
            }
        }

        Assert.Equal(Enumerable.Range(0, Pieces), claimed.Order());
        Assert.InRange(most, 1, Slots);

        void Work()
        {
            while (ring.TryClaim(out int piece))
            {
                InterlockedMax(ref most, Interlocked.Increment(ref open));
                claimed.Add(piece);
                ring.Complete(piece);
            }
        }
    }

    [Fact]
    public void A_worker_that_fails_stops_the_others_and_the_one_that_waits()
    {
        using PieceRing ring = new(pieces: 100, slots: 2);
        IOException failure = new("full");
        using (new WorkerThreads(ring, [() => throw failure, () => ring.WaitForStop(Timeout.InfiniteTimeSpan)]))
            Assert.Same(failure, Assert.Throws<IOException>(() => ring.Await(0)));

        Assert.Same(failure, Assert.Throws<IOException>(ring.ThrowIfFailed));
        Assert.False(ring.TryClaim(out _));
    }

    [Fact]
    public void Workers_that_wait_for_room_end_when_the_ring_stops()
    {
        using PieceRing ring = new(pieces: 100, slots: 2);
        int claimed = 0;
        using (new WorkerThreads(ring, Enumerable.Repeat(Work, 2)))
            ring.Await(1);

        ring.ThrowIfFailed();
        Assert.Equal(2, claimed);

        void Work()
        {
            while (ring.TryClaim(out int piece))
            {
                Interlocked.Increment(ref claimed);
                ring.Complete(piece);
            }
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
