using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using InferBench.Runner.Commands;
using InferBench.Runner.Devices;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

public sealed partial class OgaLibraryTests : IDisposable
{
    private static readonly string Remedy = $": set INFERBENCH_GENAI_LIBRARY to the file {OgaSearch.FileName} of an onnxruntime-genai for this system, or build with -p:OnnxRuntimePackage=gpu";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_not_there_names_every_place_and_what_to_do()
    {
        var candidates = OgaSearch.Candidates(null, folder.Path);

        Assert.Equal(
            $"onnxruntime-genai's native library was not found: INFERBENCH_GENAI_LIBRARY is not set, no {OgaSearch.FileName} beside the executable; {Remedy[2..]}",
            OgaLibrary.Absence(candidates));
    }

    [Fact]
    public void A_file_beside_the_executable_or_among_packages_is_found_and_the_variable_comes_first()
    {
        string beside = folder.Text(OgaSearch.FileName);

        Assert.Null(OgaLibrary.Absence(OgaSearch.Candidates(null, folder.Path)));
        Assert.Equal(beside, OgaSearch.Candidates(null, folder.Path).First(c => c.Settles).Path);
        Assert.Equal(folder["other.so"], OgaSearch.Candidates(folder["other.so"], folder.Path).First(c => c.Settles).Path);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        var runtime = OrtNative.Require();

        var error = Assert.Throws<BadInputException>(() => OgaLibrary.Open(folder["missing.so"], runtime));

        Assert.Equal($"onnxruntime-genai's library {folder["missing.so"]}: there is no such file{Remedy}", error.Message);
    }

    [Fact]
    public void A_text_file_does_not_load()
    {
        var runtime = OrtNative.Require();

        var error = Assert.Throws<BadInputException>(() => OgaLibrary.Open(folder.Text("text.so"), runtime));

        Assert.StartsWith($"onnxruntime-genai's library {folder["text.so"]}: it does not load (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(Remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void ONNX_Runtime_itself_and_other_libraries_are_refused()
    {
        var runtime = OrtNative.Require();
        string name = OperatingSystem.IsWindows() ? "clrjit.dll" : OperatingSystem.IsMacOS() ? "libclrjit.dylib" : "libclrjit.so";
        foreach (string path in new[] { runtime.Path, Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name) })
        {
            var error = Assert.Throws<BadInputException>(() => OgaLibrary.Open(path, runtime));

            Assert.Equal($"onnxruntime-genai's library {path}: it is not onnxruntime-genai: OgaShutdown is missing{Remedy}", error.Message);
        }
    }

    [Fact]
    public void A_library_that_is_too_old_is_refused_with_what_it_lacks()
    {
        var runtime = OrtNative.Require();
        string c = folder.Place("old.c"), library = folder.Place("libold.so");
        File.WriteAllText(c, "void OgaCreateModel(void) {} void OgaShutdown(void) {}");
        try
        {
            using var cc = Process.Start("cc", ["-shared", "-fPIC", "-o", library, c]);
            cc.WaitForExit();
            Assert.Equal(0, cc.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("no C compiler (cc) to make an old library with");
        }

        var error = Assert.Throws<BadInputException>(() => OgaLibrary.Open(library, runtime));

        Assert.Equal($"onnxruntime-genai's library {library}: it is too old: OgaResultGetError is missing{Remedy}", error.Message);
    }

    [Fact]
    public void The_real_library_runs_on_the_one_ONNX_Runtime_of_this_process()
    {
        var library = GenAiNative.Require();

        Assert.Equal(Path.GetFileName(library.Runtime.Path), Path.GetFileName(Assert.Single(OneRuntime.Mapped())));
        Assert.Null(OneRuntime.Fault(library.Runtime));
        Assert.Same(library, OgaLibrary.Load(library.Runtime));
        Assert.Equal(library.Path, Assert.Single(OgaLibrary.Probe(library.Runtime), p => p.Outcome == OrtPlaceOutcome.Loaded).Path);
    }

    [Theory]
    [InlineData("x\0sdkVersion\00.18.0\0libraryVersion\0", "0.18.0")]
    [InlineData("x\0sdkVersion\0libraryVersion\0", null)]
    [InlineData("x\0sdkVersion\00.18.0", null)]
    [InlineData("x\0sdkVersion\0", null)]
    [InlineData("0.18.0", null)]
    public void The_version_is_read_where_the_file_tells_it(string content, string? version)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(content);
        Assert.Equal(version, LibraryVersion.In(new MemoryStream(text)));
        // At every place around the end of the first piece.
        for (int before = (1 << 18) - 64; before < (1 << 18) + 8; before++)
            Assert.Equal(version, LibraryVersion.In(new MemoryStream([.. new byte[before], .. text])));
    }

    [Fact]
    public void Native_code_sees_that_telemetry_is_off()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such variables");

        GenAiNative.Require();

        Assert.All(OgaTelemetry.Variables, name => Assert.Equal("1", Marshal.PtrToStringUTF8(Get(name))));
    }

    [Fact]
    public void The_doctor_says_what_was_found_and_that_nothing_else_needs_it()
    {
        var absent = Assert.Single(GenAiFindings.Of(new(OgaSearch.Override, null, OrtPlaceOutcome.Absent)));
        var failed = Assert.Single(GenAiFindings.Of(new(OgaSearch.Override, "x.so", OrtPlaceOutcome.Failed, "broken")));

        Assert.Equal(
            new("genai", FindingState.Ok, "looked in INFERBENCH_GENAI_LIBRARY: not set; only --engine genai needs it"), absent);
        Assert.Equal((FindingState.Missing, "--engine genai cannot run; looked in INFERBENCH_GENAI_LIBRARY: broken"), (failed.State, failed.What));
    }

    [Fact]
    public void What_is_laid_over_the_config_sets_threads_the_graph_and_session_options()
    {
        using var json = JsonDocument.Parse(OgaConfig.Json("onnx/model.onnx", 3, new() { ["session.intra_op.allow_spinning"] = "0", ["cuda.use_tf32"] = "0" }));

        var model = json.RootElement.GetProperty("model");
        var session = model.GetProperty("decoder").GetProperty("session_options");
        Assert.Equal((3, 1), (session.GetProperty("intra_op_num_threads").GetInt32(), session.GetProperty("inter_op_num_threads").GetInt32()));
        Assert.Equal("0", session.GetProperty("session.intra_op.allow_spinning").GetString());
        Assert.False(session.TryGetProperty("cuda.use_tf32", out _));
        Assert.Equal("onnx/model.onnx", model.GetProperty("decoder").GetProperty("filename").GetString());
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string name);
}
