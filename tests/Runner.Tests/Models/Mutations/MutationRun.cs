using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>Runs mutated models by the executable, in a process that has less memory than the machine.</summary>
internal static class MutationRun
{
    // .NET reserves far more than it uses unless its heap has a limit of its own.
    private const string HeapBytes = "0x20000000";
    private const long ProcessKib = 6 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How a process ended: its exit code, what it said, and a record for each model that it came to, without the anchor's repeats.</summary>
    public sealed record Outcome(int ExitCode, string Errors, IReadOnlyList<RunRecord> Records);

    public static async Task<Outcome> Of(IReadOnlyList<string> models, string cache)
    {
        string[] arguments =
        [
            "run", "--model", string.Join(',', models), "--prompt", "2", "--gen", "2", "--trials", "1", "--warmup", "0", "--max-time", "2", "--in-process",
            "--threads", "1", "--json", "--quiet", "--cache-dir", cache, "--out", Path.Combine(cache, $"{Guid.NewGuid():N}.jsonl"),
        ];
        ProcessStartInfo start = OperatingSystem.IsLinux()
            ? new("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -c 0; ulimit -v {ProcessKib}; exec \"$0\" \"$@\""), Executable, .. arguments])
            : new(Executable, arguments);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapBytes;
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        string[] lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(process.ExitCode, await errors, [.. lines.Select(l => JsonSerializer.Deserialize(l, RecordJson.Line.RunRecord)!).Where(r => r.Anchor is null)]);
    }

    private static string Executable => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "inferbench.exe" : "inferbench");
}
