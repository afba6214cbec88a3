using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models.Inspection;

public sealed class MemoryFittingTests
{
    // 134,400 bytes of weights, 8,192 of rotary tables, 24 + 8 of constants; 512 bytes of KV a token; 1,280 of logits a row.
    private static readonly ModelInspection Model = ModelInspector.Inspect(Recipe(Tied, Precision.Int4), [0]);

    private static long Stored { get; } = Model.Tensors.Sum(t => t.Bytes);

    [Fact]
    public void The_longest_context_fills_the_memory_and_one_token_more_does_not_fit()
    {
        MemorySum sum = MemoryFitting.Fit(Model, "", Stored + (100 * 512) + 1_280).LongestContext!;

        Assert.Equal(
            new MemorySum { Batch = 1, Context = 100, StoredBytes = Stored, KvCopies = 1, KvBytes = 51_200, LogitsBytes = 1_280, Bytes = Stored + 52_480 }, sum);
        Assert.Equal(99, MemoryFitting.Fit(Model, "", Stored + (100 * 512) + 1_279).LongestContext!.Context);
    }

    [Fact]
    public void A_sum_is_of_all_sequences_and_never_wraps_around()
    {
        Assert.Equal(
            new MemorySum { Batch = 3, Context = 100, StoredBytes = Stored, KvCopies = 1, KvBytes = 153_600, LogitsBytes = 3_840, Bytes = Stored + 157_440 },
            MemoryFitting.Sum(Model, 3, 100));
        Assert.Equal(long.MaxValue, MemoryFitting.Sum(Model, long.MaxValue, int.MaxValue).Bytes);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1_791, 0, false)]
    [InlineData(1_792, 1, false)]
    [InlineData((127 * 512) + 1_280, 127, false)]
    [InlineData((128 * 512) + 1_280, 128, true)]
    [InlineData(1 << 30, 128, true)]
    public void A_context_ends_with_the_memory_or_the_positions(long room, int context, bool all)
    {
        MemoryFit fit = MemoryFitting.Fit(Model, "8 GiB", Stored + room);

        Assert.Equal(("8 GiB", Stored + room), (fit.Asked, fit.MemoryBytes));
        Assert.Equal((context, all), (fit.LongestContext?.Context ?? 0, fit.AllPositions));
    }

    [Theory]
    [InlineData((3 * 66_816) - 1, 2)]
    [InlineData(3 * 66_816, 3)]
    [InlineData(66_815, null)]
    public void The_largest_batch_has_keys_values_and_logits_for_each_sequence(long room, int? batch)
    {
        BatchFit only = Assert.Single(MemoryFitting.Fit(Model, "", Stored + room).Batches);

        Assert.Equal((128, batch), (only.Context, (int?)only.Largest?.Batch));
    }

    [Fact]
    public void Logits_of_every_position_and_a_copied_cache_take_more()
    {
        ModelInspection all = Model with { Kv = "copied", Model = Model.Model with { Logits = "all" } };

        MemorySum sum = MemoryFitting.Fit(all, "", Stored + (2 * 128 * (1_024 + 1_280))).Batches[0].Largest!;

        Assert.Equal((2, 2, 2 * 128 * 1_024, 2 * 128 * 1_280), (sum.Batch, sum.KvCopies, sum.KvBytes, sum.LogitsBytes));
    }

    [Theory]
    [InlineData("llama-2-7b", "4096,1024")]
    [InlineData("llama-3.1-8b", "131072,4096,1024")]
    [InlineData("llama-15m", "2048,1024")]
    public void Batches_are_worked_out_for_all_positions_and_usual_contexts(string preset, string contexts) => Assert.Equal(
        contexts,
        string.Join(',', MemoryFitting.Fit(
            ModelInspector.Inspect(Recipe(PresetCatalog.Get(preset), Precision.Int4), [0]), "", long.MaxValue).Batches.Select(b => b.Context)));

    [Fact]
    public void Nothing_overflows() => Assert.Equal(
        (long.MaxValue - Stored) / 66_816, MemoryFitting.Fit(Model, "", long.MaxValue).Batches[0].Largest!.Batch);
}
