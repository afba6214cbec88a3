using InferBench.Runner.Devices;
using static System.FormattableString;

namespace InferBench.Runner.Harness;

/// <summary>What an exit code says, in words.</summary>
internal static class ProcessEnd
{
    private const int SignalBase = 128;
    private const int Kill = 9;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    };

    /// <summary>What ended the process, such as <c>was killed by SIGSEGV</c>.</summary>
    /// <param name="exitCode">Above 128 on Unix: the number of the signal that ended it and 128; null where it has not ended.</param>
    public static string Describe(int? exitCode) =>
        exitCode is not { } code ? "does not even end when it is killed"
        : OperatingSystem.IsWindows() ? Invariant($"ended with exit code {code} (0x{code:X8})")
        : Signals.TryGetValue(code - SignalBase, out string? name) ? $"was killed by {name}"
        : Invariant($"ended with exit code {code}");

    /// <summary>Who sent SIGKILL, as far as the kernel's counts tell; null where another thing ended the process.</summary>
    /// <param name="exitCode">As above.</param>
    /// <param name="before">Kills for want of memory before the process was started.</param>
    /// <param name="after">The same after its end.</param>
    public static string? WhyKilled(int? exitCode, OomKills before, OomKills after) =>
        OperatingSystem.IsWindows() || exitCode - SignalBase != Kill ? null
        : after.InGroup > before.InGroup ? Invariant($"out of memory: the control group's count of such kills went from {before.InGroup} to {after.InGroup}")
        : after.OnMachine > before.OnMachine ? Invariant($"out of memory: the machine's count of such kills went from {before.OnMachine} to {after.OnMachine}")
        : after is { InGroup: null, OnMachine: null } ? "for want of memory or by hand: this kernel does not count kills for want of memory"
        : "not for want of memory: the kernel counted no such kill";
}
