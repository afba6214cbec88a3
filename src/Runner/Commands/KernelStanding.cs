using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>
/// Writes into each kernel's record, before it is kept, how it stands to the run's ceilings and libraries: ceilings run first, and
/// libraries before the kernels of their shape. A kernel that exceeds a ceiling is invalid only if it exceeds it when the ceiling has been
/// measured again; ceilings and libraries are what others are held to, and are not judged.
/// </summary>
internal sealed class KernelStanding
{
    // A run may have many libraries at many shapes: the fastest of them are the limit.
    private const int MostPeaks = 3;

    private readonly KernelsOptions options;
    private readonly IReadOnlyList<PlannedReference> references;
    private readonly IReadOnlyList<PlannedGpu> gpus;
    private readonly Dictionary<string, MeasuredCeilings> ceilings = [];
    private readonly List<RunRecord> libraries = [];
    private readonly SecondLook look;

    /// <param name="options">What the run was asked for.</param>
    /// <param name="references">The libraries looked for.</param>
    /// <param name="gpus">The CUDA devices of the run, with the libraries looked for.</param>
    /// <param name="earlier">Records of the run that this one goes on with.</param>
    /// <param name="again">Measures a ceiling of the processor; null where that gave no figure.</param>
    public KernelStanding(
        KernelsOptions options, IReadOnlyList<PlannedReference> references, IReadOnlyList<PlannedGpu> gpus, IEnumerable<RunRecord> earlier,
        Func<CaseSpec, RunRecord?> again)
    {
        this.gpus = gpus;
        this.options = options;
        this.references = references;
        look = new(spec =>
        {
            var record = again(spec);
            if (record is not null)
                Learn(record);
            return record;
        });
        foreach (var record in earlier.Where(r => r.Case.Kernel is not null))
            Learn(record);
    }

    /// <summary>The record with what is known of its roof and of the fastest library, or why it is not.</summary>
    internal RunRecord Complete(RunRecord record)
    {
        Learn(record);
        if (record.Status != CaseStatus.Ok || MeasuredCeilings.IsCeiling(record))
            return record;
        var values = new Dictionary<string, double>(record.Values);
        var notMeasured = new Dictionary<string, string>(record.NotMeasured);
        double time = record.Statistics[MetricId.KernelTime].Median;

        var roof = ceilings[record.Case.Device].Over(record, out string? missing);
        if (roof is not null)
            values.Add(MetricId.KernelOfCeiling, roof.Seconds / time);
        else
            notMeasured.Add(MetricId.KernelOfCeiling, options.Ceilings ? missing! : "--no-ceilings was given");

        var fastest = record.Kernel!.Step == 0 ? null : Fastest(record);
        if (fastest is not null)
            values.Add(MetricId.KernelOfReference, fastest.Seconds / time);
        else if (record.Kernel.Step > 0 && WhyNoLibrary(record) is { } why)
            notMeasured.Add(MetricId.KernelOfReference, why);
        return record with
        {
            Roof = roof,
            Reference = fastest,
            Values = values,
            NotMeasured = notMeasured,
            Definitions = MetricCatalog.Versions(record.Statistics.Keys.Concat(values.Keys)),
            Grade = record.Kernel.Step > 0 && record.Grade is { } grade ? Judged(grade, record, roof, time) : record.Grade,
        };
    }

    private Grade Judged(Grade grade, RunRecord record, Roof? roof, double time)
    {
        if (roof is null)
            return grade with { NotObserved = [.. grade.NotObserved, "ceilings"] };
        var kernel = record.Kernel!;
        int threads = record.Engine!.Threads;
        double moved = kernel.Bytes / time, computed = kernel.Flops / time;
        bool movesTooMuch = SecondLook.IsOver(moved / roof.Bandwidth), computesTooMuch = SecondLook.IsOver(computed / roof.Compute);
        // Only the processor's ceilings are measured again.
        if (record.Case.Device != "cpu")
            return movesTooMuch || computesTooMuch ? SecondLook.Without(grade) : grade;
        if (movesTooMuch)
            grade = look.Judge(grade, MetricId.KernelBandwidth, [RunCeilings.Case("ceiling.read", (long)record.Values[MetricId.KernelWorkingSet], threads, record.Case.Seed)], moved, "the kernel moves", ceilings["cpu"].FastestFrom(threads, (long)record.Values[MetricId.KernelWorkingSet]));
        if (computesTooMuch)
            grade = look.Judge(grade, MetricId.KernelFlops, [.. ceilings["cpu"].PeakCases([kernel.Arithmetic], threads).Take(MostPeaks)], computed, "the kernel computes");
        return grade;
    }

    private void Learn(RunRecord record)
    {
        // Earlier records come from a file that anybody may have written.
        if (record is not { Status: CaseStatus.Ok, Kernel: not null, Engine: not null } || !record.Statistics.ContainsKey(MetricId.KernelTime))
            return;
        if (!ceilings.TryGetValue(record.Case.Device, out var limits))
            ceilings.Add(record.Case.Device, limits = new());
        limits.Add(record);
        if (record.Kernel.Step == 0)
            libraries.Add(record with { Samples = new Dictionary<string, SampleSeries>() });
    }

    private KernelRival? Fastest(RunRecord record) => libraries
        .Where(l => (l.Case.Device, l.Kernel!.Ladder, l.Case.Shape, l.Engine!.Threads, l.Case.Cached) == (record.Case.Device, record.Kernel!.Ladder, record.Case.Shape, record.Engine!.Threads, record.Case.Cached))
        .Select(l => new KernelRival(l.Kernel!.Name, l.CaseId, l.Statistics[MetricId.KernelTime].Median))
        .MinBy(l => l.Seconds);

    // Null where no library does what the ladder does: then there is nothing to measure.
    private string? WhyNoLibrary(RunRecord record)
    {
        if (!options.References)
            return "--no-references was given";
        var known = (gpus.FirstOrDefault(gpu => gpu.Id == record.Case.Device)?.References ?? references).Where(r => r.Ladder == record.Kernel!.Ladder).ToArray();
        return known.Length == 0 ? null
            : known.All(r => r.Absent is not null) ? string.Join("; ", known.Select(r => r.Absent))
            : $"{string.Join(" and ", known.Where(r => r.Absent is null).Select(r => r.Name))} gave no figure at this shape and these threads";
    }
}
