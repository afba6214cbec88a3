using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class MemoryCheckTests
{
    private const long MiB = 1 << 20, GiB = 1 << 30;

    // 2 x 1 GiB of weights, 2 caches x 2 sequences x 128 tokens x 1 MiB, 2 x 128 MiB of logits.
    private const long Need = (2 * GiB) + (512 * MiB) + (256 * MiB);

    private static ModelInspection Model { get; } = new()
    {
        Schema = ModelInspection.CurrentSchema,
        Model = TestRecords.Model("fp32"),
        Made = true,
        Kv = "copied",
        KvType = "float32",
        KvBytesPerToken = MiB,
        LogitsType = "float32",
        LogitsBytesPerRow = 128 * MiB,
        Tensors = [new() { Kind = TensorKind.OutputProjection, Count = 1, Parameters = GiB / 4, Stored = "float32", Bytes = GiB }],
        WeightBytes = GiB,
        FlopsPerPrefillToken = 0,
        FlopsPerLogits = 0,
        Decode = [],
    };

    [Fact]
    public void A_case_that_fits_to_the_byte_is_run() => Assert.Null(Skip(Need));

    [Fact]
    public void One_byte_less_and_it_is_skipped_with_the_sum() => Assert.Equal(
        "needs about 2.75 GiB of memory (weights 2 x 1.00 GiB, as stored and as the runtime lays them out, keys and values 0.50 GiB, logits 0.25 GiB) "
        + "and 2.75 GiB are available; --no-memory-check tries it all the same",
        Skip(Need - 1));

    [Fact]
    public void A_reason_that_was_there_before_stays() => Assert.Equal("too long", Skip(0, "too long"));

    [Fact]
    public void A_device_with_memory_of_its_own_is_not_judged_by_that_of_the_machine() => Assert.Null(Skip(0, device: "cuda:0"));

    private static string? Skip(long available, string? reason = null, string device = "cpu")
    {
        var spec = TestRecords.Ok().Case with { Device = device, Batch = 2, Prompt = 100, Generate = 28 };
        var group = new CaseGroup { ModelPath = "m", Cases = [new() { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = 0, SkipReason = reason }] };
        return Assert.Single(MemoryCheck.SkipWhatCannotFit(group, Model, available).Cases).SkipReason;
    }
}
