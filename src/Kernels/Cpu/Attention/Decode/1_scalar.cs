namespace InferBench.Kernels.Cpu.Attention.Decode;

/// <summary>One query head after another, one multiplication at a time.</summary>
internal sealed unsafe class ScalarDecode(AttentionSizes sizes, long rotateBytes) : AttentionInstance(sizes, rotateBytes)
{
    private readonly AlignedBuffer<float> scores = new(sizes.Depth);

    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.attention_decode.1_scalar",
        Ladder = "attention_decode",
        Step = 1,
        Idea = "one head after another",
        Explanation = "One new token looks at the whole KV cache. Each query head goes through the keys and then the values of its KV "
            + "head, so heads that share them read them again and again; each addition of a sum waits for the one before.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Scalar],
        Rotates = true,
        Sizes = AttentionSizes.DecodeNames,
        Addresses = new(4096, 32, 8, 64),
        Refusal = AttentionSizes.Refusal,
        Work = shape => AttentionSizes.Decode(shape).Work,
        Footprint = shape => AttentionSizes.Decode(shape).Footprint,
        Create = setup => new ScalarDecode(AttentionSizes.Decode(setup.Shape), setup.RotateBytes),
    };

    public override void Dispose()
    {
        scores.Dispose();
        base.Dispose();
    }

    protected override void Launch()
    {
        for (int head = 0; head < Sizes.Heads; head++)
        {
            long row = (long)head * Sizes.HeadSize, cache = head / Sizes.Group * Sizes.HeadElements;
            float largest = Score(Queries + row, Keys + cache);
            Weigh(largest, Values + cache, Output + row);
        }
    }

    private float Score(float* query, float* keys)
    {
        float scale = (float)Sizes.Scale, largest = float.NegativeInfinity;
        for (int key = 0; key < Sizes.Depth; key++, keys += Sizes.HeadSize)
        {
            float sum = 0;
            for (int d = 0; d < Sizes.HeadSize; d++)
                sum += query[d] * keys[d];
            scores.Pointer[key] = sum * scale;
            largest = Math.Max(largest, scores.Pointer[key]);
        }

        return largest;
    }

    private void Weigh(float largest, float* values, float* output)
    {
        float sum = 0;
        new Span<float>(output, Sizes.HeadSize).Clear();
        for (int key = 0; key < Sizes.Depth; key++, values += Sizes.HeadSize)
        {
            float weight = MathF.Exp(scores.Pointer[key] - largest);
            sum += weight;
            for (int d = 0; d < Sizes.HeadSize; d++)
                output[d] += weight * values[d];
        }

        for (int d = 0; d < Sizes.HeadSize; d++)
            output[d] /= sum;
    }
}
