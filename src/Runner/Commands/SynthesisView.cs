using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Shows how far the making of a model is, on the thread that makes it.</summary>
internal sealed class SynthesisView(ProgressView view, string model) : IProgress<SynthesisProgress>
{
    public void Report(SynthesisProgress value) => view.Making(model, value.Bytes, value.Total);
}
