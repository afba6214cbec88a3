using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What our kernels are of a model, as a table for each phase.</summary>
public static class KernelsForModelTable
{
    private const string NotMeasured = "-";

    /// <summary>Writes the tables and, below each, why figures are missing and which kernels the phase has no use of.</summary>
    public static void Write(IAnsiConsole console, KernelsForModelReport report)
    {
        foreach (var phase in report.Phases)
        {
            PlainTable.Line(console, Title(report, phase));
            KernelShare[] used = [.. phase.Kernels.Where(k => k.Launches.Count > 0)], ran = [.. used.Where(k => k.Device is not null)];
            if (ran.Length > 0)
                Terminal.Wide(console).Write(Table(ran));
            foreach (var same in used.Where(k => k.NotMeasured is not null).GroupBy(k => k.NotMeasured!))
                PlainTable.Line(console, $"  not measured, {string.Join(", ", Names([.. same], used))}: {same.Key}");
            if (phase.Kernels.Where(k => k.Launches.Count == 0).Select(k => Ladder(k.Kernel)).Distinct().ToArray() is { Length: > 0 } others)
                PlainTable.Line(console, $"  of no use to this phase by themselves: {string.Join(", ", others)}");
        }

        PlainTable.Line(console, "Share: of what the model's operators that compute the same take. Operators: their time in a step; kernel: the median time of our launches in their place.");
        PlainTable.Line(console, "Whole: how many times as fast the step would be with the operators at the kernel's speed, all else as it is (Amdahl); at most: with operators that take no time.");
        PlainTable.Line(console, "Kernels of a prompt's products read float32 weights, whatever the model stores. Kernels of decode read their weights from memory, operators of a small model from caches.");
    }

    private static string Title(KernelsForModelReport report, ModelPhaseShares phase)
    {
        string tokens = phase.Name == ProfilePhase.Prefill
            ? string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count(phase.Tokens, "token")}{(phase.Past > 0 ? $" behind {phase.Past}" : "")}")
            : string.Create(CultureInfo.InvariantCulture, $"a token behind {phase.Past}");
        string batch = phase.Batch > 1 ? string.Create(CultureInfo.InvariantCulture, $", batch {phase.Batch}") : "";
        string basis = phase.Basis switch
        {
            ShareBasis.Time => $"shares of {Milliseconds(phase.StepNs)} ms on {phase.Device}, by its profile",
            ShareBasis.Flops => "shares of the operations of products and attention, by formula: no profile",
            _ => "shares of the bytes of weights, keys and values, by formula: no profile",
        };
        return $"{report.Model}, {phase.Name}, {tokens}{batch}: {basis}";
    }

    private static Table Table(KernelShare[] rows)
    {
        bool isTimed = rows.Any(r => r.OperatorNs is not null);
        bool isMixed = rows.Select(r => r.Device).OfType<string>().Distinct().Count() > 1;
        (string, bool)[] timed = isTimed ? [("operators\nms", true)] : [], gains = isTimed ? [("times as\nfast", true), ("whole", true), ("at most", true)] : [];
        (string, bool)[] device = isMixed ? [("device", false)] : [];
        var table = PlainTable.New([("kernel", false), .. device, ("thr.", true), ("share", true), ("launches\na step", true), .. timed, ("kernel\nms", true), .. gains]);
        foreach (var row in rows)
        {
            PlainTable.Row(table,
            [
                row.Kernel, .. isMixed ? [row.Device ?? NotMeasured] : Array.Empty<string>(),
                row.Threads?.ToString(CultureInfo.InvariantCulture) ?? NotMeasured,
                row.Share is { } share ? Quantity.Percent(share) : NotMeasured,
                row.Launches.Values.Sum().ToString("#,0.##", CultureInfo.InvariantCulture),
                .. isTimed ? [Milliseconds(row.OperatorNs)] : Array.Empty<string>(), Milliseconds(row.KernelNs),
                .. isTimed ? [Times(row.SpeedUp), Times(row.Whole), Times(row.AtMost)] : Array.Empty<string>(),
            ]);
        }

        return table;
    }

    // All kernels of a ladder go by its name, with what they stand for where no row tells.
    private static IEnumerable<string> Names(KernelShare[] same, KernelShare[] all) => same.GroupBy(k => Steps(k.Kernel)).SelectMany(ladder =>
    {
        string[] names = ladder.Count() > 1 && ladder.Count() == all.Count(k => Steps(k.Kernel) == ladder.Key) ? [ladder.Key + ".*"] : [.. ladder.Select(k => k.Kernel).Distinct()];
        string share = ladder.First() is { Device: null, Share: { } part } ? $" ({Quantity.Percent(part)})" : "";
        return names.Select(name => name + share);
    });

    private static string Steps(string kernel) => kernel[..kernel.LastIndexOf('.')];

    // cpu.matvec.int4.1_scalar and cuda.matvec.int4.3_dot4 are of matvec.int4.
    private static string Ladder(string kernel) => kernel[(kernel.IndexOf('.', StringComparison.Ordinal) + 1)..kernel.LastIndexOf('.')];

    private static string Milliseconds(double? ns) => ns is { } time ? (time / 1e6).ToString("N4", CultureInfo.InvariantCulture) : NotMeasured;

    private static string Times(double? ratio) => ratio is { } times ? times.ToString("0.###", CultureInfo.InvariantCulture) + "x" : NotMeasured;
}
