using InferBench.Kernels;

namespace InferBench.Benchmarks;

/// <summary>A kernel and the size it is launched at, as benchmarks are named after them.</summary>
public sealed record KernelAtSize(KernelInfo Kernel, KernelShape Shape)
{
    /// <summary>The kernels of some ladders that this processor has the instructions for, each at the size its idea addresses.</summary>
    /// <param name="families">Ladders, or what their names begin with, such as <c>matvec</c>.</param>
    public static IEnumerable<KernelAtSize> Of(params string[] families) => KernelCatalog.All
        .Where(kernel => families.Any(family => kernel.Ladder == family || kernel.Ladder.StartsWith(family + ".", StringComparison.Ordinal)))
        .Where(kernel => kernel.SetsHere.Count > 0)
        .Select(kernel => new KernelAtSize(kernel, kernel.Addresses));

    public override string ToString() => $"{Kernel.Name} {Shape}";
}
