using System.Text.Json;
using InferBench.Runner.Devices;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Shows what this machine has, what is missing, and what mends it.</summary>
public static class DoctorCommand
{
    private const int StateWidth = 8;
    private const int TopicWidth = 16;

    /// <exception cref="BadInputException">The cache folder has no usable name; nothing is printed then.</exception>
    public static int Run(DoctorOptions options)
    {
        var folder = new ModelCache(options.CacheDirectory).Folder;
        var environment = new EnvironmentProbe().Read();
        Finding[] findings = [.. OnnxRuntimeFindings.Read(), .. GenAiFindings.Read(), .. new HostFindings().Read(folder), .. CudaKernelFindings.Read()];
        Console.Out.WriteLine(options.Json
            ? JsonSerializer.Serialize(DoctorReport.Of(environment, findings), DoctorJson.Indented.DoctorReport)
            : string.Join(Environment.NewLine, Text(environment, findings)));
        return ExitCode.Ok;
    }

    private static IEnumerable<string> Text(EnvironmentInfo environment, IEnumerable<Finding> findings) =>
        [.. Machine(environment).Select(fact => Line("", fact.Topic, fact.What)), "", .. findings.SelectMany(Lines)];

    private static IEnumerable<(string Topic, string What)> Machine(EnvironmentInfo e)
    {
        const string unknown = EnvironmentProbe.NotObserved;
        yield return ("OS", e.Kernel is null ? e.Os : $"{e.Os}, kernel {e.Kernel}");
        yield return ("CPU", $"{e.Cpu.Model} ({e.Cpu.Architecture})");
        yield return ("cores", $"{e.Cpu.LogicalCores} logical, {e.Cpu.PhysicalCores?.ToString() ?? unknown} physical; a case takes {AutoThreads.Choose(e)} threads unless told otherwise");
        yield return ("flags", e.Cpu.Flags.Count == 0 ? unknown : string.Join(' ', e.Cpu.Flags));
        yield return ("caches", e.Cpu.Caches.Count == 0 ? unknown : string.Join(", ", e.Cpu.Caches.Select(Cache)));
        yield return ("memory", e.MemoryBytes is { } memory ? Quantity.Bytes(memory) : unknown);
        yield return ("cgroup limits", $"{(e.CpuLimitCores is { } cores ? Quantity.Short(cores) + " cores" : "no cores limit")}, {(e.MemoryLimitBytes is { } limit ? Quantity.Bytes(limit) : "no memory limit")}");
        yield return ("container or VM", e.Container ?? unknown);
        yield return (".NET", e.Dotnet);
        yield return ("InferBench", $"{e.Inferbench}, {e.BuildConfiguration}");
    }

    private static string Cache(CacheInfo c) =>
        $"L{c.Level} {c.Kind} {c.Count} x {Quantity.Bytes(c.Bytes)}";

    private static IEnumerable<string> Lines(Finding finding)
    {
        string state = finding.State switch
        {
            FindingState.Ok => "ok",
            FindingState.Missing => "missing",
            FindingState.Warning => "warning",
            _ => "unknown",
        };
        yield return Line(state, finding.Topic, finding.What);
        if (finding.Mend is { } mend)
            yield return Line("", "", mend.ToString());
    }

    private static string Line(string state, string topic, string what) =>
        state.PadRight(StateWidth) + topic.PadRight(TopicWidth) + Printable.Of(what);
}
