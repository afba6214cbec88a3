using InferBench.Kernels;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>Which instruction sets kernels are run with.</summary>
internal static class KernelIsas
{
    /// <summary>The sets to run each kernel with, as cases name them; null leaves the choice to the worker.</summary>
    /// <exception cref="BadInputException">A name is unknown, or the processor lacks the set.</exception>
    public static IReadOnlyList<string?> Of(IReadOnlyList<string> given, IReadOnlyList<InstructionSet> here)
    {
        string[] known = [.. Enum.GetValues<InstructionSet>().Select(set => set.Name())];
        var problems = given.Select(name =>
            !known.Contains(name) ? "--isa: " + UnknownName.Describe("instruction set", name, known)
            : here.All(set => set.Name() != name) ? $"--isa: found '{name}', which this processor does not have; it has {Names(here)}"
            : null).OfType<string>().ToArray();
        return problems.Length > 0 ? throw new BadInputException(problems) : given.Count == 0 ? [null] : [.. given];
    }

    /// <summary>Why a kernel cannot be run with a set on this processor; null where it can.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="isa">A set's name; null takes any.</param>
    /// <param name="here">What the processor has.</param>
    public static string? Refusal(KernelInfo kernel, string? isa, IReadOnlyList<InstructionSet> here) =>
        isa is not null && kernel.Sets.All(set => set.Name() != isa) ? $"{kernel.Name} has no code for {isa}; it has {Names(kernel.Sets)}"
        : !kernel.Sets.Any(here.Contains) ? $"{kernel.Name} needs {string.Join(" or ", kernel.Sets.Select(set => set.Name()))}, and this processor has {Names(here)}"
        : null;

    private static string Names(IEnumerable<InstructionSet> sets) => string.Join(", ", sets.Select(set => set.Name()));
}
