namespace InferBench.Runner.Inference.GenAi;

/// <summary>Lists of token ids in the library's memory.</summary>
internal sealed unsafe class OgaSequences : OgaHandle
{
    public OgaSequences(OgaLibrary library)
        : base(library)
    {
        nint made;
        Api.Check(Api.CreateSequences(&made));
        Own(made, null);
    }

    /// <summary>A copy of the first list; empty where there is none.</summary>
    /// <exception cref="OgaException">It is longer than an array can be.</exception>
    public int[] First()
    {
        if (Api.SequencesCount(handle) == 0)
            return [];
        nuint count = Api.SequencesGetSequenceCount(handle, 0);
        return count <= (nuint)Array.MaxLength
            ? new ReadOnlySpan<int>(Api.SequencesGetSequenceData(handle, 0), (int)count).ToArray()
            : throw new OgaException(FormattableString.Invariant($"it gives {count} token ids"));
    }

    protected override void Release() => Api.DestroySequences(handle);
}
