using System.Globalization;
using System.Text;
using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class MutatedResultsTests : IDisposable
{
    private const int Files = 1_000;

    private static readonly string[] Words =
        ["null", "{}", "[]", "1e999", "-1", "9223372036854775808", "\"\\ud800\"", "\"\"", "true", "[[", "}}", "\n", "\0", "\u001b[31m", ",", "\"schema\":1,"];

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void No_mutated_file_breaks_the_reader_and_every_bad_line_has_its_number()
    {
        byte[] whole = Encoding.UTF8.GetBytes(string.Concat(
            new[] { TestRecords.Ok() with { Model = TestRecords.Model("int4") }, TestRecords.Skipped(), TestRecords.Ok() with { OrderIndex = 1 } }
                .Select(r => JsonSerializer.Serialize(r, RecordJson.Line.RunRecord) + "\n")));
        int bad = 0;
        for (int seed = 0; seed < Files; seed++)
        {
            var random = new Random(seed);
            byte[] mutated = whole;
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                mutated = Mutate(mutated, random);
            File.WriteAllBytes(path, mutated);

            int lines = mutated.Count((byte)'\n') + 1;
            var records = ResultsReader.Records(path, problem => bad += Numbered(problem, lines), samples: seed % 2 == 0).ToArray();

            AgreeOnLines(mutated);
            ResultTable.Write(Terminal.Open(TextWriter.Null, redirected: true), records);
            CsvExport.Write(TextWriter.Null, records);
            MarkdownExport.Write(TextWriter.Null, records);
            JsonExport.Write(Stream.Null, records);
            LlamaBenchExport.Write(Stream.Null, records, _ => { });
            ResultsFiles.Summarize(path, problem => Numbered(problem, lines));
            ResultsPruning.Prune(path, PruneKeep.Latest, yes: false, problem => Numbered(problem, lines));
            if (seed % 10 == 0)
                Append(records.Length);
        }

        Assert.InRange(bad, Files / 2, Files * 3);
    }

    // The decoder of plain records takes nothing that the strict one refuses, and reads the same in it.
    private static void AgreeOnLines(byte[] file)
    {
        var plain = new PlainRecordDecoder();
        var parts = new RecordParts();
        using var lines = new LineReader(new MemoryStream(file));
        while (lines.Read())
        {
            RecordHead head;
            try
            {
                head = RecordHead.Parse(lines.Line, new(), parts);
            }
            catch (JsonException)
            {
                continue;
            }

            foreach (bool samples in (bool[])[true, false])
            {
                if (plain.TryDecode(lines.Line, head, parts, samples) is not { } record)
                    continue;
                var strict = RecordDecoder.Decode(lines.Line, samples ? null : parts[RecordPart.Samples]);
                Assert.Equal(JsonSerializer.Serialize(strict, RecordJson.Line.RunRecord), JsonSerializer.Serialize(record, RecordJson.Line.RunRecord));
            }
        }
    }

    private void Append(int before)
    {
        try
        {
            ResultsFile.OpenForAppend(path, _ => { }).Append(TestRecords.Ok() with { OrderIndex = 7 });
        }
        catch (BadInputException e)
        {
            Assert.StartsWith($"--out {path}: found a file that holds no records of this version of InferBench (", e.Message, StringComparison.Ordinal);
            return;
        }

        var records = ResultsReader.Records(path, _ => { }).ToArray();
        Assert.Equal(before + 1, records.Length);
        Assert.Equal(7, records[^1].OrderIndex);
        File.Delete(path + ".torn");
    }

    private int Numbered(string problem, int lines)
    {
        Assert.StartsWith(path + ":", problem, StringComparison.Ordinal);
        string number = problem[(path.Length + 1)..].Split(':')[0];
        Assert.InRange(int.Parse(number, CultureInfo.InvariantCulture), 1, lines);
        return 1;
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length), length = Math.Min(random.Next(1, 40), bytes.Length - at);
        var (before, after) = (bytes[..at], bytes[(at + length)..]);
        switch (random.Next(6))
        {
            case 0:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return [.. before, .. after];
            case 2:
                return [.. before, .. bytes[at..(at + length)], .. bytes[at..]];
            case 3:
                return [.. before, .. Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]), .. bytes[at..]];
            case 4:
                // A value of the right place and the wrong kind.
                int colon = Array.IndexOf(bytes, (byte)':', at);
                int end = colon < 0 ? -1 : Array.FindIndex(bytes, colon, b => b is (byte)',' or (byte)'}');
                return end < 0 ? before : [.. bytes[..(colon + 1)], .. Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]), .. bytes[end..]];
            default:
                return at == 0 ? bytes : before;
        }
    }
}
