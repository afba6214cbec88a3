using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Medians of prefill and decode on a device as multiples of those on the CPU, of the same model and engine, in the same run and the
/// same case otherwise. Where a device takes a variant with float16 activations, the other is the same model.
/// </summary>
internal sealed class DeviceSpeedUps
{
    private readonly Dictionary<RunRecord, string> cells = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<(string Model, string Cpu)> siblings = [];

    public DeviceSpeedUps(IReadOnlyList<RunRecord> rows)
    {
        foreach (var point in rows.GroupBy(r => (r.RunId, Common(r.Case))))
        {
            var onCpu = point.Where(r => r.Case.Device == "cpu").ToArray();
            foreach (var r in point.Where(r => r.Case.Device != "cpu"))
                Compare(r, onCpu.FirstOrDefault(c => c.Case.Model == r.Case.Model && IsMeasured(c)) ?? Array.Find(onCpu, IsMeasured));
        }
    }

    /// <summary>Whether anything was measured on another device and on the CPU.</summary>
    public bool Any => cells.Count > 0;

    /// <summary>What the numbers mean.</summary>
    public IEnumerable<string> Legend =>
    [
        "Over CPU: prefill / decode as multiples of the same model, engine and case on the CPU; it compares within this run only.",
        .. siblings.Select(s => $"{s.Model} is held against {s.Cpu}: the same weights, with float16 activations on the device."),
        .. RatioText.Legend(cells.Values),
    ];

    /// <summary>The cell of one record; null where it has none.</summary>
    public string? Of(RunRecord r) => cells.GetValueOrDefault(r);

    private void Compare(RunRecord r, RunRecord? onCpu)
    {
        if (onCpu is null || RatioText.Of(r, onCpu) is not { } ratio)
            return;
        cells[r] = ratio;
        cells[onCpu] = "1x";
        if (r.Case.Model != onCpu.Case.Model)
            siblings.Add((r.Case.Model, onCpu.Case.Model));
    }

    // Options of a device's provider, such as cuda.use_tf32, are none of the CPU's case.
    private static CaseSpec Common(CaseSpec c)
    {
        string provider = c.Device.Split(':')[0] + '.';
        var options = new SessionOptions();
        foreach (var (key, value) in c.Options?.Where(o => !o.Key.StartsWith(provider, StringComparison.Ordinal)) ?? [])
            options.Add(key, value);
        return c with { Device = "", Model = ModelFamily.Stem(c.Model), Options = options };
    }

    private static bool IsMeasured(RunRecord r) => r.Statistics.Count > 0;
}
