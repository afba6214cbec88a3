using System.Diagnostics;
using System.Runtime.InteropServices;
using InferBench.Kernels.Cuda.Cupti;

namespace InferBench.Runner.Tests.Profile.Passes;

/// <summary>fake_cupti.c: CUPTI for a GPU that does in each step what a test asks. It stays loaded: the tracing in the process knows its buffers.</summary>
internal static unsafe class CompiledCupti
{
    private static readonly Lazy<nint> Library = new(Compile);

    /// <summary>CUPTI 13.0, where in each step a kernel is launched and then 128 bytes are copied to the host.</summary>
    /// <param name="kernel">The kernel's mangled name.</param>
    /// <param name="launches">How often.</param>
    /// <param name="refused">A call that is refused; empty for none.</param>
    /// <param name="status">With what.</param>
    public static CuptiLibrary Open(string kernel, int launches, string refused = "", int status = 0)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the library is written for Linux");
        nint call = Marshal.StringToCoTaskMemUTF8(refused);
        ((delegate* unmanaged<uint, nint, int, void>)Export("fake_set"))(130000, call, status);
        // Kept for the life of the process, as a module's names are.
        ((delegate* unmanaged<nint, int, void>)Export("fake_steps"))(Marshal.StringToCoTaskMemUTF8(kernel), launches);
        return CuptiLibrary.Open(name => NativeLibrary.TryGetExport(Library.Value, name, out nint address) ? address : 0, "fake").Value!;
    }

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static nint Compile()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("inferbench-cupti-").FullName, "libcupti.so.13");
        try
        {
            using var compiler = Process.Start("cc", ["-O2", "-shared", "-fPIC", "-o", path, Path.Combine(AppContext.BaseDirectory, "fake_cupti.c"), "-lpthread"]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception e) when (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("cc") != true)
        {
            Assert.Skip($"cc, the C compiler, does not start: {e.Message}");
        }

        return NativeLibrary.Load(path);
    }
}
