using System.Text.Json;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class TokenizerFilesTests
{
    [Fact]
    public void Every_id_has_a_token_of_its_own_and_every_byte_has_an_id()
    {
        using TestFolder folder = new();
        TokenizerFiles.Write(folder.Path, TinyPresets.Tied);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["tokenizer.json"]));
        Dictionary<string, int> vocabulary = json.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetInt32());

        Assert.Equal(Enumerable.Range(0, 320), vocabulary.Values.Order());
        Assert.Equal((0, 1, 2), (vocabulary["<unk>"], vocabulary["<s>"], vocabulary["</s>"]));
        // The alphabet of GPT-2's byte-level tokenizer: bytes that do not print stand at U+0100 to U+0143.
        Assert.All(Enumerable.Range('!', 94).Concat(Enumerable.Range(0x100, 0x44)), c => Assert.Contains(((char)c).ToString(), vocabulary.Keys));
        Assert.Equal(256, vocabulary.Keys.Count(k => k.Length == 1));
        Assert.Equal(319, vocabulary["\u0120w319"]);
    }
}
