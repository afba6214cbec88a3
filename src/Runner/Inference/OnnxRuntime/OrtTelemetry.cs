using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Keeps the runtime from reporting home: Microsoft's builds for Linux and macOS open a database in the user's cache folder and
/// send events from a thread of their own, which is also no part of what is to be measured.
/// </summary>
internal static partial class OrtTelemetry
{
    /// <summary>The variable the runtime looks at once, before its C API can be asked for anything.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Sets the variable for native code, which does not see .NET's copy of the environment.</summary>
    public static void TurnOff()
    {
        if (!OperatingSystem.IsWindows())
            Export(Variable, "1");
    }

    /// <summary>Sets a variable for native code of this process.</summary>
    internal static void Export(string name, string value)
    {
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(name, value);
        else
            _ = SetVariable(name, value, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
