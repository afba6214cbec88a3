using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>In what two records of a case are unlike, beyond what was measured.</summary>
internal static class Likeness
{
    private const int LongestQuote = 200;

    /// <summary>Every difference, each with one case.</summary>
    public static IEnumerable<Difference> Of(RunRecord before, RunRecord after, IEnumerable<string> metrics) =>
        Compared(before, after)
            .Concat(metrics.Select(id => (Kind: DifferenceKind.Definitions, What: "version of " + id, Base: Version(before, id), New: Version(after, id))))
            .Where(c => c.Base != c.New)
            .Select(c => new Difference(c.Kind, c.What, Quoted(c.Base), Quoted(c.New), 1));

    /// <summary>Every difference among the records of tests, with the number of cases that have it.</summary>
    public static List<Difference> Among(IEnumerable<MetricTest> tests) => Counted(
        tests.GroupBy(t => t.New.CaseId)
            .Select(c => c.SelectMany(t => (t.Pairs ?? [(t.Base, t.New)]).SelectMany(p => Of(p.Base, p.New, c.Select(m => m.Metric.Id))))));

    /// <summary>Differences of cases, each with the number of cases that have it.</summary>
    public static List<Difference> Counted(IEnumerable<IEnumerable<Difference>> cases) =>
    [
        .. cases.SelectMany(differences => differences.Distinct())
            .GroupBy(d => d).Select(same => same.Key with { Cases = same.Count() })
            .OrderBy(d => d.Kind),
    ];

    /// <summary>The line that refuses a difference.</summary>
    public static string Refusal(Difference d, string basePath, string newPath)
    {
        string kind = d.Kind.ToString().ToLowerInvariant();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{newPath}: found {d.What} '{d.New ?? "none"}' and in {basePath} '{d.Base ?? "none"}' (cases: {d.Cases}), allowed are equal ones; measure both alike, or pass --allow {kind}");
    }

    private static IEnumerable<(DifferenceKind Kind, string What, string? Base, string? New)> Compared(RunRecord before, RunRecord after)
    {
        var (then, now) = (before.Environment, after.Environment);
        var (settings, later) = (before.Settings, after.Settings);
        const DifferenceKind machine = DifferenceKind.Environment, build = DifferenceKind.Build, engine = DifferenceKind.Engine, setting = DifferenceKind.Settings;
        yield return (machine, "processor", then.Cpu.Model, now.Cpu.Model);
        yield return (machine, "architecture", then.Cpu.Architecture, now.Cpu.Architecture);
        yield return (machine, "flags that the other lacks", Beyond(then.Cpu, now.Cpu), Beyond(now.Cpu, then.Cpu));
        yield return (machine, "logical cores", Text(then.Cpu.LogicalCores), Text(now.Cpu.LogicalCores));
        yield return (machine, "physical cores", Text(then.Cpu.PhysicalCores), Text(now.Cpu.PhysicalCores));
        yield return (machine, "limit of cores", Text(then.CpuLimitCores), Text(now.CpuLimitCores));
        yield return (machine, "caches", Caches(then.Cpu), Caches(now.Cpu));
        yield return (machine, "governor", then.Cpu.Governor, now.Cpu.Governor);
        yield return (machine, "device", before.Device.Name, after.Device.Name);
        yield return (machine, "operating system", then.Os, now.Os);
        yield return (machine, "kernel", then.Kernel, now.Kernel);
        yield return (machine, "container", then.Container, now.Container);
        yield return (machine, ".NET runtime", then.Dotnet, now.Dotnet);
        yield return (build, "InferBench", then.Inferbench, now.Inferbench);
        yield return (build, "build configuration", then.BuildConfiguration, now.BuildConfiguration);
        yield return (engine, "engine", before.Engine?.Name, after.Engine?.Name);
        yield return (engine, "engine version", before.Engine?.Version, after.Engine?.Version);
        yield return (engine, "version of ONNX Runtime under the engine", before.Engine?.RuntimeVersion, after.Engine?.RuntimeVersion);
        yield return (engine, "engine library", before.Engine?.Library, after.Engine?.Library);
        yield return (engine, "hash of the engine library", before.Engine?.LibraryHash, after.Engine?.LibraryHash);
        yield return (engine, "engine build", before.Engine?.BuildInfo, after.Engine?.BuildInfo);
        yield return (engine, "provider", before.Engine?.Provider, after.Engine?.Provider);
        yield return (engine, "instruction set", before.Kernel?.Isa, after.Kernel?.Isa);
        if (!Siblings.Are(before.Model, after.Model))
            yield return (DifferenceKind.Model, $"hash of {after.Case.Model}", before.Model?.Hash, after.Model?.Hash);
        yield return (setting, "threads", Text(before.Engine?.Threads), Text(after.Engine?.Threads));
        yield return (setting, "--trials", Text(settings.Trials), Text(later.Trials));
        yield return (setting, "--warmup", Text(settings.WarmUp), Text(later.WarmUp));
        yield return (setting, "--min-time", Text(settings.MinTime), Text(later.MinTime));
        yield return (setting, "--max-time", Text(settings.MaxTime), Text(later.MaxTime));
        yield return (setting, "--ci", Text(settings.RelativeInterval), Text(later.RelativeInterval));
    }

    private static string? Version(RunRecord r, string metric) => r.Definitions.TryGetValue(metric, out int version) ? Text(version) : null;

    private static string? Beyond(CpuInfo one, CpuInfo other) =>
        one.Flags.Except(other.Flags).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } flags ? string.Join(' ', flags) : null;

    private static string? Caches(CpuInfo cpu) => cpu.Caches.Count == 0
        ? null
        : string.Join(", ", cpu.Caches.Select(c => FormattableString.Invariant($"{c.Count} x L{c.Level} {c.Kind} {c.Bytes}")));

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);

    private static string? Quoted(string? text) => text is null ? null : OneLine.Of(text, LongestQuote);
}
