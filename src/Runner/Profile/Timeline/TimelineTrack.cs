namespace InferBench.Runner.Profile.Timeline;

/// <summary>A row of the timeline.</summary>
/// <param name="Process">Number of the group of rows that it belongs to.</param>
/// <param name="Thread">Its own number in that.</param>
/// <param name="Group">Name of the group, such as <c>host</c> or <c>GPU 0</c>.</param>
/// <param name="Name">Its own, such as <c>operators</c> or <c>stream 7</c>.</param>
internal sealed record TimelineTrack(int Process, long Thread, string Group, string Name);

/// <summary>Something that took a while.</summary>
/// <param name="Track">Where it is drawn.</param>
/// <param name="Start">Its start, ns of the host's clock.</param>
/// <param name="End">Its end, not before the start.</param>
/// <param name="Name">What it was.</param>
/// <param name="Facts">What else is known of it, by name; null for nothing.</param>
internal readonly record struct TimelineSlice(TimelineTrack Track, long Start, long End, string Name, IReadOnlyList<KeyValuePair<string, string>>? Facts = null);

/// <summary>An arrow from inside one slice to the start of another, as from a launch to its kernel.</summary>
/// <param name="Id">Its number, different for each.</param>
/// <param name="From">Where it begins.</param>
/// <param name="FromNs">When, ns: within a slice there.</param>
/// <param name="To">Where it ends.</param>
/// <param name="ToNs">When, ns: the start of a slice there.</param>
internal readonly record struct TimelineArrow(long Id, TimelineTrack From, long FromNs, TimelineTrack To, long ToNs);

/// <summary>What a quantity was from a moment on.</summary>
/// <param name="Ns">The moment, ns of the host's clock.</param>
/// <param name="Value">In the unit of its counter.</param>
public readonly record struct TimelinePoint(long Ns, double Value);

/// <summary>A quantity over time, such as the watts of a GPU.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Points">In order of time.</param>
public sealed record TimelineCounter(string Name, string Unit, IReadOnlyList<TimelinePoint> Points);
