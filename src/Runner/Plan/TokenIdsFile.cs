using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>
/// A stranger's file of token ids: whole numbers with white space or commas between, or a JSON list of them. Which model's they
/// are is not in it.
/// </summary>
public static class TokenIdsFile
{
    /// <summary>Most bytes.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>Most ids.</summary>
    public const int MostIds = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="flag">What named it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="within">Folder that it must be in, and that the path is relative to; null where it may be anywhere.</param>
    /// <exception cref="BadInputException">It is no regular file, too large, or holds something else than two ids or more.</exception>
    public static TokenIds Read(string flag, string path, string? within = null)
    {
        (path, byte[] bytes) = GivenBytes.Read(flag, path, within, MostBytes, "a file of token ids");
        return bytes.Length <= MostBytes
            ? Parse(flag, path, bytes)
            : throw Problem(flag, path, $"found more than {MostBytes >> 20} MiB, allowed is as much");
    }

    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="BadInputException">As <see cref="Read"/>.</exception>
    internal static TokenIds Parse(string flag, string path, ReadOnlySpan<byte> content)
    {
        // The mark that some editors put before UTF-8.
        var text = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        int[] ids = text.TrimStart(" \t\r\n"u8).StartsWith("["u8) ? OfJson(flag, path, text) : OfText(flag, path, text);
        if (ids.Length < 2)
            throw Problem(flag, path, $"found {ids.Length} ids, allowed are two or more, the second of which is predicted");
        return new(Convert.ToHexStringLower(SHA256.HashData(content)), ids);
    }

    /// <summary>Refuses ids that a model does not have.</summary>
    /// <param name="flag">What named the file, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="ids">Its ids.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="vocabulary">How many ids it has.</param>
    /// <exception cref="BadInputException">There is one.</exception>
    public static void RequireWithin(string flag, string path, TokenIds ids, string model, int vocabulary)
    {
        int at = Array.FindIndex(ids.Ids, id => id >= vocabulary);
        if (at >= 0)
            throw new BadInputException(Invariant(
                $"{flag} {path}: id {at + 1}: found {ids.Ids[at]}, allowed are 0 to {vocabulary - 1}, the vocabulary of {model}; give ids of that model's tokenizer"));
    }

    private static int[] OfText(string flag, string path, ReadOnlySpan<byte> text)
    {
        var ids = new List<int>();
        ReadOnlySpan<char> all = Encoding.Latin1.GetString(text);
        foreach (var part in all.Split(','))
        {
            bool any = false;
            foreach (var place in all[part].SplitAny(" \t\r\n"))
            {
                if (all[part][place] is not { Length: > 0 } word)
                    continue;
                any = true;
                Add(flag, path, ids, int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : -1, word);
            }

            if (!any && all.Contains(','))
                Add(flag, path, ids, -1, "");
        }

        return [.. ids];
    }

    private static int[] OfJson(string flag, string path, ReadOnlySpan<byte> text)
    {
        var ids = new List<int>();
        var reader = new Utf8JsonReader(text);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                string found = reader.TokenType == JsonTokenType.StartArray ? "a list"
                    : reader.TokenType == JsonTokenType.StartObject ? "an object" : Encoding.UTF8.GetString(reader.ValueSpan);
                Add(flag, path, ids, reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int id) ? id : -1, found);
            }

            reader.Read();
        }
        // The parser's further sentences advise its callers, not its users.
        catch (JsonException e)
        {
            throw Problem(flag, path, $"line {e.LineNumber + 1}: is not JSON: {OneLine.Of(e.Message.Split(" LineNumber: ")[0].Split(". ")[0].TrimEnd('.'), 160)}");
        }

        return [.. ids];
    }

    private static void Add(string flag, string path, List<int> ids, int id, ReadOnlySpan<char> found)
    {
        if (ids.Count == MostIds)
            throw Problem(flag, path, $"found more than {MostIds} ids, allowed are as many");
        if (id < 0)
            throw Problem(flag, path, $"id {ids.Count + 1}: found '{OneLine.Of(found.ToString(), 40)}', allowed are whole numbers from 0");
        ids.Add(id);
    }

    private static BadInputException Problem(string flag, string path, FormattableString what) =>
        new(Invariant($"{flag} {path}: {Invariant(what)}; give token ids, with white space or commas between, or as a JSON list"));
}
