using System.Runtime.InteropServices;

namespace InferBench.Runner.Devices;

/// <summary>Memory that the process has freed and the C library still holds.</summary>
public static unsafe class FreedMemory
{
    /// <summary>Gives it back to the system where the C library can (glibc's malloc_trim); elsewhere does nothing.</summary>
    public static void GiveBack()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out nint trim))
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }
}
