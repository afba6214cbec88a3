namespace InferBench.Kernels.Cpu.Attention;

/// <summary>The definition, one matrix after another: scores of all pairs of tokens, mask, softmax, weighted values.</summary>
internal sealed unsafe class NaiveAttention(AttentionSizes sizes, long rotateBytes) : AttentionInstance(sizes, rotateBytes)
{
    // [heads, tokens, tokens]
    private readonly AlignedBuffer<float> scores = new(ScoreElements(sizes));

    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.attention.1_naive",
        Ladder = "attention",
        Step = 1,
        Idea = "the whole score matrix",
        Explanation = "Computes the scores of all pairs of tokens, masks those that look ahead, then softmax, then the weighted values. "
            + "The score matrix grows with the square of the tokens and goes through memory three times; half of it is masked away.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Scalar],
        Sizes = AttentionSizes.PrefillNames,
        Addresses = new(256, 8, 2, 64),
        Refusal = AttentionSizes.Refusal,
        Work = shape => AttentionSizes.Prefill(shape).Work,
        Footprint = shape => AttentionSizes.Prefill(shape).Footprint + ScoreElements(AttentionSizes.Prefill(shape)) * sizeof(float),
        Create = setup => new NaiveAttention(AttentionSizes.Prefill(setup.Shape), setup.RotateBytes),
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
            float* matrix = scores.Pointer + (long)head * Sizes.Queries * Sizes.Depth;
            long cache = head / Sizes.Group * Sizes.HeadElements;
            Score(head, Keys + cache, matrix);
            for (int query = 0; query < Sizes.Queries; query++)
                Softmax(matrix + (long)query * Sizes.Depth, Sizes.Depth);
            Weigh(head, matrix, Values + cache);
        }
    }

    private static long ScoreElements(AttentionSizes sizes) => (long)sizes.Heads * sizes.Queries * sizes.Depth;

    private void Score(int head, float* keys, float* matrix)
    {
        float scale = (float)Sizes.Scale;
        for (int query = 0; query < Sizes.Queries; query++)
        {
            float* q = Queries + ((long)query * Sizes.Heads + head) * Sizes.HeadSize;
            for (int key = 0; key < Sizes.Depth; key++)
            {
                float sum = 0;
                for (int d = 0; d < Sizes.HeadSize; d++)
                    sum += q[d] * keys[(long)key * Sizes.HeadSize + d];
                matrix[(long)query * Sizes.Depth + key] = key < Sizes.KeysOf(query) ? sum * scale : float.NegativeInfinity;
            }
        }
    }

    private static void Softmax(float* row, int count)
    {
        float largest = float.NegativeInfinity, sum = 0;
        for (int key = 0; key < count; key++)
            largest = Math.Max(largest, row[key]);
        for (int key = 0; key < count; key++)
            sum += row[key] = MathF.Exp(row[key] - largest);
        for (int key = 0; key < count; key++)
            row[key] /= sum;
    }

    private void Weigh(int head, float* matrix, float* values)
    {
        for (int query = 0; query < Sizes.Queries; query++)
        {
            float* o = Output + ((long)query * Sizes.Heads + head) * Sizes.HeadSize;
            for (int d = 0; d < Sizes.HeadSize; d++)
            {
                float sum = 0;
                for (int key = 0; key < Sizes.Depth; key++)
                    sum += matrix[(long)query * Sizes.Depth + key] * values[(long)key * Sizes.HeadSize + d];
                o[d] = sum;
            }
        }
    }
}
