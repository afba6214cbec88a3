using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace InferBench.Runner.Devices.Sampling;

/// <summary>A file of the kernel's that is opened once and read again and again, without allocating.</summary>
internal sealed class HostFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly byte[] buffer;
    private bool failed;

    private HostFile(SafeFileHandle handle, int most)
    {
        this.handle = handle;
        buffer = new byte[most];
    }

    /// <summary>Null where there is none that can be read.</summary>
    /// <param name="tree">The machine's files.</param>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes of it that are looked at.</param>
    public static HostFile? Open(HostTree tree, string path, int most = 64)
    {
        if (tree.Open(path) is not { } handle)
            return null;
        var file = new HostFile(handle, most);
        if (file.Text().Length > 0)
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Its text now; empty once it could not be read.</summary>
    public ReadOnlySpan<byte> Text()
    {
        if (failed)
            return [];
        try
        {
            return buffer.AsSpan(0, RandomAccess.Read(handle, buffer, 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Such as a processor that was unplugged: it is not asked again, since an exception allocates.
            failed = true;
            return [];
        }
    }

    /// <summary>The number it begins with; NaN without one.</summary>
    public double Number()
    {
        var text = Text();
        return Take(ref text);
    }

    /// <summary>The number behind a key; NaN where it is not there.</summary>
    public double Number(ReadOnlySpan<byte> key)
    {
        var text = Text();
        int at = text.IndexOf(key);
        if (at < 0)
            return double.NaN;
        text = text[(at + key.Length)..];
        return Take(ref text);
    }

    /// <summary>The number a text begins with, after spaces, and goes on behind it; NaN without one.</summary>
    public static double Take(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'9' || !Utf8Parser.TryParse(text, out long number, out int used))
            return double.NaN;
        text = text[used..];
        return number;
    }

    public void Dispose() => handle.Dispose();
}
