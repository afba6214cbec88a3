using System.Text.Json;
using static System.FormattableString;

namespace InferBench.Runner.Records;

/// <summary>What each reason of a grade says of any case, and what to do about it.</summary>
public static class Grades
{
    /// <summary>Every reason, as declared.</summary>
    public static IReadOnlyList<GradeReason> All { get; } = Enum.GetValues<GradeReason>();

    /// <summary>The reason as people read it, such as <c>foreign-load</c>.</summary>
    public static string Name(GradeReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());

    /// <summary>When it applies, with its threshold.</summary>
    public static string Rule(GradeReason reason) => reason switch
    {
        GradeReason.Unstable => "at the time limit the 95 % interval of a watched median was still wider than --ci, ±2 % where it is not given",
        GradeReason.StolenTime => Invariant($"the hypervisor took more than {100 * GradeThresholds.MostStolen:0} % of the processor time that was wanted while the case was measured"),
        GradeReason.ForeignLoad => Invariant($"other processes used more than {100 * GradeThresholds.MostForeignCores:0} % of one core while the case was measured"),
        GradeReason.Throttled => Invariant($"the clock was below {100 * GradeThresholds.LeastClock:0} % of the run's median, or the machine counted throttling: too hot, or a control group at its limit; or a GPU's clock was below three quarters of its own, or held down for heat or by its power supply"),
        GradeReason.TooFewSamples => Invariant($"fewer than {GradeThresholds.FewestTrials} timed trials"),
        GradeReason.OrderDrift => Invariant($"a repeat of the anchor before or after the case had moved by more than {100 * GradeThresholds.MostDrift:0} % from the first"),
        GradeReason.DebugBuild => "InferBench was built without optimisation",
        GradeReason.ProviderFallback => "nodes of the graph ran elsewhere than on the device that was asked for, beyond helpers that compute shapes",
        GradeReason.Implausible => Invariant($"faster by more than {100 * GradeThresholds.MostOverCeiling:0} % than the read bandwidth or the arithmetic measured on this machine allow, measured again before it is said"),
        GradeReason.OutputMismatch => "the outputs are not those of the model's weights, beyond what the arithmetic allows",
        GradeReason.WrongKernel => "the kernel's results are off from float64 by more than the arithmetic allows: it was not timed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>One sentence of advice.</summary>
    public static string Advice(GradeReason reason) => reason switch
    {
        GradeReason.Unstable => "take more time with --max-time, or a wider interval with --ci",
        GradeReason.StolenTime => "measure when the host is quieter, or on a machine that is not shared",
        GradeReason.ForeignLoad => "end other work on this machine; 'top' shows what it is",
        GradeReason.Throttled => "cool the machine, set the performance governor, or run with fewer --threads than the control group's limit",
        GradeReason.TooFewSamples => "take more with --max-time or --trials",
        GradeReason.OrderDrift => "compare only cases that stand close together in the run's order, or run it again when there is less other work",
        GradeReason.DebugBuild => "build and run with -c Release",
        GradeReason.ProviderFallback => "run on a device whose provider has all operators of the graph, or on cpu",
        GradeReason.Implausible => "run it again; where it stays, please report it: the figure or the ceiling is wrong",
        GradeReason.OutputMismatch => "check the model's files with 'inferbench model inspect --verify'; where they are whole, do not use this build of the runtime",
        GradeReason.WrongKernel => "please report it with the processor and its flags, which 'inferbench doctor' shows",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
