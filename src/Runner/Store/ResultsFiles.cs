using System.Security.Cryptography;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>What is done with whole results files, a line at a time: records go from file to file as they stand there.</summary>
public static class ResultsFiles
{
    /// <summary>Counts what a file holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Told of every line that is no record.</param>
    /// <exception cref="BadInputException">The file cannot be read.</exception>
    public static ResultsSummary Summarize(string path, Action<string> problem)
    {
        var cases = new HashSet<string>();
        var models = new OrderedSet();
        var processors = new OrderedSet();
        int[] count = new int[3];
        DateTimeOffset? from = null, to = null;
        using var reader = ResultsReader.Open(path);
        while (reader.Read())
        {
            if (reader.Head is not { } head)
            {
                problem(reader.Problem!);
                continue;
            }

            cases.Add(head.Key.CaseId);
            models.Add(head.Model);
            processors.Add(head.Processor);
            if (!head.IsRepeat)
                count[(int)head.Status]++;
            from = from is null || head.Started < from ? head.Started : from;
            to = to is null || head.Started > to ? head.Started : to;
        }

        return new()
        {
            File = path,
            Cases = cases.Count,
            Ok = count[(int)CaseStatus.Ok],
            Failed = count[(int)CaseStatus.Failed],
            Skipped = count[(int)CaseStatus.Skipped],
            Models = models.InOrder,
            Processors = processors.InOrder,
            From = from,
            To = to,
        };
    }

    /// <summary>Writes the records of several files to a new one, each once.</summary>
    /// <param name="files">The files, in the order of their records.</param>
    /// <param name="path">The new file.</param>
    /// <param name="problem">Told of every line that is no record; it stays where it is.</param>
    /// <returns>How many records were written, and how many were there already.</returns>
    /// <exception cref="BadInputException">
    /// A file cannot be read, two records of one run, case and place differ, or the new file is there already or cannot be written.
    /// </exception>
    public static (int Written, int Repeated) Merge(IReadOnlyList<string> files, string path, Action<string> problem)
    {
        var seen = new Dictionary<RecordKey, (int File, long Line, UInt128 Hash)>();
        int repeated = 0;
        WholeFile.Write("--out", path, replace: false, stream =>
        {
            for (int file = 0; file < files.Count; file++)
            {
                using var reader = ResultsReader.Open(files[file]);
                while (reader.Read())
                {
                    if (reader.Head is not { Key: var key })
                    {
                        problem(reader.Problem!);
                        continue;
                    }

                    var line = reader.Json.TrimEnd((byte)'\r');
                    var hash = Hash(line);
                    if (seen.TryGetValue(key, out var first))
                    {
                        if (first.Hash != hash)
                        {
                            throw new BadInputException(
                                FormattableString.Invariant($"{files[first.File]}:{first.Line} and {files[file]}:{reader.LineNumber}: found two records of run {key.RunId}, case {key.CaseId}, place {key.OrderIndex} that differ, allowed are equal ones; leave one of the files out"));
                        }

                        repeated++;
                        continue;
                    }

                    seen.Add(key, (file, reader.LineNumber, hash));
                    stream.Write(line);
                    stream.WriteByte((byte)'\n');
                }
            }
        });
        return (seen.Count, repeated);
    }

    private static UInt128 Hash(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private sealed class OrderedSet
    {
        private readonly HashSet<string> known = [];
        private readonly List<string> inOrder = [];

        public IReadOnlyList<string> InOrder => inOrder;

        public void Add(string item)
        {
            if (known.Add(item))
                inOrder.Add(item);
        }
    }
}
