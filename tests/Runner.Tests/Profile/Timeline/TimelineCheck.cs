using System.IO.Compression;
using System.Text.Json;

namespace InferBench.Runner.Tests.Profile.Timeline;

/// <summary>
/// Holds a file to the trace-event format: what is drawn nests, times never go back, numbers of processes and threads have names, arrows
/// have both ends, and begin and end inside something.
/// </summary>
internal static class TimelineCheck
{
    private sealed record Slice(string Name, decimal Start, decimal End);

    /// <summary>Reads a file, compressed or not, and gives its first fault; null where it has none.</summary>
    public static string? FaultOf(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var json = JsonDocument.Parse(plain);
        return FaultOf(json.RootElement);
    }

    public static string? FaultOf(JsonElement root)
    {
        var processes = new HashSet<long>();
        var threads = new HashSet<(long, long)>();
        var tracks = new Dictionary<(long, long), List<Slice>>();
        var starts = new Dictionary<long, JsonElement>();
        var ends = new Dictionary<long, JsonElement>();
        var counters = new Dictionary<string, decimal>();
        foreach (var e in root.GetProperty("traceEvents").EnumerateArray())
        {
            long process = e.GetProperty("pid").GetInt64();
            switch (e.GetProperty("ph").GetString())
            {
                case "M" when e.GetProperty("name").GetString() == "process_name":
                    processes.Add(process);
                    break;
                case "M":
                    threads.Add((process, e.GetProperty("tid").GetInt64()));
                    break;
                case "X":
                    decimal start = e.GetProperty("ts").GetDecimal(), length = e.GetProperty("dur").GetDecimal();
                    var track = tracks.GetValueOrDefault(Track(e)) ?? (tracks[Track(e)] = []);
                    if (start < 0 || length < 0)
                        return $"{Name(e)} starts at {start} and takes {length}";
                    if (track.Count > 0 && start < track[^1].Start)
                        return $"{Name(e)} starts before {track[^1].Name}, which stands before it";
                    track.Add(new(Name(e), start, start + length));
                    break;
                case "s":
                    starts.Add(e.GetProperty("id").GetInt64(), e);
                    break;
                case "f":
                    ends.Add(e.GetProperty("id").GetInt64(), e);
                    break;
                case "C":
                    decimal at = e.GetProperty("ts").GetDecimal();
                    if (counters.TryGetValue(Name(e), out decimal before) && at < before)
                        return $"{Name(e)} goes back from {before} to {at}";
                    counters[Name(e)] = at;
                    break;
                default:
                    return $"an event of kind {e.GetProperty("ph")}";
            }
        }

        foreach (var (track, slices) in tracks)
        {
            if (!processes.Contains(track.Item1) || !threads.Contains(track))
                return $"track {track} has no name";
            if (Overlap(slices) is { } overlap)
                return overlap;
        }

        foreach (long id in starts.Keys.Union(ends.Keys))
        {
            if (!starts.TryGetValue(id, out var from) || !ends.TryGetValue(id, out var to))
                return $"arrow {id} has one end";
            if (!IsWithin(from) || !IsWithin(to))
                return $"arrow {id} begins or ends in nothing";
            if (to.GetProperty("ts").GetDecimal() < from.GetProperty("ts").GetDecimal())
                return $"arrow {id} points back";
        }

        return null;

        bool IsWithin(JsonElement e) => tracks.TryGetValue(Track(e), out var slices)
            && slices.Any(s => s.Start <= e.GetProperty("ts").GetDecimal() && e.GetProperty("ts").GetDecimal() <= s.End);
    }

    private static string? Overlap(List<Slice> slices)
    {
        var open = new Stack<Slice>();
        foreach (var slice in slices)
        {
            while (open.TryPeek(out var last) && last.End <= slice.Start)
                open.Pop();
            if (open.TryPeek(out var outer) && slice.End > outer.End)
                return $"{slice.Name} ends after {outer.Name}, in which it starts";
            open.Push(slice);
        }

        return null;
    }

    private static (long, long) Track(JsonElement e) => (e.GetProperty("pid").GetInt64(), e.GetProperty("tid").GetInt64());

    private static string Name(JsonElement e) => e.GetProperty("name").GetString()!;
}
