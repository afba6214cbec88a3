using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>A model's own tokenizer. It adds nothing of its own, such as an id of the begin of a sequence, to what a text gives.</summary>
internal sealed unsafe class OgaTokenizer : OgaHandle
{
    /// <param name="config">The config that lies beside its files.</param>
    /// <exception cref="BadInputException">The library has no tokenizer without a model.</exception>
    /// <exception cref="OgaException">The files cannot be used.</exception>
    public OgaTokenizer(OgaConfig config)
        : base(config.Library)
    {
        if (Api.CreateTokenizerFromConfig is null)
            throw new BadInputException($"onnxruntime-genai {Library.Version} gives a tokenizer with its model alone; {OgaSearch.Cure}, of version 0.18 or later");
        nint made;
        Api.Check(Api.CreateTokenizerFromConfig(config.Pointer, &made));
        Own(made, config);
    }

    /// <summary>Turns a text into token ids.</summary>
    /// <param name="utf8">The text, without a zero byte: the library would take that for its end.</param>
    /// <exception cref="ArgumentException">It has one.</exception>
    /// <exception cref="OgaException">The library refuses it.</exception>
    public int[] Encode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Contains((byte)0))
            throw new ArgumentException("the text holds a zero byte", nameof(utf8));
        byte[] ended = [.. utf8, 0];
        using var sequences = new OgaSequences(Library);
        fixed (byte* text = ended)
            Api.Check(Api.TokenizerEncode(handle, text, sequences.Pointer));
        return sequences.First();
    }

    protected override void Release() => Api.DestroyTokenizer(handle);
}
