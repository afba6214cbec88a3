using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Models;

/// <summary>
/// A model's tokenizer in a folder of its own, as onnxruntime-genai takes it: its two files, and a config of ours that names no
/// graph. So a model of any layout has one, a synthetic model need not be made for it, and nothing else of a stranger's folder is read.
/// </summary>
public sealed class StagedTokenizer : IDisposable
{
    /// <summary>Most bytes of one of its files.</summary>
    public const long MostBytes = 128 << 20;

    // The library takes no config without a length; what it says is not looked at.
    private const string Config = """{"model": {"type": "llama", "context_length": 1, "vocab_size": 1}}""";

    private readonly DirectoryInfo folder;
    private readonly string source;

    private StagedTokenizer(string source)
    {
        this.source = source;
        folder = Directory.CreateTempSubdirectory("inferbench-tokenizer-");
        File.WriteAllText(System.IO.Path.Combine(folder.FullName, GenAiConfig.FileName), Config);
    }

    /// <summary>The folder.</summary>
    public string Path => folder.FullName;

    /// <summary>Where a model's tokenizer.json is.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="BadInputException">It has none.</exception>
    public static string Find(ModelFolder model) => Find(model, TokenizerFiles.Tokenizer);

    /// <summary>That of a model's folder.</summary>
    /// <exception cref="BadInputException">It has none, or one of its files cannot be read.</exception>
    public static StagedTokenizer Of(ModelFolder model)
    {
        string[] files = [Find(model), Find(model, TokenizerFiles.Config)];
        return Make(System.IO.Path.GetDirectoryName(files[0])!, staged =>
        {
            foreach (string file in files)
            {
                if (new FileInfo(file).Length is > MostBytes and var bytes)
                    throw new BadInputException(Invariant($"{file}: found {bytes} bytes, allowed are at most {MostBytes >> 20} MiB; give the model's own tokenizer"));
                File.Copy(file, System.IO.Path.Combine(staged, System.IO.Path.GetFileName(file)));
            }
        });
    }

    /// <summary>That of synthetic models of a preset.</summary>
    /// <exception cref="BadInputException">There is no room for temporary files.</exception>
    public static StagedTokenizer Of(Preset preset) => Make("its folder", staged => TokenizerFiles.Write(staged, preset));

    /// <summary>What was said of the folder, said of the model's own.</summary>
    public string Said(string words) => words.Replace(Path, source, StringComparison.Ordinal);

    public void Dispose()
    {
        try
        {
            folder.Delete(recursive: true);
        }
        // What a cleaner of temporary files has taken already, or holds, is no failure of the run.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static StagedTokenizer Make(string source, Action<string> fill)
    {
        StagedTokenizer? staged = null;
        try
        {
            staged = new(source);
            fill(staged.Path);
            return staged;
        }
        catch (Exception e)
        {
            staged?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new BadInputException($"the tokenizer in {source} cannot be copied to a temporary folder: {OneLine.Of(e.Message, 400).TrimEnd('.')}; see that both can be used", e);
            throw;
        }
    }

    private static string Find(ModelFolder model, string name) => GraphLocation.FileOf(model.GraphPath, name) ?? throw new BadInputException(
        $"{System.IO.Path.GetDirectoryName(model.GraphPath)}: found no {name}, which a text needs; put the model's own {TokenizerFiles.Tokenizer} and {TokenizerFiles.Config} there");
}
