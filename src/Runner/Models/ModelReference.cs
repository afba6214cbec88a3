using System.Globalization;
using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// A model as a user names it: a path, or <c>synth:PRESET[:PRECISION][:block=N][:seed=N][:logits=last|all]</c>.
/// Exactly one of <see cref="Recipe"/> and <see cref="Path"/> is set.
/// </summary>
public sealed record ModelReference
{
    private const string Prefix = "synth:";

    /// <summary>What to make; null for a path.</summary>
    public ModelRecipe? Recipe { get; private init; }

    /// <summary>The folder or file; null for a synthetic model.</summary>
    public string? Path { get; private init; }

    /// <summary>A reference to a synthetic model.</summary>
    public static ModelReference To(ModelRecipe recipe) => new() { Recipe = recipe.Canonical() };

    /// <summary>Reads a reference. Whether a path exists is not looked at.</summary>
    /// <exception cref="BadInputException">An unknown preset, precision or option; the message lists what is allowed.</exception>
    public static ModelReference Parse(string text)
    {
        if (text.Length == 0)
            throw new BadInputException("--model: is empty; give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return new ModelReference { Path = text };
        try
        {
            return To(ParseRecipe(text[Prefix.Length..].Split(':')));
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{text}: {e.Message}", e);
        }
    }

    /// <summary>The canonical text: equal references give the same one, and it parses to the same reference.</summary>
    public override string ToString()
    {
        if (Recipe is not { } r)
            return Path!;
        StringBuilder text = new($"{Prefix}{r.Preset.Name}:{r.Precision}");
        if (r.Precision.Quantized && r.BlockSize != ModelRecipe.DefaultBlockSize)
            text.Append(CultureInfo.InvariantCulture, $":block={r.BlockSize}");
        if (r.Seed != 0)
            text.Append(CultureInfo.InvariantCulture, $":seed={r.Seed}");
        return r.Logits == LogitsScope.Last ? text.ToString() : text.Append(":logits=all").ToString();
    }

    private static ModelRecipe ParseRecipe(string[] parts)
    {
        ModelRecipe recipe = new() { Preset = PresetCatalog.Get(parts[0]) };
        IEnumerable<string> options = parts.Skip(1);
        if (parts.Length > 1 && !parts[1].Contains('='))
        {
            recipe = recipe with { Precision = Precision.Parse(parts[1]) };
            options = options.Skip(1);
        }

        foreach (string option in options)
            recipe = Apply(recipe, option);
        RecipeCheck.Check(recipe);
        return recipe;
    }

    private static ModelRecipe Apply(ModelRecipe recipe, string option) => option.Split('=', 2) switch
    {
        ["block", var value] when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && recipe.Precision.Quantized => recipe with { BlockSize = size },
        ["seed", var value] when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long seed) =>
            recipe with { Seed = seed },
        ["logits", "last"] => recipe with { Logits = LogitsScope.Last },
        ["logits", "all"] => recipe with { Logits = LogitsScope.All },
        _ => throw new BadInputException(
            $"cannot use '{option}'; allowed after the precision are block=N (quantised precisions), seed=N (from 0) and logits=last|all"),
    };
}
