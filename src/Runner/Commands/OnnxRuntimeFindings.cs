using InferBench.Runner.Devices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Whether ONNX Runtime's native library can be used, and where it was looked for.</summary>
internal static class OnnxRuntimeFindings
{
    private const string Topic = "ONNX Runtime";

    public static IEnumerable<Finding> Read()
    {
        var places = OrtLibrary.Probe();
        if (places.FirstOrDefault(p => p.Outcome == OrtPlaceOutcome.Loaded) is { } loaded)
        {
            var library = OrtLibrary.Open(loaded.Path!);
            yield return new(Topic, FindingState.Ok, $"{library.Version} from {loaded.Place}: {library.Path}");
            yield return new(Topic, FindingState.Ok, $"providers compiled in: {string.Join(", ", library.Providers)}");
            yield return new(Topic, FindingState.Ok, $"build: {library.BuildInfo}");
        }
        else
        {
            yield return new(Topic, FindingState.Missing, "no usable native library: models cannot run", Mend(places));
        }

        foreach (var place in places)
            yield return new(Topic, place.Outcome == OrtPlaceOutcome.Failed ? FindingState.Warning : FindingState.Ok, Tried(place));
    }

    private static string Tried(OrtPlace place) => $"looked in {place.Place}: " + place.Outcome switch
    {
        OrtPlaceOutcome.Absent => place.Path is null ? "not set" : $"no {place.Path}",
        OrtPlaceOutcome.Loaded => "loaded",
        OrtPlaceOutcome.Failed => place.Problem,
        _ => "not needed",
    };

    private static string Mend(IReadOnlyList<OrtPlace> places)
    {
        try
        {
            OrtLibrary.Load();
        }
        catch (BadInputException e)
        {
            return e.Message;
        }

        throw new InvalidOperationException($"the library loads, yet none of {places.Count} places had it");
    }
}
