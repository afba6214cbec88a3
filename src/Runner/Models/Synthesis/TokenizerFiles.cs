using System.Globalization;
using System.Text.Json;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The smallest tokenizer that other tools load: the 256 bytes as GPT-2 writes them, then made-up words, one for each
/// id. It is for showing ids as text; the weights are random, so no text means anything to the model.
/// </summary>
internal static class TokenizerFiles
{
    public const string Tokenizer = "tokenizer.json";
    public const string Config = "tokenizer_config.json";
    private const string Unknown = "<unk>", Begin = "<s>", End = "</s>";
    private const char Space = '\u0120';

    public static void Write(string folder, Preset preset)
    {
        using (FileStream stream = File.Create(Path.Combine(folder, Config)))
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            WriteConfig(json, preset.Geometry.Positions);
        using (FileStream stream = File.Create(Path.Combine(folder, Tokenizer)))
        using (Utf8JsonWriter json = new(stream))
            WriteTokenizer(json, preset);
    }

    private static void WriteConfig(Utf8JsonWriter json, int positions)
    {
        json.WriteStartObject();
        json.WriteString("bos_token", Begin);
        json.WriteString("eos_token", End);
        json.WriteString("unk_token", Unknown);
        json.WriteNumber("model_max_length", positions);
        json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
        json.WriteEndObject();
    }

    private static void WriteTokenizer(Utf8JsonWriter json, Preset preset)
    {
        string[] tokens = Tokens(preset);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        foreach (string absent in (string[])["truncation", "padding", "normalizer", "post_processor"])
            json.WriteNull(absent);
        foreach (string byteLevel in (string[])["pre_tokenizer", "decoder"])
            WriteByteLevel(json, byteLevel);
        json.WriteStartArray("added_tokens");
        foreach (int id in (int[])[Array.IndexOf(tokens, Unknown), preset.BosToken, preset.EosToken])
            WriteAddedToken(json, id, tokens[id]);
        json.WriteEndArray();
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteString("unk_token", Unknown);
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteStartObject("vocab");
        for (int id = 0; id < tokens.Length; id++)
            json.WriteNumber(tokens[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string role)
    {
        json.WriteStartObject(role);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }

    private static void WriteAddedToken(Utf8JsonWriter json, int id, string content)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("content", content);
        foreach (string off in (string[])["single_word", "lstrip", "rstrip", "normalized"])
            json.WriteBoolean(off, false);
        json.WriteBoolean("special", true);
        json.WriteEndObject();
    }

    private static string[] Tokens(Preset preset)
    {
        string[] tokens = new string[preset.Geometry.Vocabulary];
        tokens[preset.BosToken] = Begin;
        tokens[preset.EosToken] = End;
        using IEnumerator<string> names = Bytes().Prepend(Unknown).GetEnumerator();
        for (int id = 0; id < tokens.Length; id++)
            tokens[id] ??= names.MoveNext() ? names.Current : string.Create(CultureInfo.InvariantCulture, $"{Space}w{id}");
        return tokens;
    }

    /// <summary>A printable character for each byte: itself where it is one, else the next one from U+0100 on.</summary>
    private static IEnumerable<string> Bytes()
    {
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            yield return (printable ? (char)value : next++).ToString();
        }
    }
}
