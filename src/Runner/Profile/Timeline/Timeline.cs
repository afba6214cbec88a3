namespace InferBench.Runner.Profile.Timeline;

/// <summary>
/// What happened when, in rows. It holds no more than its limit: of what is added in groups the last are kept, and what had to make
/// room is counted.
/// </summary>
/// <param name="most">Most slices and arrows.</param>
internal sealed class Timeline(int most = Timeline.Most)
{
    /// <summary>Slices and arrows that a viewer in a browser still takes quickly.</summary>
    public const int Most = 100_000;

    private readonly Queue<(List<TimelineSlice> Slices, List<TimelineArrow> Arrows)> groups = [];
    private int held;

    /// <summary>Slices and arrows that had no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>What is here, by track and time; what lies within another comes after it.</summary>
    public IEnumerable<TimelineSlice> Slices => groups.SelectMany(g => g.Slices)
        .OrderBy(s => s.Track.Process).ThenBy(s => s.Track.Thread).ThenBy(s => s.Start).ThenByDescending(s => s.End);

    /// <summary>The arrows that are here.</summary>
    public IEnumerable<TimelineArrow> Arrows => groups.SelectMany(g => g.Arrows);

    /// <summary>Quantities over time.</summary>
    public List<TimelineCounter> Counters { get; } = [];

    /// <summary>Adds what stays or goes together, such as a trial. Groups follow each other in time.</summary>
    /// <param name="slices">Slices of a track nest or follow each other; they are made to where clocks disagree.</param>
    /// <param name="arrows">Arrows between them.</param>
    public void Add(IEnumerable<TimelineSlice> slices, IEnumerable<TimelineArrow>? arrows = null)
    {
        List<TimelineSlice> nested = [.. slices.GroupBy(s => s.Track).SelectMany(Nested)];
        List<TimelineArrow> between = [.. arrows ?? []];
        if (nested.Count + between.Count > most)
        {
            Dropped += nested.Count + between.Count;
            return;
        }

        groups.Enqueue((nested, between));
        held += nested.Count + between.Count;
        while (held > most)
        {
            var (oldest, lines) = groups.Dequeue();
            held -= oldest.Count + lines.Count;
            Dropped += oldest.Count + lines.Count;
        }
    }

    // A viewer loses or misdraws what overlaps: the inner ends with the outer.
    private static IEnumerable<TimelineSlice> Nested(IEnumerable<TimelineSlice> track)
    {
        var open = new Stack<long>();
        foreach (var slice in track.OrderBy(s => s.Start).ThenByDescending(s => s.End))
        {
            while (open.TryPeek(out long end) && end <= slice.Start)
                open.Pop();
            long until = open.TryPeek(out long outer) ? Math.Min(slice.End, outer) : slice.End;
            open.Push(until);
            yield return slice with { End = until };
        }
    }
}
