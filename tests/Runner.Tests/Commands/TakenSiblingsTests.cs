using InferBench.Runner.Commands;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Commands;

public sealed class TakenSiblingsTests
{
    private static IReadOnlyList<Warning> Warned(string model, CaseStatus status, params string[] asked) => new TakenSiblings(CudaSiblings.Among(RunModel.Read(asked, null, []), ["cuda:0"]))
        .Mark(TestRecords.Ok() with { Status = status, Case = TestRecords.Ok().Case with { Model = model, Device = "cuda:0" } }).Warnings;

    [Theory]
    [InlineData("synth:llama-15m:int4-f16", "synth:llama-15m:int4")]
    [InlineData("synth:llama-15m:int8-f16:block=16:seed=3", "synth:llama-15m:int8:block=16:seed=3")]
    public void A_record_of_a_variant_that_nobody_asked_for_says_what_was_asked_for(string model, string asked)
    {
        Assert.Equal(
            [new(WarningCode.Float16Sibling, $"ran in place of {asked}, whose float32 attention cuda:0 has no code for")],
            Warned(model, CaseStatus.Ok, "synth:llama-15m:fp16", asked));
        Assert.Single(Warned(model, CaseStatus.Failed, asked));
        Assert.Empty(Warned(model, CaseStatus.Skipped, asked));
    }

    [Fact]
    public void What_was_asked_for_by_its_name_needs_no_word()
    {
        Assert.Empty(Warned("synth:llama-15m:int4-f16", CaseStatus.Ok, "synth:llama-15m:int4", "synth:llama-15m:int4-f16"));
        Assert.Empty(Warned("synth:llama-15m:int4", CaseStatus.Ok, "synth:llama-15m:int4"));
    }
}
