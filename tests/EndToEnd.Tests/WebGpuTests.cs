using InferBench.Runner.Records;
using InferBench.Tests.Native;

namespace InferBench.EndToEnd.Tests;

/// <summary>A device that is not the CPU, from the command line to the record: WebGPU on a Vulkan driver that needs no GPU.</summary>
public sealed class WebGpuTests(ModelFixture models)
{
    private const string WebGpu = "WebGpuExecutionProvider";

    [Fact]
    public async Task A_model_runs_there_with_its_cache_in_the_devices_memory_and_what_it_gets_wrong_is_caught()
    {
        var records = await Run("fp32", "webgpu:0", "8,40");

        var shorter = records.Single(r => r.Case.Prompt == 8);
        Assert.Equal((CaseStatus.Ok, null), (shorter.Status, shorter.Reason));
        Assert.Equal((WebGpu, "shared", "WebGPU_Buf"), (shorter.Engine!.Provider, shorter.Engine.Kv, shorter.Engine.KvMemory));
        Assert.Equal((WebGpu, 2, 1), (shorter.Placement!.Asked, shorter.Placement.StepToDevice, shorter.Placement.StepToHost));
        Assert.Empty(shorter.Placement.Elsewhere!);
        Assert.DoesNotContain(shorter.Grade!.Reasons, r => Grade.IsFatal(r.Reason));
        Assert.Equal(8, shorter.Correctness!.Prompt);
        Assert.Contains(MetricId.MemoryDevicePeak, shorter.NotMeasured.Keys);
        Assert.Equal((await Run("fp32", "cpu", "8"))[0].TokenHash, shorter.TokenHash);
        // Of 32 tokens and more the runtime's attention is wrong where subgroups have 4 lanes, as this driver's have.
        var longer = records.Single(r => r.Case.Prompt == 40);
        var wrong = Assert.Single(longer.Grade!.Reasons, r => Grade.IsFatal(r.Reason));
        Assert.Equal((GradeReason.OutputMismatch, 32, 31), (wrong.Reason, longer.Correctness!.Prompt, longer.Correctness.RightWith));
        Assert.EndsWith("; with a prompt of 31 tokens in place of 32 they are right, so the provider's code for longer ones is not", wrong.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int4")]
    [InlineData("int8")]
    public async Task Quantised_weights_are_multiplied_there(string precision)
    {
        var record = (await Run(precision, "webgpu:0", "8"))[0];

        Assert.Empty(record.Placement!.Elsewhere!);
        Assert.Contains("MatMulNBits", record.Placement.Providers![WebGpu].Operators.Keys);
        Assert.Equal((null, null), (record.Correctness!.NotChecked, record.Correctness.Finding()));
    }

    [Fact]
    public async Task What_the_driver_lacks_is_told_in_the_runtimes_words()
    {
        var record = (await Run("fp16", "webgpu:0", "8"))[0];

        Assert.Equal(CaseStatus.Failed, record.Status);
        Assert.EndsWith("requires f16 but the device does not support it.", record.Reason, StringComparison.Ordinal);
    }

    private async Task<RunRecord[]> Run(string precision, string device, string prompts)
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        await Inferbench.RunWith(
            SwiftShader.Variables(),
            "run", "--model", models.Tiny(precision), "--device", device, "--prompt", prompts, "--gen", "4", "--trials", "2", "--warmup", "1", "--out", file);
        return [.. Inferbench.ReadRecords(file).Where(r => r.Case.Kernel is null)];
    }
}
