using System.Diagnostics;
using System.Reflection;

namespace InferBench.Runner.Devices;

/// <summary>Which build of InferBench is running.</summary>
internal static class BuildInfo
{
    private static readonly Assembly Runner = typeof(BuildInfo).Assembly;

    /// <summary>Version and, when built in a repository, the commit: <c>0.1.0+3ecaf07...</c>.</summary>
    public static string Version { get; } =
        Runner.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? EnvironmentProbe.NotObserved;

    /// <summary><c>Debug</c> when the compiler did not optimise, whatever the configuration was called.</summary>
    public static string Configuration { get; } =
        Runner.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true ? "Debug" : "Release";
}
