using InferBench.Kernels;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.References;

/// <summary>What ONNX Runtime computes with one operator each.</summary>
internal static class OrtReferences
{
    private static readonly Lazy<(OrtLibrary? Library, string? Absent)> Found = new(Find);

    public static IReadOnlyList<KernelReference> All { get; } =
    [
        Of("matmul", "fp32", setup => new OrtMatMul(Library, setup)),
        Of("matvec.fp32", "fp32", setup => new OrtDenseMatVec(Library, setup), shape => TooLarge(shape, bits: 32)),
        Of("matvec.int8", "int8", setup => new OrtBlockMatVec(Library, setup, bits: 8), shape => TooLarge(shape, bits: 8)),
        Of("matvec.int4", "int8", setup => new OrtBlockMatVec(Library, setup, bits: 4), shape => TooLarge(shape, bits: 4)),
        Of("attention", "fp32", setup => new OrtAttention(Library, setup, decode: false)),
        Of("attention_decode", "fp32", setup => new OrtAttention(Library, setup, decode: true)),
    ];

    private static OrtLibrary Library => Found.Value.Library ?? throw new InvalidOperationException(Found.Value.Absent);

    private static KernelReference Of(
        string ladder, string arithmetic, Func<ReferenceSetup, KernelInstance> create, Func<KernelShape, string?>? refusal = null) => new()
        {
            Name = $"ort.{ladder}",
            Ladder = ladder,
            Arithmetic = arithmetic,
            Absent = () => Found.Value.Absent,
            Engine = threads => Library.Describe(threads),
            Refusal = refusal ?? (static _ => null),
            Create = create,
        };

    // A graph with its weights is one message, of less than 2 GiB; 4 bytes in 32 are left for scales.
    private static string? TooLarge(KernelShape shape, int bits) =>
        (Int128)shape[0] * shape[1] * bits / 8 > int.MaxValue / 32 * 28L ? "its weights do not fit a graph of less than 2 GiB" : null;

    private static (OrtLibrary? Library, string? Absent) Find()
    {
        try
        {
            return (OrtLibrary.Load(), null);
        }
        catch (BadInputException e)
        {
            return (null, e.Message);
        }
    }
}
