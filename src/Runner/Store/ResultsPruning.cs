using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>A record that a pruned file goes without.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Head">What it is.</param>
public sealed record PrunedRecord(long Line, RecordHead Head);

/// <summary>Removes records from a results file. Lines that are no records stay as they are.</summary>
public static class ResultsPruning
{
    /// <param name="path">The file.</param>
    /// <param name="keep">What stays.</param>
    /// <param name="yes">Whether to remove the others; else they are only returned.</param>
    /// <param name="problem">Told of every line that is no record.</param>
    /// <returns>What goes, in the order of the file.</returns>
    /// <exception cref="BadInputException">The file cannot be read or written, or a line of it is too long to be kept.</exception>
    public static IReadOnlyList<PrunedRecord> Prune(string path, PruneKeep keep, bool yes, Action<string> problem)
    {
        if (!yes || !File.Exists(path))
            return Choose(ResultsReader.Open(path), keep, problem);

        // Other runs stay out until the new file has the old one's name.
        using var alone = OpenAlone(path);
        var gone = Choose(ResultsReader.Over(path, alone), keep, problem);
        if (gone.Count > 0)
        {
            var lines = gone.Select(g => g.Line).ToHashSet();
            alone.Seek(0, SeekOrigin.Begin);
            WholeFile.Write("prune", path, replace: true, stream => CopyWithout(path, alone, stream, lines));
        }

        return gone;
    }

    private static FileStream OpenAlone(string path)
    {
        if (FilePath.IsDevice(path))
            throw new BadInputException($"{path}: found a device, allowed is a results file; name one");
        try
        {
            return ResultsFile.OpenAlone(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be written ({e.Message.Split('\n')[0].TrimEnd('.', '\r')}); name a file that you may write", e);
        }
    }

    private static List<PrunedRecord> Choose(ResultsReader opened, PruneKeep keep, Action<string> problem)
    {
        using var reader = opened;
        var all = new List<PrunedRecord>();
        while (reader.Read())
        {
            if (reader.Head is { } head)
                all.Add(new(reader.LineNumber, head));
            else
                problem(reader.Problem!);
        }

        if (keep == PruneKeep.Ok)
            return all.FindAll(r => r.Head.Status != CaseStatus.Ok);
        var kept = all.Where(r => !r.Head.IsRepeat).GroupBy(r => (r.Head.Key.CaseId, r.Head.Processor))
            .Select(same => same.LastOrDefault(r => r.Head.Status == CaseStatus.Ok) ?? same.Last())
            .ToHashSet();
        // Repeats of an anchor say something of every record of their run.
        var runs = kept.Select(r => r.Head.Key.RunId).ToHashSet();
        return all.FindAll(r => r.Head.IsRepeat ? !runs.Contains(r.Head.Key.RunId) : !kept.Contains(r));
    }

    private static void CopyWithout(string path, FileStream from, Stream to, HashSet<long> lines)
    {
        using var reader = new LineReader(from, leaveOpen: true);
        while (reader.Read())
        {
            if (lines.Contains(reader.Number))
                continue;
            if (reader.IsTooLong)
                throw new BadInputException(FormattableString.Invariant($"{path}:{reader.Number}: found a line of more than {LineReader.MaxBytes >> 20} MiB, which cannot be kept; remove it with another tool"));
            to.Write(reader.Line);
            if (reader.IsTerminated)
                to.WriteByte((byte)'\n');
        }
    }
}
