using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;
using static System.FormattableString;

namespace InferBench.Runner.Commands;

/// <summary>The token ids that each model's own tokenizer makes of a text.</summary>
/// <param name="flag">What named the text, for messages.</param>
/// <param name="path">Its file, as given.</param>
/// <param name="text">The text.</param>
/// <param name="fewest">Fewest ids that are of use.</param>
/// <param name="tokenize">Does the work.</param>
internal sealed class TextTokens(string flag, string path, GivenText text, int fewest, Func<TokenizeText, TokenizedText> tokenize)
{
    // Variants of a model share their tokenizer.
    private readonly Dictionary<string, int[]> known = [];

    /// <param name="name">A model's name in cases.</param>
    /// <param name="model">The model; a synthetic one need not have been made.</param>
    /// <exception cref="BadInputException">There is no onnxruntime-genai, or the model has no tokenizer, one that cannot be used, or another model's.</exception>
    public TokenIds Of(string name, RunModel model)
    {
        if (OgaLibrary.Absence() is { } absence)
            throw new BadInputException($"{flag}: texts become token ids by onnxruntime-genai's tokenizers, but {absence}");
        int vocabulary;
        int[] ids;
        try
        {
            if (model.Reference.Recipe is { } recipe)
            {
                vocabulary = recipe.Preset.Geometry.Vocabulary;
                ids = Ids(name, "synth:" + recipe.Preset.Name, () => StagedTokenizer.Of(recipe.Preset));
            }
            else
            {
                var folder = ModelFolder.Open(model.Reference.Path!, model.File, model.Precision);
                vocabulary = folder.Geometry.Vocabulary;
                ids = Ids(name, StagedTokenizer.Find(folder), () => StagedTokenizer.Of(folder));
            }
        }
        catch (BadInputException e) when (!e.Message.StartsWith(flag, StringComparison.Ordinal))
        {
            throw new BadInputException($"{flag}: {e.Message}", e);
        }

        int wrong = Array.FindIndex(ids, id => id < 0 || id >= vocabulary);
        return wrong < 0 ? new(text.Sha256, ids, text.Utf8.Length) : throw Problem(
            name, $"id {wrong + 1}: found {ids[wrong]}, allowed are 0 to {vocabulary - 1}, the model's vocabulary", "put the model's own tokenizer into its folder");
    }

    private int[] Ids(string name, string tokenizer, Func<StagedTokenizer> stage)
    {
        if (known.TryGetValue(tokenizer, out int[]? ids))
            return ids;
        using var staged = stage();
        var found = tokenize(new(staged.Path, text.Utf8));
        ids = found.Ids ?? throw Problem(name, $"the tokenizer cannot be used: {staged.Said(found.Refused ?? "it gives no ids")}", "give a model with one that onnxruntime-genai takes");
        if (ids.Length < fewest)
            throw Problem(name, $"found {ids.Length} token ids, allowed are {fewest} or more", "give a longer text");
        if (ids.Length > TokenIdsFile.MostIds)
            throw Problem(name, $"found {ids.Length} token ids, allowed are at most {TokenIdsFile.MostIds}", "give a shorter text");
        known.Add(tokenizer, ids);
        return ids;
    }

    private BadInputException Problem(string name, FormattableString what, string advice) => new($"{flag} {path}: {name}: {Invariant(what)}; {advice}");
}
