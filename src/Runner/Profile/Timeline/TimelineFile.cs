using System.IO.Compression;
using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Profile.Timeline;

/// <summary>A timeline as trace-event JSON, which the Perfetto UI and chrome://tracing open. Times in it are microseconds since its first event.</summary>
internal static class TimelineFile
{
    private const string Arrow = "launch", ArrowKind = "ac2g";

    /// <summary>Writes the file, compressed where its name ends in <c>.gz</c>; whole or not at all.</summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="timeline">What to write.</param>
    /// <param name="about">What it is of, for who opens it.</param>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public static void Write(string path, Timeline timeline, IReadOnlyDictionary<string, string> about) => WholeFile.Write("--trace", path, replace: true, stream =>
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            Write(stream, timeline, about);
            return;
        }

        using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        Write(packed, timeline, about);
    });

    internal static void Write(Stream stream, Timeline timeline, IReadOnlyDictionary<string, string> about)
    {
        TimelineSlice[] slices = [.. timeline.Slices];
        long origin = slices.Select(s => s.Start).Concat(timeline.Counters.SelectMany(c => c.Points).Select(p => p.Ns)).DefaultIfEmpty(0).Min();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        json.WriteStartObject("otherData");
        foreach (var (name, text) in about)
            json.WriteString(name, text);
        json.WriteNumber("dropped_events", timeline.Dropped);
        json.WriteEndObject();
        json.WriteStartArray("traceEvents");
        Names(json, [.. slices.Select(s => s.Track).Distinct()]);
        foreach (var slice in slices)
        {
            Slice(json, slice, origin);
            if (json.BytesPending > 1 << 16)
                json.Flush();
        }

        foreach (var arrow in timeline.Arrows)
        {
            End(json, "s", arrow.Id, arrow.From, arrow.FromNs - origin);
            End(json, "f", arrow.Id, arrow.To, arrow.ToNs - origin);
        }

        foreach (var counter in timeline.Counters)
            Points(json, counter, origin);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, TimelineTrack[] tracks)
    {
        foreach (var group in tracks.DistinctBy(t => t.Process))
            Name(json, "process_name", group.Process, null, group.Group);
        foreach (var track in tracks)
            Name(json, "thread_name", track.Process, track.Thread, track.Name);
    }

    private static void Name(Utf8JsonWriter json, string what, int process, long? thread, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        json.WriteNumber("pid", process);
        if (thread is { } number)
            json.WriteNumber("tid", number);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Slice(Utf8JsonWriter json, TimelineSlice slice, long origin)
    {
        json.WriteStartObject();
        json.WriteString("ph", "X");
        json.WriteString("name", slice.Name);
        Place(json, slice.Track);
        json.WriteNumber("ts", Microseconds(slice.Start - origin));
        json.WriteNumber("dur", Microseconds(slice.End - slice.Start));
        if (slice.Facts is { } facts)
        {
            json.WriteStartObject("args");
            foreach (var (name, text) in facts)
                json.WriteString(name, text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void End(Utf8JsonWriter json, string phase, long id, TimelineTrack track, long ns)
    {
        json.WriteStartObject();
        json.WriteString("ph", phase);
        if (phase == "f")
            json.WriteString("bp", "e");
        json.WriteNumber("id", id);
        json.WriteString("name", Arrow);
        json.WriteString("cat", ArrowKind);
        Place(json, track);
        json.WriteNumber("ts", Microseconds(ns));
        json.WriteEndObject();
    }

    private static void Points(Utf8JsonWriter json, TimelineCounter counter, long origin)
    {
        foreach (var point in counter.Points.Where(p => double.IsFinite(p.Value)))
        {
            json.WriteStartObject();
            json.WriteString("ph", "C");
            json.WriteString("name", counter.Name);
            json.WriteNumber("pid", 1);
            json.WriteNumber("ts", Microseconds(point.Ns - origin));
            json.WriteStartObject("args");
            json.WriteNumber(counter.Unit, point.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void Place(Utf8JsonWriter json, TimelineTrack track)
    {
        json.WriteNumber("pid", track.Process);
        json.WriteNumber("tid", track.Thread);
    }

    // A decimal has every nanosecond, which a double of a long span has not.
    private static decimal Microseconds(long ns) => ns / 1000m;
}
