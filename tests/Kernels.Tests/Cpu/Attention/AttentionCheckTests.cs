using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Attention;

namespace InferBench.Kernels.Tests.Cpu.Attention;

public sealed unsafe class AttentionCheckTests
{
    /// <summary>Attention in float64 with one fault, stored as float32.</summary>
    private static double ErrorOf(AttentionSizes sizes, Func<int, int>? keysOf = null, Func<int, int>? kvHeadOf = null, double? scale = null, int skipped = -1)
    {
        using AlignedBuffer<float> q = new(sizes.QueryElements), k = new(sizes.CacheElements), v = new(sizes.CacheElements), o = new(sizes.QueryElements);
        Normal.Fill(q.Span, 1);
        Normal.Fill(k.Span, 2);
        Normal.Fill(v.Span, 3);
        for (int query = 0; query < sizes.Queries; query++)
        {
            for (int head = 0; head < sizes.Heads; head++)
            {
                long row = ((long)query * sizes.Heads + head) * sizes.HeadSize;
                long cache = (kvHeadOf?.Invoke(head) ?? head / sizes.Group) * sizes.HeadElements;
                var sums = new double[sizes.HeadSize];
                double weights = 0;
                for (int key = 0; key < (keysOf?.Invoke(query) ?? sizes.KeysOf(query)); key++)
                {
                    if (key == skipped)
                        continue;
                    double score = 0;
                    for (int d = 0; d < sizes.HeadSize; d++)
                        score += (double)q.Pointer[row + d] * k.Pointer[cache + key * sizes.HeadSize + d];
                    double weight = Math.Exp(score * (scale ?? sizes.Scale));
                    weights += weight;
                    for (int d = 0; d < sizes.HeadSize; d++)
                        sums[d] += weight * v.Pointer[cache + key * sizes.HeadSize + d];
                }

                for (int d = 0; d < sizes.HeadSize; d++)
                    o.Pointer[row + d] = (float)(sums[d] / weights);
            }
        }

        return AttentionCheck.WorstError(sizes, q.Pointer, k.Pointer, v.Pointer, o.Pointer, seed: 1);
    }

    private static readonly AttentionSizes Prefill = new(40, 40, 4, 2, 64);
    private static readonly AttentionSizes Decode = new(1, 4096, 4, 2, 64);

    [Fact]
    public void The_truth_passes()
    {
        Assert.InRange(ErrorOf(Prefill), 0, 0.1);
        Assert.InRange(ErrorOf(Decode), 0, 0.1);
    }

    [Fact]
    public void A_key_left_out_is_caught()
    {
        Assert.True(ErrorOf(Prefill, skipped: 20) > 100);
        Assert.True(ErrorOf(Decode, skipped: 4000) > 3);
        Assert.True(ErrorOf(Decode, keysOf: _ => 4095) > 3);
    }

    [Fact]
    public void A_mask_off_by_one_is_caught() => Assert.True(ErrorOf(Prefill, keysOf: query => Math.Min(query + 2, 40)) > 100);

    [Fact]
    public void Heads_mapped_to_the_wrong_group_are_caught()
    {
        Assert.True(ErrorOf(Prefill, kvHeadOf: head => head % 2) > 100);
        Assert.True(ErrorOf(Decode, kvHeadOf: head => head % 2) > 100);
    }

    [Fact]
    public void A_missing_scale_is_caught()
    {
        Assert.True(ErrorOf(Prefill, scale: 1) > 100);
        Assert.True(ErrorOf(Decode, scale: 1) > 100);
    }

    [Fact]
    public void Where_there_is_too_much_the_first_the_last_and_a_sample_are_checked()
    {
        var sizes = new AttentionSizes(64, 64, 8, 1, 64);
        using AlignedBuffer<float> q = new(sizes.QueryElements), k = new(sizes.CacheElements), v = new(sizes.CacheElements), o = new(sizes.QueryElements);
        v.Span.Fill(1);
        o.Span.Fill(1);
        Assert.InRange(AttentionCheck.WorstError(sizes, q.Pointer, k.Pointer, v.Pointer, o.Pointer, 1, sizes.Products / 8), 0, 1);

        o.Span[^1] = float.NaN;
        Assert.True(double.IsNaN(AttentionCheck.WorstError(sizes, q.Pointer, k.Pointer, v.Pointer, o.Pointer, 1, mostProducts: 1)));
        o.Span[^1] = 1;
        o.Span[o.Span.Length / 2] = float.NaN;
        Assert.InRange(AttentionCheck.WorstError(sizes, q.Pointer, k.Pointer, v.Pointer, o.Pointer, 1, mostProducts: 1), 0, 1);
    }
}
