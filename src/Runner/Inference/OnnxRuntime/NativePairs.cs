using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Keys and values as two arrays of strings in UTF-8.</summary>
internal sealed unsafe class NativePairs : IDisposable
{
    private readonly nint[] strings;
    private readonly byte** start;

    public NativePairs(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        Count = (nuint)pairs.Count;
        strings = [.. pairs.Select(p => p.Key).Concat(pairs.Select(p => p.Value)).Select(Marshal.StringToCoTaskMemUTF8)];
        start = (byte**)NativeMemory.Alloc((nuint)Math.Max(strings.Length, 1), (nuint)sizeof(byte*));
        for (int i = 0; i < strings.Length; i++)
            start[i] = (byte*)strings[i];
    }

    public nuint Count { get; }

    public byte** Keys => start;

    public byte** Values => start + Count;

    public void Dispose()
    {
        foreach (nint text in strings)
            Marshal.FreeCoTaskMem(text);
        NativeMemory.Free(start);
    }
}
