using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>Changes of a config that is JSON before, and often after.</summary>
internal static class JsonMutations
{
    private const string Mark = "@mark@";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] Values =
    [
        "null", "true", "\"text\"", "\"\"", "-1", "0", "1", "1.5", "1e400", "-1e400", "1e1000000000", "2147483647", "2147483648",
        "9223372036854775808", "NaN", "Infinity", "[]", "{}", "[1]", "{\"a\":[]}", "\"\\ud800\"", "\"\\u0000\"", "\"%d\"", "\"a\\u001b[31m\\nb\"",
        new('9', 100_000), $"\"{new string('x', 1_000_000)}\"", Nested(60), Nested(100), Nested(100_000), $"\"../{Canaries.Folder}/model.onnx\"",
        $"\"../{Canaries.Folder}/{Canaries.Pipe}\"", $"\"a/../../{Canaries.Folder}/model.onnx\"", "\"/dev/zero\"", "\".\"", "\"C:\\\\x\"",
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a value of a config", m => Replace(m, m.Pick(Values))),
        new("another value of a config", m => Replace(m, m.Pick(Values))),
        new("a third value of a config", m => Replace(m, m.Pick(Values))),
        new("a file that a config names", Rename),
        new("a number of a config", m => Replace(m, m.Pick(["0", "-7", "3", "8", "17", "64", "1000000", "2147483647", "\"4\"", "4.0", "null"]), IsNumber)),
        new("another number of a config", m => Replace(m, m.Pick(["1", "2", "5", "16", "100", "65536", "1e3", "true"]), IsNumber)),
        new("a member missing", m => Edit(m, (owner, name) => owner.Remove(name))),
        new("a member of another name", m => Edit(m, (owner, name) => { owner[$"{name}x"] = owner[name]!.DeepClone(); owner.Remove(name); })),
        new("an unknown member", m => Edit(m, (owner, _) => owner["unknown"] = Mark, m.Pick(Values))),
        new("a member twice", Twice),
        new("a config of something else", m => m.Files[m.Pick(m.Configs)] = Encoding.UTF8.GetBytes(m.Pick(Values))),
        new("a config in another encoding", Encode),
    ];

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static void Replace(Mutant m, string value, Func<JsonNode?, bool>? wanted = null) =>
        Edit(m, (owner, name) => owner[name] = Mark, value, wanted);

    private static void Twice(Mutant m)
    {
        string second = m.Pick(["null", "1", "\"model.onnx\"", "{}"]);
        Edit(m, (owner, name) => owner[Mark] = name, second);
        string file = m.Pick(m.Configs);
        string text = Encoding.UTF8.GetString(m.Files[file]);
        m.Files[file] = Encoding.UTF8.GetBytes(text.Replace(Mark, m.Pick(["model", "decoder", "vocab_size", "files"]), StringComparison.Ordinal));
    }

    private static void Rename(Mutant m) => Replace(
        m, m.Pick(Values), node => node?.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Contains('.', StringComparison.Ordinal));

    private static void Encode(Mutant m)
    {
        string file = m.Pick(m.Configs);
        string text = Encoding.UTF8.GetString(m.Files[file]);
        m.Files[file] = m.Random.Next(4) switch
        {
            0 => [0xef, 0xbb, 0xbf, .. m.Files[file]],
            1 => Encoding.Unicode.GetBytes(text),
            2 => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)],
            _ => [.. m.Files[file], 0xc0, 0x80],
        };
    }

    /// <summary>Changes one member of a config, where it is JSON; the mark becomes <paramref name="text"/>.</summary>
    private static void Edit(Mutant m, Action<JsonObject, string> edit, string text = "", Func<JsonNode?, bool>? wanted = null)
    {
        string file = m.Pick(m.Configs);
        if (!file.EndsWith(".json", StringComparison.Ordinal))
        {
            m.Files[file] = Encoding.UTF8.GetBytes(text);
            return;
        }

        JsonNode root = JsonNode.Parse(m.Files[file])!;
        (JsonObject Owner, string Name)[] members = [.. Members(root).Where(p => wanted?.Invoke(p.Owner[p.Name]) ?? p.Owner[p.Name] is not null)];
        (JsonObject owner, string name) = members.Length == 0 ? Members(root).First() : m.Pick(members);
        edit(owner, name);
        m.Files[file] = Encoding.UTF8.GetBytes(root.ToJsonString(Indented).Replace($"\"{Mark}\"", text, StringComparison.Ordinal));
    }

    private static IEnumerable<(JsonObject Owner, string Name)> Members(JsonNode? node) => node switch
    {
        JsonObject owner => owner.SelectMany(p => Members(p.Value).Prepend((owner, p.Key))),
        JsonArray array => array.SelectMany(Members),
        _ => [],
    };
}
