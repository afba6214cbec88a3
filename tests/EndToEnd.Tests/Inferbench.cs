using System.Diagnostics;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>The built executable as a process of its own.</summary>
internal static class Inferbench
{
    public static string Executable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "inferbench.exe" : "inferbench");

    /// <summary>How a process ended and what it printed.</summary>
    public sealed record Outcome(int ExitCode, string Output, string Errors)
    {
        public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Task<Outcome> Run(params string[] arguments) => Run(new ProcessStartInfo(Executable, arguments));

    /// <summary>Runs with variables added to, or where the value is null taken from, the environment.</summary>
    public static Task<Outcome> RunWith(IReadOnlyDictionary<string, string?> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Run(start);
    }

    public static async Task<Outcome> Run(ProcessStartInfo start, Func<Process, Task>? meanwhile = null, string input = "")
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (meanwhile is not null)
                await meanwhile(process);
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>What leaves out the repeats of an anchor case, where this version has them.</summary>
    public static async Task<string[]> NoAnchor() =>
        (await Run("run", "--help")).Output.Contains("--no-anchor", StringComparison.Ordinal) ? ["--no-anchor"] : [];

    public static RunRecord[] ReadRecords(string path) =>
        [.. File.ReadAllLines(path).Select(line => JsonSerializer.Deserialize(line, RecordJson.Line.RunRecord)!)];
}
