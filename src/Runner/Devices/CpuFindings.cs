using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>What about the processor decides or disturbs a speed.</summary>
internal static class CpuFindings
{
    // Time that the host takes for others looks like slowness of the model.
    private const double MaxStolen = 0.02;

    private static readonly string[] X86 =
        ["avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "amx_bf16"];

    private static readonly string[] Arm = ["asimd", "asimddp", "i8mm", "sve"];
    private static readonly string[] Baseline = ["avx2", "fma", "asimd", "asimddp"];

    public static IEnumerable<Finding> Read(HostTree tree, EnvironmentInfo environment)
    {
        var cpu = environment.Cpu;
        yield return Features(cpu);
        yield return Governor(cpu.Governor);
        yield return Limit(cpu.LogicalCores, environment.CpuLimitCores, observed: tree.Exists("proc/self/cgroup"));
        if (cpu.Flags.Contains("hypervisor"))
            yield return StolenTime(tree.Read("proc/stat") ?? "");
    }

    private static Finding Features(CpuInfo cpu)
    {
        const string topic = "cpu features";
        if (cpu.Flags.Count == 0)
            return new(topic, FindingState.NotObserved, "the system does not list the processor's features");

        var relevant = cpu.Architecture == "Arm64" ? Arm : X86;
        var present = relevant.Where(f => cpu.Flags.Contains(f)).ToList();
        var absent = relevant.Except(present).ToList();
        var what = $"present: {List(present)}; absent: {List(absent)}";
        var slow = absent.Intersect(Baseline).ToList();
        return slow.Count == 0
            ? new(topic, FindingState.Ok, what)
            : new(
                topic, FindingState.Warning,
                $"{what}; without {string.Join(" and ", slow)} matrix kernels take their slow path",
                Mend.Advice("use a processor, or a kind of virtual machine, that has them"));
    }

    private static Finding Governor(string? governor)
    {
        const string topic = "cpu governor";
        if (governor is null)
            return new(topic, FindingState.NotObserved, "the system does not tell, as is usual in a virtual machine");
        return governor.Contains("powersave", StringComparison.Ordinal)
            ? new(
                topic, FindingState.Warning,
                $"{governor}: clocks rise late or not at all, so short runs look slow",
                Mend.Command("cpupower frequency-set -g performance"))
            : new(topic, FindingState.Ok, governor);
    }

    private static Finding Limit(int processors, double? limit, bool observed)
    {
        const string topic = "cpu limit";
        if (!observed)
            return new(topic, FindingState.NotObserved, "the system does not tell of control groups");
        if (limit is not { } cores || cores >= processors)
            return new(topic, FindingState.Ok, Invariant($"none below the {processors} usable logical processors"));

        var threads = Math.Max(1, (int)cores);
        return new(
            topic, FindingState.Warning,
            Invariant($"the control group allows {cores:0.##} of {processors} logical processors: ")
                + "beyond that the process is stopped for a part of every period",
            Mend.Advice(
                "raise the limit (docker run --cpus, resources.limits.cpu in Kubernetes), "
                    + Invariant($"or run with --threads {threads}")));
    }

    // First line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, ... in ticks since boot.
    private static Finding StolenTime(string stat)
    {
        const string topic = "stolen time";
        var words = stat.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = words.Skip(1).Take(8).Select(word => (double)(Digits.Parse(word) ?? 0)).ToList();
        if (ticks.Count < 8 || ticks.Sum() == 0)
            return new(topic, FindingState.NotObserved, "this virtual machine does not tell how much its host takes");

        var share = ticks[7] / ticks.Sum();
        var what = Invariant($"the host took {share * 100:0.0} % of the processors' time since boot");
        return share > MaxStolen
            ? new(
                topic, FindingState.Warning, what,
                Mend.Advice("measure when the host is quieter, or on a machine that is not shared"))
            : new(topic, FindingState.Ok, what);
    }

    private static string List(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
