using InferBench.Runner.Devices;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Commands;

/// <summary>Whether onnxruntime-genai's native library can be used, and where it was looked for. Nothing but <c>--engine genai</c> needs it.</summary>
internal static class GenAiFindings
{
    private const string Topic = "genai";

    public static IEnumerable<Finding> Read()
    {
        if (OrtLibrary.Probe().FirstOrDefault(p => p.Outcome == OrtPlaceOutcome.Loaded) is not { } runtime)
            return [new(Topic, FindingState.NotObserved, "not looked at: it runs on ONNX Runtime's library, which is missing")];
        return OgaLibrary.Probe(OrtLibrary.Open(runtime.Path!)).SelectMany(Of);
    }

    internal static IEnumerable<Finding> Of(OrtPlace place)
    {
        string looked = $"looked in {place.Place}: ";
        if (place.Outcome == OrtPlaceOutcome.Loaded)
        {
            var library = OgaLibrary.Open(place.Path!, OrtLibrary.Load());
            yield return new(Topic, FindingState.Ok, $"onnxruntime-genai {library.Version} from {place.Place}: {place.Path}, on ONNX Runtime {library.Runtime.Version}");
        }
        else if (place.Outcome == OrtPlaceOutcome.Failed)
        {
            yield return new(Topic, FindingState.Missing, $"--engine genai cannot run; {looked}{place.Problem}",
                place.Place == OgaSearch.Override ? Mend.Command($"unset {OgaSearch.Override}") : null);
        }
        else if (place.Outcome == OrtPlaceOutcome.Absent)
        {
            yield return new(Topic, FindingState.Ok, $"{looked}{(place.Path is null ? "not set" : $"no {place.Path}")}; only --engine genai needs it");
        }
    }
}
