using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace InferBench.Runner.Worker;

/// <summary>What a worker does to its own process before anything else.</summary>
public static partial class OwnProcess
{
    private const int StandardOutput = 1, StandardError = 2;
    private const int SetParentDeathSignal = 1, Kill = 9;

    /// <summary>
    /// Leaves the terminal's signals to the harness, and on Linux dies when the thread that started this process ends;
    /// elsewhere the end of standard input has to do.
    /// </summary>
    public static void DependOnParent()
    {
        if (OperatingSystem.IsWindows())
            return;
        // Ctrl-C and Ctrl-\ go to the terminal's foreground group: the harness, which says what becomes of this process.
        _ = SetProcessGroup(0, 0);
        if (OperatingSystem.IsLinux())
            _ = ProcessControl(SetParentDeathSignal, Kill, 0, 0, 0);
    }

    /// <summary>
    /// Takes standard output for the wire, and lets everything else that is written there, by native libraries too, go to
    /// standard error. On Windows it stays where it is: what a library prints is then told as garbage.
    /// </summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static Stream TakeOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        int wire = Duplicate(StandardOutput);
        if (wire < 0 || DuplicateTo(StandardError, StandardOutput) < 0)
            throw new IOException($"standard output cannot be taken for the wire: {Marshal.GetLastPInvokeErrorMessage()}");
        return new FileStream(new SafeFileHandle(wire, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Ends this process at once, whatever it is doing.</summary>
    public static void EndNow()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    private static partial int SetProcessGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int file);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int file, int to);
}
