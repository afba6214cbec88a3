using static System.FormattableString;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>A copy of a generator's logits in the host's memory.</summary>
internal sealed unsafe class OgaTensor : OgaHandle
{
    private const int Float32 = 1;
    private const int MostDimensions = 8;

    /// <exception cref="OgaException">The library fails.</exception>
    public OgaTensor(OgaGeneratorHandle generator)
        : base(generator.Library)
    {
        nint made;
        Api.Check(Api.GeneratorGetLogits(generator.Pointer, &made));
        Own(made, generator);
    }

    /// <exception cref="OgaException">They are not as many, or no float32.</exception>
    public void CopyTo(Span<float> logits)
    {
        int type;
        nuint rank;
        void* data;
        Api.Check(Api.TensorGetType(handle, &type));
        Api.Check(Api.TensorGetShapeRank(handle, &rank));
        if (type != Float32 || rank > MostDimensions)
            throw new OgaException(Invariant($"its logits are of type {type} and {rank} dimensions"));
        Span<long> shape = stackalloc long[(int)rank];
        fixed (long* dimensions = shape)
            Api.Check(Api.TensorGetShape(handle, dimensions, rank));
        long count = 1;
        foreach (long dimension in shape)
            count = checked(count * dimension);
        if (count != logits.Length)
            throw new OgaException(Invariant($"{count} logits in place of {logits.Length}"));
        Api.Check(Api.TensorGetData(handle, &data));
        new ReadOnlySpan<float>(data, logits.Length).CopyTo(logits);
    }

    protected override void Release() => Api.DestroyTensor(handle);
}
