#pragma warning disable CA1050 // .NET looks for this name in no namespace.

/// <summary>Run by .NET in a process that is started with DOTNET_STARTUP_HOOKS: tells at the end what was loaded.</summary>
internal static class StartupHook
{
    public const string Folder = "INFERBENCH_TEST_LOADED";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(
        Path.Combine(Environment.GetEnvironmentVariable(Folder)!, Guid.NewGuid().ToString()),
        AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name ?? ""));
}
