using System.Runtime.InteropServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// Looks at what a path is before it is opened: opening a pipe waits for a writer for ever, and a device may never end.
/// Links are followed.
/// </summary>
internal static partial class RegularFile
{
    private const int MaxTextBytes = 16 << 20;

    /// <summary>True where there is a regular file, false where there is nothing.</summary>
    /// <exception cref="BadInputException">Something else is there, or it cannot be looked at.</exception>
    public static bool Exists(string path)
    {
        if (path.Length == 0 || path.Contains('\0'))
            return false;
        if (Directory.Exists(path))
            throw new BadInputException($"{path}: is a directory; a file is needed there");
        if (!OperatingSystem.IsLinux())
            return File.Exists(path);
        if (Statx(CurrentDirectory, path, 0, TypeMask, out Status status) == 0)
            return (status.Mode & TypeBits) == Regular
                ? true
                : throw new BadInputException($"{path}: is not a regular file but a pipe, a socket or a device");
        int error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NoDirectory
            ? false
            : throw new BadInputException($"{path}: cannot be read: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <exception cref="BadInputException">There is no regular file; where there is nothing, the message ends with the advice.</exception>
    public static void Require(string path, string? adviceIfMissing = null)
    {
        if (!Exists(path))
            throw new BadInputException(adviceIfMissing is null ? $"{path}: not found" : $"{path}: not found; {adviceIfMissing}");
    }

    /// <summary>The text of a small file that was looked at already.</summary>
    /// <exception cref="BadInputException">It is too large for what it should be.</exception>
    public static string ReadText(string path)
    {
        long bytes = new FileInfo(path).Length;
        return bytes <= MaxTextBytes
            ? File.ReadAllText(path)
            : throw new BadInputException($"{path}: has {bytes} bytes; allowed are at most {MaxTextBytes}");
    }

    /// <summary>
    /// Which file a path leads to, when it was last written and when that or anything else of it was last changed, in
    /// nanoseconds since 1970; inode and change are 0 where the system does not tell.
    /// </summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static (long Inode, long WrittenNs, long ChangedNs) Identity(string path)
    {
        if (!OperatingSystem.IsLinux())
            return (0, (File.GetLastWriteTimeUtc(path) - DateTime.UnixEpoch).Ticks * 100, 0);
        return Statx(CurrentDirectory, path, 0, InodeMask | WrittenMask | ChangedMask, out Status status) == 0
            ? ((long)status.Inode, (status.WrittenSeconds * Billion) + status.WrittenNanoseconds, (status.ChangedSeconds * Billion) + status.ChangedNanoseconds)
            : throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    // statx has the same layout on every architecture of Linux, unlike stat; see statx(2).
    private const int CurrentDirectory = -100, NoEntry = 2, NoDirectory = 20;
    private const uint TypeMask = 1, WrittenMask = 0x40, ChangedMask = 0x80, InodeMask = 0x100;
    private const long Billion = 1_000_000_000;
    private const ushort TypeBits = 0xF000, Regular = 0x8000;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long WrittenSeconds;

        [FieldOffset(120)]
        public uint WrittenNanoseconds;
    }
}
