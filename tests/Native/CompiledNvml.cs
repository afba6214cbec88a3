using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InferBench.Tests.Native;

/// <summary>fake_nvml.c, compiled into a folder of its own: NVIDIA's management library for one GPU whose numbers a test sets.</summary>
internal sealed unsafe class CompiledNvml : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-nvml-");
    private nint handle;

    private CompiledNvml()
    {
    }

    /// <summary>Where the loader finds it.</summary>
    public string Folder => folder.FullName;

    private string Library => Path.Combine(folder.FullName, "libnvidia-ml.so.1");

    /// <summary>Compiles it with the system's C compiler, or skips the test; where INFERBENCH_REQUIRE lists <c>cc</c> its absence fails the test.</summary>
    /// <param name="oldDriver">Without what old drivers do not have.</param>
    public static CompiledNvml Compile(bool oldDriver = false)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the library is written for Linux");
        var nvml = new CompiledNvml();
        try
        {
            string[] options = oldDriver ? ["-DOLD_DRIVER"] : [];
            using var compiler = Process.Start("cc", ["-O2", "-shared", "-fPIC", .. options, "-o", nvml.Library, Path.Combine(AppContext.BaseDirectory, "fake_nvml.c")]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception e) when (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("cc") != true)
        {
            nvml.Dispose();
            Assert.Skip($"cc, the C compiler, does not start: {e.Message}");
        }

        return nvml;
    }

    /// <summary>Sets one of the library's numbers; its file says which there are.</summary>
    public void Set(string name, long value)
    {
        if (handle == 0)
            handle = NativeLibrary.Load(Library);
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(name + '\0'))
            Assert.Equal(0, ((delegate* unmanaged<byte*, long, int>)NativeLibrary.GetExport(handle, "fake_nvml_set"))(text, value));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
