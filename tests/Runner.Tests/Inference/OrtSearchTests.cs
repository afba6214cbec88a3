using System.Runtime.InteropServices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

public sealed class OrtSearchTests : IDisposable
{
    private static readonly string Library = OrtSearch.FileNames[0];
    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Places_are_the_override_then_the_executable_then_the_build()
    {
        folder.Text("InferBench.sln");
        var candidates = OrtSearch.Candidates("elsewhere/x.so", Executable);

        Assert.Equal(
            [
                new("INFERBENCH_ORT_LIBRARY", Path.GetFullPath("elsewhere/x.so"), Settles: true),
                new("beside the executable", Path.Combine(Executable, Library), Settles: false),
                new("src/Runner/Native", Path.Combine(folder.Path, "src/Runner/Native", Library), Settles: false),
            ],
            candidates);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_an_override_and_a_repository_one_place_is_left(string? overridePath)
    {
        Assert.Equal(
            [
                new("INFERBENCH_ORT_LIBRARY", null, Settles: false),
                new("beside the executable", Path.Combine(Executable, Library), Settles: false),
                new("src/Runner/Native", null, Settles: false),
            ],
            OrtSearch.Candidates(overridePath, Executable));
    }

    [Fact]
    public void Beside_the_executable_counts_the_folder_of_NuGets_native_files()
    {
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string path = folder.Text("bin", "runtimes", $"{os}-{Architecture}", "native", OrtSearch.FileNames[^1]);

        Assert.Equal(new("beside the executable", path, Settles: true), OrtSearch.Candidates(null, Executable)[1]);
    }

    [Fact]
    public void The_builds_folder_counts_what_npm_installed()
    {
        folder.Text("InferBench.sln");
        string os = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string path = folder.Text("src/Runner/Native/node_modules/onnxruntime-node/bin/napi-v6", os, Architecture, Library);

        Assert.Equal(new("src/Runner/Native", path, Settles: true), OrtSearch.Candidates(null, Executable)[2]);
    }

    [Fact]
    public void A_library_that_does_not_load_is_not_made_up_for_by_a_later_place()
    {
        folder.Text("InferBench.sln");
        string first = folder.Text("bin", Library);
        string second = folder.Text("src/Runner/Native", Library);
        var candidates = OrtSearch.Candidates(null, Executable);

        var error = Assert.Throws<BadInputException>(() => OrtLibrary.Load(candidates));

        Assert.StartsWith($"ONNX Runtime's library {first}: it does not load (", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [
                new("INFERBENCH_ORT_LIBRARY", null, OrtPlaceOutcome.Absent),
                new("beside the executable", first, OrtPlaceOutcome.Failed, error.Message),
                new("src/Runner/Native", second, OrtPlaceOutcome.NotTried),
            ],
            OrtLibrary.Probe(candidates));
    }

    [Fact]
    public void Nothing_anywhere_says_what_to_do()
    {
        var error = Assert.Throws<BadInputException>(() => OrtLibrary.Load(OrtSearch.Candidates(null, Executable)));

        Assert.Equal(
            "ONNX Runtime's native library was not found beside the executable or in src/Runner/Native: install Node.js with npm and "
            + $"build again, or set INFERBENCH_ORT_LIBRARY to the library's file ({Library}, 1.17 or newer)",
            error.Message);
    }

    private string Executable => Path.Combine(folder.Path, "bin");
}
