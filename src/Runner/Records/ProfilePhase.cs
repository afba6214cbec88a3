using System.Text.Json.Serialization;

namespace InferBench.Runner.Records;

/// <summary>One phase of a profiled case. Every time is of one step: a prefill, or the mean decode step.</summary>
public sealed record ProfilePhase
{
    /// <summary>The prompt.</summary>
    public const string Prefill = "prefill";

    /// <summary>One generated token of each sequence.</summary>
    public const string Decode = "decode";

    /// <summary><see cref="Prefill"/> or <see cref="Decode"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Steps behind the means.</summary>
    public required long Steps { get; init; }

    /// <summary>The host's time of a step under the profiler, ns: operators and gaps add up to it.</summary>
    public required double StepNs { get; init; }

    /// <summary>Every node that ran, the one that took the longest first.</summary>
    public required IReadOnlyList<OperatorTime> Operators { get; init; }

    /// <summary>Time that is no operator's, by <see cref="GapName"/>, ns.</summary>
    public required IReadOnlyDictionary<string, double> GapsNs { get; init; }

    /// <summary>What ran on the device, the longest first; null where it was not traced.</summary>
    public DeviceActivity? Device { get; init; }

    /// <summary>Hardware counters, by name such as <c>instructions</c>, per step; empty where none could be read.</summary>
    public required IReadOnlyDictionary<string, double> Counters { get; init; }

    /// <summary>What this run's ceilings allow a step by the formulas of all its operators; null where there are no ceilings.</summary>
    public Roof? Roof { get; init; }

    /// <summary>What to do about it, in a sentence made of the figures.</summary>
    public required string Advice { get; init; }

    /// <summary>Time in operators, ns.</summary>
    [JsonIgnore]
    public double OperatorsNs => Operators.Sum(o => o.Ns);

    /// <summary>Share of the step that is an operator's or a named gap's.</summary>
    [JsonIgnore]
    public double Covered => StepNs > 0 ? (OperatorsNs + GapsNs.Where(g => g.Key != GapName.Unaccounted).Sum(g => g.Value)) / StepNs : 0;
}

/// <summary>Where time goes that no operator accounts for.</summary>
public static class GapName
{
    /// <summary>Between operators: the runtime's walk through the graph, and its profiler's own writing.</summary>
    public const string BetweenOperators = "between_operators";

    /// <summary>In the runtime before and after the walk: inputs, outputs, waiting for a device.</summary>
    public const string AroundRun = "around_run";

    /// <summary>In the host's call outside of the run: binding.</summary>
    public const string Binding = "binding";

    /// <summary>Choosing the token.</summary>
    public const string Selection = "selection";

    /// <summary>The rest of the host's loop.</summary>
    public const string HostLoop = "host_loop";

    /// <summary>What none of these explains.</summary>
    public const string Unaccounted = "unaccounted";
}

/// <summary>One node of the model's graph in one step.</summary>
public sealed record OperatorTime
{
    /// <summary>Its name in the graph.</summary>
    public required string Node { get; init; }

    /// <summary>Its operator, such as <c>MatMulNBits</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>What the operator does, such as <c>matmul</c>, <c>attention</c> or <c>norm</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which transformer layer, from 0; null outside of them.</summary>
    public int? Layer { get; init; }

    /// <summary>What it is in the model, such as <c>q_proj</c> or <c>lm_head</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Execution provider that ran it.</summary>
    public required string Provider { get; init; }

    /// <summary>Calls of a step; a fraction where not every step calls it.</summary>
    public required double Calls { get; init; }

    /// <summary>Its own time, ns.</summary>
    public required double Ns { get; init; }

    /// <summary>Arithmetic operations by formula; null without one.</summary>
    public double? Flops { get; init; }

    /// <summary>Least bytes it moves by formula; null without one.</summary>
    public double? Bytes { get; init; }
}

/// <summary>What a GPU did for one step, by the driver's own records. Times are nanoseconds.</summary>
public sealed record DeviceActivity
{
    /// <summary>Steps behind the means; those of a pass of its own.</summary>
    public required long Steps { get; init; }

    /// <summary>From the first call of a step to the end of its last work.</summary>
    public required double StepNs { get; init; }

    /// <summary>In which at least one kernel or copy ran.</summary>
    public required double BusyNs { get; init; }

    /// <summary>Between one piece of work and the next on the same stream.</summary>
    public required double GapNs { get; init; }

    /// <summary>Median from the start of a launch to the start of its work.</summary>
    public double? LaunchLatencyNs { get; init; }

    /// <summary>Whether the GPU stands idle for at least a fifth of the step because its next work was not launched yet.</summary>
    public required bool IsLaunchBound { get; init; }

    /// <summary>Launches of a step; one of a CUDA graph counts once.</summary>
    public required double Launches { get; init; }

    /// <summary>Kernels by short name, the longest first.</summary>
    public required IReadOnlyList<DeviceKernelTime> Kernels { get; init; }

    /// <summary>Copies by direction, such as <c>host_to_device</c>.</summary>
    public required IReadOnlyList<DeviceCopyTime> Copies { get; init; }

    /// <summary>What speaks against these figures, a line each; empty where nothing does.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
}

/// <summary>Kernels of one name in a step.</summary>
/// <param name="Name">Without namespaces, templates and parameters.</param>
/// <param name="Calls">Launches.</param>
/// <param name="Ns">Their time, ns.</param>
public sealed record DeviceKernelTime(string Name, double Calls, double Ns);

/// <summary>Copies of one direction in a step.</summary>
/// <param name="Direction">Such as <c>device_to_host</c>.</param>
/// <param name="Copies">How many.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Ns">Their time, ns.</param>
public sealed record DeviceCopyTime(string Direction, double Copies, double Bytes, double Ns);
