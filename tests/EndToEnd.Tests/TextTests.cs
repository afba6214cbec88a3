using System.Security.Cryptography;
using System.Text;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>Texts that a model's own tokenizer turns into token ids, with the real onnxruntime-genai.</summary>
public sealed class TextTests(ModelFixture models)
{
    private const string Variable = "INFERBENCH_GENAI_LIBRARY";
    private const string Int4 = "synth:llama-15m:int4";
    private const string Text = "Hé a\n";

    private string[] Quick(string file, params string[] more) =>
        ["run", "--cache-dir", models.Cache, "--out", file, "--warmup", "1", "--trials", "2", "--gen", "4", "--no-anchor", "--no-ceilings", "--no-check", .. more];

    private string NewFile(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(models.NewFolder(), name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string NewResults() => Path.Combine(models.NewFolder(), "r.jsonl");

    // A folder that is nobody's but the test's, and which no manifest speaks of.
    private async Task<string> NewModel()
    {
        string folder = await models.NewModel();
        File.Delete(Path.Combine(folder, "inferbench-model.json"));
        return folder;
    }

    [Theory]
    [InlineData()]
    [InlineData("--in-process")]
    public async Task Perplexity_of_a_text_is_that_of_its_ids(params string[] more)
    {
        RequireGenAi();
        string byText = NewResults(), byIds = NewResults();

        var text = await Inferbench.Run(Quick(byText, ["--model", Int4, "--engine", "ort,genai", "--prompt", "8", "--eval-text", NewFile("text", Encoding.UTF8.GetBytes(Text)), .. more]));
        // GPT-2's order of bytes, after three special ids.
        var ids = await Inferbench.Run(Quick(byIds, ["--model", Int4, "--engine", "ort,genai", "--prompt", "8", "--eval-ids", NewFile("ids", "[75, 198, 172, 35, 100, 13]"u8), .. more]));

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (text.ExitCode, ids.ExitCode));
        Assert.All(File.ReadAllLines(byText), line => SchemaCheck.Valid(line, "record"));
        RunRecord[] ofText = Inferbench.ReadRecords(byText), ofIds = Inferbench.ReadRecords(byIds);
        Assert.Equal((2, 2), (ofText.Length, ofIds.Length));
        Assert.All(ofText, r =>
        {
            var (found, expected) = (r.Perplexity!, ofIds[0].Perplexity!);
            Assert.Equal((6, 5, 6), (found.Ids, found.Tokens, found.TextBytes));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), found.Sha256);
            Assert.Equal((expected.Value, expected.NatsPerToken), (found.Value, found.NatsPerToken));
            Assert.Equal(found.NatsPerToken!.Value * 5 / Math.Log(2) / 6, found.BitsPerByte!.Value, 1e-12);
            Assert.Equal((null, null), (expected.TextBytes, expected.BitsPerByte));
        });
    }

    [Fact]
    public async Task A_model_s_own_tokenizer_is_the_one_that_is_asked()
    {
        RequireGenAi();
        string model = await NewModel(), file = NewResults();
        string tokenizer = Path.Combine(model, "tokenizer.json");
        // One merge makes one id of two.
        File.WriteAllText(tokenizer, File.ReadAllText(tokenizer).Replace("\"merges\":[]", "\"merges\":[\"a b\"]", StringComparison.Ordinal).Replace("\"\\u0120w259\"", "\"ab\"", StringComparison.Ordinal));

        var outcome = await Inferbench.Run(Quick(file, "--model", model, "--no-quality", "--prompt", "8", "--eval-text", NewFile("t", "cabc"u8)));

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        Assert.Equal((3, 4), (Inferbench.ReadRecords(file)[0].Perplexity!.Ids, Inferbench.ReadRecords(file)[0].Perplexity!.TextBytes));
    }

    [Fact]
    public async Task A_tokenizer_that_cannot_be_used_is_refused_before_anything_is_measured()
    {
        RequireGenAi();
        string model = await NewModel(), tokenizer = Path.Combine(model, "tokenizer.json"), whole = File.ReadAllText(tokenizer), text = NewFile("t", "ab"u8);

        File.WriteAllText(tokenizer, whole[..^1]);
        Assert.StartsWith($"inferbench: --eval-text {text}: model: the tokenizer cannot be used: onnxruntime-genai: [json.exception.parse_error", await Refused(), StringComparison.Ordinal);
        File.WriteAllText(tokenizer, whole.Replace("\"\\u0101\":4,", "\"\\u0101\":4,\"zz\":32000,", StringComparison.Ordinal).Replace(":101,", ":32001,", StringComparison.Ordinal));
        Assert.Equal($"inferbench: --eval-text {text}: model: id 2: found 32001, allowed are 0 to 31999, the model's vocabulary; put the model's own tokenizer into its folder", await Refused());
        File.Delete(tokenizer);
        Assert.Equal($"inferbench: --eval-text: {model}: found no tokenizer.json, which a text needs; put the model's own tokenizer.json and tokenizer_config.json there", await Refused());

        async Task<string> Refused()
        {
            string file = NewResults();
            var outcome = await Inferbench.Run(Quick(file, "--model", model, "--eval-text", text));
            Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
            Assert.False(File.Exists(file));
            return Assert.Single(outcome.ErrorLines);
        }
    }

    [Fact]
    public async Task Without_the_library_a_text_is_refused_with_how_to_get_it()
    {
        Native.RequireOnnxRuntime();
        Assert.SkipWhen(Directory.EnumerateFiles(AppContext.BaseDirectory, "*onnxruntime-genai.*", SearchOption.AllDirectories).Any(), "onnxruntime-genai lies beside the executable");

        var outcome = await Inferbench.RunWith(
            new Dictionary<string, string?> { [Variable] = null }, Quick(NewResults(), "--model", Int4, "--eval-text", NewFile("t", "ab"u8)));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.StartsWith(
            "inferbench: --eval-text: texts become token ids by onnxruntime-genai's tokenizers, but onnxruntime-genai's native library was not found: INFERBENCH_GENAI_LIBRARY is not set, ",
            Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    private static void RequireGenAi()
    {
        Native.RequireOnnxRuntime();
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            return;
        bool required = Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("genai") == true;
        Assert.False(required, $"onnxruntime-genai is required, and {Variable} is not set");
        Assert.Skip($"{Variable} is not set: there is no onnxruntime-genai to run");
    }
}
