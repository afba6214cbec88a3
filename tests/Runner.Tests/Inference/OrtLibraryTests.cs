using System.Diagnostics;
using System.Runtime.InteropServices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

public sealed class OrtLibraryTests : IDisposable
{
    private static readonly string Remedy =
        $": set INFERBENCH_ORT_LIBRARY to the native library ({OrtSearch.FileNames[0]}) of ONNX Runtime 1.17 or newer, "
        + "or unset it to use the one of the build";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_override_that_names_nothing_is_refused()
    {
        string path = folder.Place("missing.so");
        var candidates = OrtSearch.Candidates(path, AppContext.BaseDirectory);

        var error = Assert.Throws<BadInputException>(() => OrtLibrary.Load(candidates));

        Assert.Equal($"ONNX Runtime's library {path}: there is no such file{Remedy}", error.Message);
        Assert.Equal(
            [OrtPlaceOutcome.Failed, OrtPlaceOutcome.NotTried, OrtPlaceOutcome.NotTried],
            OrtLibrary.Probe(candidates).Select(p => p.Outcome));
    }

    [Fact]
    public void A_text_file_does_not_load()
    {
        string path = folder.Text("text.so");

        var error = Assert.Throws<BadInputException>(() => OrtLibrary.Open(path));

        Assert.StartsWith($"ONNX Runtime's library {path}: it does not load (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(Remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Another_library_is_refused()
    {
        string name = OperatingSystem.IsWindows() ? "clrjit.dll" : OperatingSystem.IsMacOS() ? "libclrjit.dylib" : "libclrjit.so";
        string path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name);

        var error = Assert.Throws<BadInputException>(() => OrtLibrary.Open(path));

        Assert.Equal($"ONNX Runtime's library {path}: it is not ONNX Runtime: OrtGetApiBase is missing{Remedy}", error.Message);
    }

    [Fact]
    public void A_library_that_is_too_old_is_refused_with_its_version()
    {
        string path = Compile("""
            static void *get_api(unsigned version) { return version > 11 ? 0 : (void *)1; }
            static const char *get_version(void) { return "1.11.1"; }
            static const void *base[] = { (void *)get_api, (void *)get_version };
            const void *OrtGetApiBase(void) { return base; }
            """);

        var error = Assert.Throws<BadInputException>(() => OrtLibrary.Open(path));

        Assert.Equal($"ONNX Runtime's library {path}: it is version 1.11.1, which is too old{Remedy}", error.Message);
    }

    [Fact]
    public void The_real_library_describes_itself()
    {
        var library = OrtNative.Require();

        Assert.Matches(@"^\d+\.\d+\.\d+", library.Version);
        Assert.Contains("CPUExecutionProvider", library.Providers);
        Assert.NotEmpty(library.BuildInfo);
        Assert.Equal(library.Path, Assert.Single(OrtLibrary.Probe(), p => p.Outcome == OrtPlaceOutcome.Loaded).Path);
    }

    private string Compile(string source)
    {
        string c = folder.Place("old.c"), library = folder.Place("libold.so");
        File.WriteAllText(c, source);
        try
        {
            using var cc = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-o", library, c]))!;
            cc.WaitForExit();
            Assert.Equal(0, cc.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("no C compiler (cc) to make an old library with");
        }
        return library;
    }
}
