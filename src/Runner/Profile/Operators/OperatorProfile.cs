using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.Operators;

/// <summary>
/// A profile of ONNX Runtime joined with the model that ran and with the host's runs: what each node took in each phase, and
/// what it costs by formula.
/// </summary>
internal sealed class OperatorProfile
{
    private readonly ModelNodes nodes;
    private readonly int layers;

    private OperatorProfile(RuntimeTrace trace, IReadOnlyList<TracedRun> runs, ModelNodes nodes, int layers)
    {
        Trace = trace;
        Runs = runs;
        this.nodes = nodes;
        this.layers = layers;
    }

    /// <summary>The profile as it was read, with what was dropped and where it was cut short.</summary>
    public RuntimeTrace Trace { get; }

    /// <summary>The runs, in order.</summary>
    public IReadOnlyList<TracedRun> Runs { get; }

    /// <summary>Reads the profile of one session.</summary>
    /// <param name="file">The profile that the runtime wrote.</param>
    /// <param name="limits">How much of it to keep.</param>
    /// <param name="folder">The model that ran.</param>
    /// <param name="runs">Every run of the session while it was profiled, in order.</param>
    /// <exception cref="BadInputException">The profile is damaged, of another model, or of other runs; the message names it.</exception>
    public static OperatorProfile Read(string file, TraceLimits limits, ModelFolder folder, IReadOnlyList<HostRun> runs)
    {
        var trace = TraceReader.Read(file, limits);
        var nodes = ModelNodes.Read(folder);
        ModelMatch.Check(file, trace, folder, nodes);
        return new(trace, RunAssignment.Assign(file, trace, runs), nodes, folder.Geometry.Layers);
    }

    /// <summary>The nodes of one phase, the one that took the longest first; of runs of which nothing was dropped.</summary>
    public IReadOnlyList<NodeTotal> Nodes(RunPhase phase) =>
        OperatorTotals.Of(Runs.Where(r => r.Host.Phase == phase && r.Dropped == 0), nodes, layers);
}
