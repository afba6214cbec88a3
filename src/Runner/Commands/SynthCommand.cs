using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Makes one model, in a folder of the user's or in the cache.</summary>
public static class SynthCommand
{
    /// <exception cref="BadInputException">There is no such preset or precision, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left.</exception>
    public static int Run(SynthOptions options, CancellationToken cancellation)
    {
        if (options.BlockSize is { } size && !Precision.Parse(options.Precision).Quantized)
        {
            string quantized = string.Join(", ", Precision.All.Where(p => p.Quantized));
            throw new BadInputException(
                $"--block-size: found '{size}' with --precision {options.Precision}, allowed only with {quantized}; leave it out");
        }

        var recipe = new ModelRecipe
        {
            Preset = PresetCatalog.Get(options.Preset),
            Precision = Precision.Parse(options.Precision),
            BlockSize = options.BlockSize ?? ModelRecipe.DefaultBlockSize,
            Seed = options.Seed,
            Logits = options.Logits == "all" ? LogitsScope.All : LogitsScope.Last,
        };
        var cache = new ModelCache(options.CacheDirectory);
        string folder = options.Out ?? cache.PathOf(recipe);
        ProgressView.During(Terminal.Error(), options.Quiet, isLive: true, TimeProvider.System, view =>
        {
            var making = new SynthesisView(view, recipe.Preset.Name);
            if (options.Out is null)
                cache.Open(ModelReference.To(recipe), making, view.Milestone, cancellation);
            else
                ModelSynthesizer.Write(recipe, folder, making, cancellation);
        });
        Console.Out.WriteLine(folder);
        return ExitCode.Ok;
    }
}
