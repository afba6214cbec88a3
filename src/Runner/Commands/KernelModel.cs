using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Profile.ForModel;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>The model that <c>kernels --for-model</c> names: what it does in a step, by its graph or by a profile of it.</summary>
/// <param name="Name">As cases name it.</param>
/// <param name="Phases">Prefill, where there is one, and decode.</param>
internal sealed record KernelModel(string Name, IReadOnlyList<PhaseOperations> Phases)
{
    private const string Flag = "--for-model";

    /// <summary>Opens the model, which is made where it is synthetic and not there, and reads its profile.</summary>
    /// <exception cref="BadInputException">One cannot be used, or they are not of one model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static KernelModel Open(ForModelOptions options, bool quiet, CancellationToken cancellation)
    {
        var (name, folder) = Folder(options, quiet, cancellation);
        if (options.Profile is { } file)
            return new(name, ProfiledOperations.Of(ModelProfile.Read(file, folder.Info, options, cancellation)));
        int prompt = options.Prompt ?? ForModelOptions.DefaultPrompt, depth = options.Depth ?? 0, positions = folder.Geometry.Positions;
        if ((long)prompt + depth >= positions)
            throw new BadInputException(FormattableString.Invariant($"--prompt, --depth: found {prompt} and {depth}, allowed are fewer than {positions} together: {name} has {positions} positions, and a decode step takes one"));
        return new(name, GraphOperations.Of(folder, prompt, depth));
    }

    /// <summary>The options with the shapes of this model.</summary>
    public KernelsOptions Shaped(KernelsOptions options) => options with
    {
        LadderShapes = Phases.SelectMany(KernelUses.Of).GroupBy(u => u.Ladder)
            .ToDictionary(l => l.Key, l => (IReadOnlyList<string>)[.. l.Select(u => u.Shape).Distinct()]),
    };

    private static (string Name, ModelFolder Folder) Folder(ForModelOptions options, bool quiet, CancellationToken cancellation)
    {
        try
        {
            var model = RunModel.Read([options.Model], options.File, options.Precision is { } precision ? [precision] : []).Single();
            if (model.Reference.Recipe is null)
                return (model.Name, ModelFolder.Open(model.Reference.Path!, model.File, model.Precision));
            ModelFolder? made = null;
            ProgressView.During(Terminal.Error(), quiet, isLive: true, TimeProvider.System, view =>
                made = new ModelCache(options.CacheDirectory).Open(model.Reference, new SynthesisView(view, model.Name), view.Milestone, cancellation));
            return (model.Name, made!);
        }
        catch (BadInputException e)
        {
            const string other = "--model: ";
            throw new BadInputException([.. e.Problems.Select(p => $"{Flag}: {(p.StartsWith(other, StringComparison.Ordinal) ? p[other.Length..] : p)}")]);
        }
    }
}
