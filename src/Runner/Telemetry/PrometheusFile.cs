using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>A file for node_exporter's textfile collector, which must never see half of one.</summary>
internal static class PrometheusFile
{
    private const string Flag = "--prometheus-textfile";

    /// <summary>Refuses a path that cannot be written to.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    public static void Check(string path)
    {
        if (path.Length == 0 || Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new BadInputException($"{Flag}: found '{OneLine.Of(path, 200)}', allowed is a file in a folder that exists, such as the textfile collector's");
    }

    /// <summary>Writes it under a name of its own first.</summary>
    /// <returns>What went wrong, in a line; null where nothing did.</returns>
    public static string? Write(string path, byte[] text)
    {
        string part = FormattableString.Invariant($"{path}.{Environment.ProcessId}.part");
        try
        {
            File.WriteAllBytes(part, text);
            File.Move(part, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"telemetry: {Flag}: the file was not written: {e.Message}";
        }
    }
}
