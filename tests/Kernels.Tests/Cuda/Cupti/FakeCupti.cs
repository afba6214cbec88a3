using System.Diagnostics;
using System.Runtime.InteropServices;
using InferBench.Kernels.Cuda.Cupti;

namespace InferBench.Kernels.Tests.Cuda.Cupti;

/// <summary>fake_cupti.c, compiled once. One test at a time has it.</summary>
internal static unsafe class FakeCupti
{
    private static readonly Lazy<(nint Handle, string Path)?> Library = new(Compile);

    public static string File => (Library.Value ?? throw new InvalidOperationException("not compiled")).Path;

    /// <summary>Makes it a release, such as 130000, that refuses a call; skips the test where there is no compiler.</summary>
    public static CuptiOutcome<CuptiLibrary> Open(uint version, string refused = "", int status = 0)
    {
        Set(version, refused, status);
        return CuptiLibrary.Open(name => NativeLibrary.TryGetExport(Library.Value!.Value.Handle, name, out nint address) ? address : 0, "fake");
    }

    public static void Set(uint version, string refused = "", int status = 0)
    {
        if (Library.Value is null)
            Native.Missing("cc", "found no cc, which compiles the library that stands in for CUPTI: install it");
        nint call = Marshal.StringToCoTaskMemUTF8(refused);
        ((delegate* unmanaged<uint, nint, int, void>)Export("fake_set"))(version, call, status);
        Marshal.FreeCoTaskMem(call);
    }

    public static int CallsAfterRefusal => ((delegate* unmanaged<int>)Export("fake_calls_after_refusal"))();

    /// <summary>A launch on stream 7, whose kernel starts 300 ns after the call began.</summary>
    /// <param name="name">Mangled; kept for the life of the process, as a module's names are.</param>
    public static void Launch(nint name, ulong nanoseconds) => ((delegate* unmanaged<nint, ulong, void>)Export("fake_launch"))(name, nanoseconds);

    public static void Copy(byte kind, ulong bytes) => ((delegate* unmanaged<byte, ulong, void>)Export("fake_copy"))(kind, bytes);

    public static void Unread() => ((delegate* unmanaged<void>)Export("fake_unread"))();

    public static void Drop(nuint records) => ((delegate* unmanaged<nuint, void>)Export("fake_drop"))(records);

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value!.Value.Handle, name);

    private static (nint, string)? Compile()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("inferbench-cupti-").FullName, "libcupti.so.13");
        try
        {
            Compile("fake_cupti.c", path);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        return (NativeLibrary.Load(path), path);
    }

    public static void Compile(string source, string library)
    {
        using var compiler = Process.Start(
            "cc", ["-O2", "-shared", "-fPIC", $"-Wl,-soname,{Path.GetFileName(library)}", "-o", library, Committed.At(Path.Combine("tests", "Native", source)), "-lpthread"]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }
}
