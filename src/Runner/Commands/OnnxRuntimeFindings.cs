using InferBench.Runner.Devices;
using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Commands;

/// <summary>Whether ONNX Runtime's native library can be used, and where it was looked for.</summary>
internal static class OnnxRuntimeFindings
{
    private const string Topic = "ONNX Runtime";
    private const string Build = "dotnet build -c Release";

    // openSUSE names npm after the version of Node.js.
    private static readonly Package Npm = new("Node.js with npm", Apt: "npm", Dnf: "npm", Pacman: "npm");

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
            var failed = places.FirstOrDefault(p => p.Outcome == OrtPlaceOutcome.Failed);
            yield return new(
                Topic, FindingState.Missing,
                failed is null ? "no native library found: models cannot run" : $"models cannot run; {Tried(failed)}",
                Cure(failed, HasNpm(), new LinuxDistribution(new HostTree("/"))));
        }

        foreach (var place in places.Where(p => p.Outcome != OrtPlaceOutcome.Failed))
            yield return new(Topic, FindingState.Ok, Tried(place));
    }

    /// <param name="failed">The place whose library cannot be used; null when there is none anywhere.</param>
    /// <param name="hasNpm">Whether the build will find npm.</param>
    /// <param name="distribution">What the machine runs.</param>
    internal static Mend Cure(OrtPlace? failed, bool hasNpm, LinuxDistribution distribution) =>
        failed?.Place == OrtSearch.Override ? Mend.Command($"unset {OrtSearch.Override}")
        : hasNpm ? Mend.Command(Build)
        : distribution.Install(Npm).Then(Build);

    private static string Tried(OrtPlace place) => $"looked in {place.Place}: " + place.Outcome switch
    {
        OrtPlaceOutcome.Absent => place.Path is null ? "not set" : $"no {place.Path}",
        OrtPlaceOutcome.Loaded => "loaded",
        OrtPlaceOutcome.Failed => place.Problem,
        _ => "not needed",
    };

    private static bool HasNpm()
    {
        string program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, program)));
    }
}
