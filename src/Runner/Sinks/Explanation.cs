using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Sinks;

/// <summary>What a metric, or a grade, means: text for a person.</summary>
public static class Explanation
{
    // As grades name it, and where it would come from.
    private static readonly (string What, string Source)[] Unseen =
    [
        ("stolen time", "/proc/stat; a hypervisor that never told of any, or a case of few ticks"),
        ("foreign load", "/proc/stat and /proc/PID/stat; a case of few ticks"),
        ("clock", "cpufreq below /sys/devices/system/cpu"),
        ("temperature", "thermal zones below /sys/class/thermal: evidence beside throttling, no reason by itself"),
        ("thermal throttling", "thermal_throttle below /sys/devices/system/cpu"),
        ("cgroup throttling", "cpu.stat of the control groups"),
        ("GPU clock", "the GPU's own counters; trials of less than 20 us, which are too short for them"),
        ("outputs", "why they were not checked is in 'correctness'"),
        ("placement", "why it was not looked where nodes ran is in 'placement'"),
        ("ceilings", "why a kernel has none is in 'not_measured'"),
        ("prefill above the peak", "on processors with AMX, which multiplies in tiles and is faster than any ceiling that is measured"),
        ("a ceiling measured again", "it gave no figure the second time, and nobody is called implausible without"),
    ];

    /// <summary>Writes what can be explained, a line each.</summary>
    public static void WriteTopics(TextWriter writer)
    {
        int width = MetricCatalog.All.Max(m => m.Id.Length) + 2;
        Line("grades", "when a figure is suspect or invalid, and what to do about it");
        foreach (var metric in MetricCatalog.All)
            Line(metric.Id, $"{MetricNotes.Get(metric.Id).Meaning} [{metric.Unit}]");

        void Line(string topic, string what) => writer.Write($"{topic.PadRight(width)}{what}\n");
    }

    /// <summary>Writes every reason of a grade with its threshold and advice.</summary>
    public static void WriteGrades(TextWriter writer)
    {
        writer.Write("A record is valid unless a reason is found against it.\n");
        Reasons("suspect: something disturbed the measurement; its figures are shown with '?'", fatal: false);
        Reasons("invalid: the figures are not of the case; no table, comparison or cost has them, and JSON keeps them beside this grade", fatal: true);
        writer.Write("\nWhat a machine does not tell is listed as not observed, and never taken for fine:\n");
        foreach (var (what, source) in Unseen)
            writer.Write($"  {what,-26}{source}\n");

        void Reasons(string heading, bool fatal)
        {
            writer.Write($"\n{heading}\n");
            foreach (var reason in Grades.All.Where(r => Grade.IsFatal(r) == fatal))
                writer.Write($"  {Grades.Name(reason),-18}{Grades.Rule(reason)}\n  {"",-18}-> {Grades.Advice(reason)}\n");
        }
    }

    /// <summary>Writes metrics, with an empty line between two.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<Metric> metrics)
    {
        for (int i = 0; i < metrics.Count; i++)
        {
            writer.Write(i > 0 ? "\n" : "");
            Write(writer, metrics[i]);
        }
    }

    /// <summary>Writes a metric's row of the catalogue in words.</summary>
    public static void Write(TextWriter writer, Metric metric)
    {
        var note = MetricNotes.Get(metric.Id);
        Line("metric", $"{metric.Id}, '{metric.Title}' in tables");
        Line("meaning", note.Meaning);
        Line("definition", Invariant($"{metric.Definition} (version {metric.Version})"));
        Line("unit", $"{metric.Unit}, {(metric.Direction == MetricDirection.HigherIsBetter ? "higher" : "lower")} is better");
        Line("found in", metric.IsSingle ? $"'{metric.FoundIn}' of a record: one number for the case" : "'statistics' and 'samples' of a record");
        Line("pitfall", note.Pitfall);
        if (metric.Member is null && !metric.Id.StartsWith("kernel.", StringComparison.Ordinal))
            writer.Write("\nt0: the prompt is in the input buffer; tk: the k-th of n generated tokens is on the host; b: batch.\n");

        void Line(string topic, string what) => writer.Write($"{topic,-12}{what}\n");
    }
}
