using InferBench.Kernels.Cuda;

namespace InferBench.Kernels.Tests.Cuda;

/// <summary>Small sizes with tails in every direction, and some without.</summary>
internal static class Shapes
{
    public static IReadOnlyList<KernelShape> Of(CudaStep kernel) => kernel.Ladder switch
    {
        "matmul" => [new(1, 1, 1), new(33, 65, 17), new(129, 3, 40), new(5, 131, 7), new(64, 128, 32), new(130, 132, 20), new(200, 140, 9)],
        "matvec.fp16" => [new(1, 1), new(9, 7), new(129, 264), new(17, 1032), new(5, 2048), new(8, 333)],
        "matvec.int8" or "matvec.int4" => [new(1, 1), new(9, 31), new(129, 65), new(17, 1000), new(5, 4128), new(16, 2048), new(3, 16_500)],
        "attention" or "attention.fp16" or "attention_full" or "attention_full.fp16" =>
            [new(1, 1, 1, 64), new(33, 4, 2, 64), new(65, 3, 1, 128), new(130, 2, 2, 64), new(70, 2, 1, 128)],
        "attention_decode" or "attention_decode.fp16" =>
            [new(1, 1, 1, 64), new(63, 4, 4, 64), new(300, 2, 2, 128), new(1000, 6, 2, 128), new(700, 10, 1, 64), new(517, 8, 1, 128), new(2049, 4, 1, 64)],
        "rmsnorm" => [new(1, 1), new(3, 257), new(2, 4096), new(5, 1027)],
        "rope" => [new(1, 1, 32), new(7, 3, 64), new(5, 2, 128)],
        "silu_gate" => [new(1, 1), new(3, 341), new(2, 2048)],
        "embedding" or "embedding.fp16" => [new(1, 1, 1), new(3, 37, 11), new(5, 1040, 7)],
        "argmax" => [new(1), new(255), new(2048), new(5003)],
        "kv_append" or "kv_append.fp16" => [new(1, 1, 4), new(3, 2, 64), new(7, 3, 128)],
        "ceiling.read" => [new(2047), new(1 << 15)],
        "ceiling.copy" or "ceiling.host_to_device" or "ceiling.device_to_host" => [new(1), new(2047)],
        "ceiling.fma" or "ceiling.dot" => [new(1, 1), new(3, 20)],
        "ceiling.tensor" => [new(1, 1), new(2, 3)],
        _ => throw new ArgumentException($"no shapes for ladder {kernel.Ladder}"),
    };
}
