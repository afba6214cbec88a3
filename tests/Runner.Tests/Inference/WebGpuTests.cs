using InferBench.Runner.Inference;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Workloads.Checking;
using InferBench.Tests.Native;

namespace InferBench.Runner.Tests.Inference;

/// <summary>A device that is not the CPU, for real: WebGPU, on a Vulkan driver that needs no GPU.</summary>
[Collection(nameof(Alone))]
public sealed class WebGpuTests(TinyModels models)
{
    private const string WebGpu = "WebGpuExecutionProvider", Device = "webgpu:0";
    private const int Generated = 12;

    private static readonly int[] Prompt = [1, 77, 300, 5, 319, 0, 42, 42, 129, 256, 31];

    [Fact]
    public void The_cache_lies_in_the_devices_memory_and_tokens_and_logits_are_those_of_the_cpu()
    {
        var (expectedIds, expected) = Generate("cpu");
        var (ids, logits) = Generate(Device);

        Assert.Equal(expectedIds, ids);
        Assert.True(ids.Distinct().Count() > Generated / 4, "the tokens repeat too much to tell one run from another");
        for (int i = 0; i < logits.Length; i++)
            Assert.Equal(expected[i], logits[i], 1e-4f);
    }

    [Fact]
    public void A_prompt_after_a_rewind_finds_what_was_kept_and_nothing_else()
    {
        using var model = Open(Device);
        using var session = model.CreateSession(64);
        session.StagePrompt(Prompt.AsSpan(..6));
        session.Run();
        session.Keep();
        var first = Continue(session, Prompt.AsSpan(6..));
        session.Rewind();
        Continue(session, [9, 8, 7]);
        session.Rewind();

        Assert.Equal(first, Continue(session, Prompt.AsSpan(6..)));
    }

    [Fact]
    public void Every_node_is_proved_to_run_there_but_the_helpers_of_shapes()
    {
        using var model = Open(Device);

        var placement = PlacementCheck.Run(model, Folder);

        Assert.Null(placement.NotObserved);
        Assert.Equal(("shared", "WebGPU_Buf"), (model.Engine.Kv, model.Engine.KvMemory));
        Assert.Equal(WebGpu, placement.Asked);
        Assert.Empty(placement.Elsewhere!);
        Assert.Equal(Folder.Geometry.Layers, placement.Providers![WebGpu].Operators["GroupQueryAttention"]);
        // The ones of the mask are counted on the host, and their number is a node's to copy; ids go there, logits back.
        Assert.Equal((1, 2, 1), (placement.Copies, placement.StepToDevice, placement.StepToHost));
        Assert.Equal(sizeof(int) + sizeof(long) + (sizeof(float) * Folder.Geometry.Vocabulary), placement.StepBytes);
    }

    [Fact]
    public void Logits_are_right_up_to_the_prompts_for_which_the_runtime_has_other_code()
    {
        using var model = Open(Device);
        var library = OrtNative.Require();

        var shorter = CorrectnessCheck.Run(model, Folder, library, 2, TimeProvider.System, tokens: 31);
        var longer = CorrectnessCheck.Run(model, Folder, library, 2, TimeProvider.System, tokens: 32);

        Assert.Equal((null, null), (shorter.NotChecked, shorter.Finding()));
        // Its shader for 32 tokens and more takes 8 keys at a step of as many as a subgroup has lanes, here 4: half of them twice.
        Assert.Equal(GradeReason.OutputMismatch, longer.Finding()?.Reason);
    }

    [Fact]
    public void A_node_that_is_left_to_the_cpu_is_found()
    {
        SwiftShader.Use();
        using var model = OrtModel.Open(
            OrtNative.Require(), Folder, threads: 2, device: Device, options: new() { ["webgpu.forceCpuNodeNames"] = "/lm_head/MatMul" });

        var placement = PlacementCheck.Run(model, Folder);

        Assert.Equal("MatMul 1", string.Join(", ", placement.Elsewhere!.Select(e => $"{e.Key} {e.Value}")));
        Assert.Equal(GradeReason.ProviderFallback, placement.Finding()?.Reason);
        // Logits are made on the host, from what a node has copied there.
        Assert.Equal((2, 2, 1), (placement.Copies, placement.StepToDevice, placement.StepToHost));
    }

    [Fact]
    public void A_graph_that_makes_its_cache_anew_has_it_copied_at_every_step_and_finds_it()
    {
        SwiftShader.Use();
        using TestFolder folder = new();
        var plain = new PlainGraph { Mask = true, Positions = true, LogitsToKeepRank = 1, CacheBranch = true }.Write(folder["plain.onnx"], models.Get());
        using var model = OrtModel.Open(OrtNative.Require(), plain, threads: 2, device: Device);

        var correctness = CorrectnessCheck.Run(model, plain, OrtNative.Require(), 2, TimeProvider.System, tokens: 8);

        Assert.Equal(("copied", "Cpu"), (model.Engine.Kv, model.Engine.KvMemory));
        Assert.Equal((null, null), (correctness.NotChecked, correctness.Finding()));
    }

    private ModelFolder Folder => models.Get("untied");

    private OrtModel Open(string device)
    {
        SwiftShader.Use();
        return OrtModel.Open(OrtNative.Require(), Folder, threads: 2, device: device);
    }

    private (int[] Ids, float[] Logits) Generate(string device)
    {
        using var model = Open(device);
        using var session = model.CreateSession(64);
        return (Continue(session, Prompt), session.Logits(0).ToArray());
    }

    private static int[] Continue(IInferenceSession session, ReadOnlySpan<int> prompt)
    {
        var ids = new int[Generated];
        session.StagePrompt(prompt);
        session.Run();
        for (int i = 0; i < Generated; i++)
        {
            ids[i] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(session.Logits(0));
            session.StageTokens([ids[i]]);
            session.Run();
        }

        return ids;
    }
}
