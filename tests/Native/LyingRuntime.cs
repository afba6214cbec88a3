using System.Diagnostics;

namespace InferBench.Tests.Native;

/// <summary>lying_runtime.c, compiled: ONNX Runtime with lies planted in it. Its file says which there are.</summary>
internal sealed class LyingRuntime : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-lying-");
    private readonly string real;

    private LyingRuntime(string real) => this.real = real;

    private string Library => Path.Combine(folder.FullName, "liblying.so");

    /// <summary>Compiles it with the system's C compiler, or skips the test; where INFERBENCH_REQUIRE lists <c>cc</c> its absence fails the test.</summary>
    /// <param name="real">The library it stands in for.</param>
    public static LyingRuntime Compile(string real)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the lying runtime is written for Linux");
        var lying = new LyingRuntime(real);
        try
        {
            Compile("lying_runtime.c", lying.Library);
        }
        catch (System.ComponentModel.Win32Exception e) when (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("cc") != true)
        {
            lying.Dispose();
            Assert.Skip($"cc, the C compiler, does not start: {e.Message}");
        }

        // The CUDA provider is taken for there where these files are.
        File.WriteAllText(Path.Combine(lying.folder.FullName, "libonnxruntime_providers_cuda.so"), "");
        File.CreateSymbolicLink(Path.Combine(lying.folder.CreateSubdirectory("driver").FullName, "libcuda.so.1"), lying.Library);
        return lying;
    }

    /// <summary>Adds a driver of NVIDIA's for the one device that there is in <c>LYING_RUNTIME_DEVICE</c>.</summary>
    /// <returns>The folder it lies in, for <c>LD_LIBRARY_PATH</c>.</returns>
    public string AddDriver()
    {
        Compile("fake_cuda.c", Path.Combine(folder.FullName, "libcuda.so.1"), "-Wl,-soname,libcuda.so.1");
        return folder.FullName;
    }

    /// <summary>Variables under which a process loads it.</summary>
    /// <param name="lies">Each by its name without LYING_RUNTIME_, with its value.</param>
    public Dictionary<string, string?> Variables(params ReadOnlySpan<(string Name, string Value)> lies)
    {
        var variables = new Dictionary<string, string?> { ["INFERBENCH_ORT_LIBRARY"] = Library, ["LYING_RUNTIME_REAL"] = real, ["INFERBENCH_CUDA_PATH"] = Path.Combine(folder.FullName, "driver") };
        foreach (var (name, value) in lies)
            variables.Add("LYING_RUNTIME_" + name, value);
        return variables;
    }

    private static void Compile(string source, string library, params string[] options)
    {
        using var compiler = Process.Start("cc", ["-O2", "-shared", "-fPIC", .. options, "-o", library, Path.Combine(AppContext.BaseDirectory, source), "-ldl"]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
