namespace InferBench.Kernels;

/// <summary>One kernel: what it computes and by which idea.</summary>
public sealed record KernelInfo
{
    /// <summary>Unique name: <c>cpu.LADDER.STEP_IDEA</c>, such as <c>cpu.matmul.1_naive</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The ladder it is a step of, such as <c>matmul</c> or <c>matvec.int4</c>.</summary>
    public required string Ladder { get; init; }

    /// <summary>Place in its ladder, from 1: each step adds one idea.</summary>
    public required int Step { get; init; }

    /// <summary>The idea in one line.</summary>
    public required string Idea { get; init; }

    /// <summary>What changed against the step before and which limit that lifts, in plain words: one to three sentences.</summary>
    public required string Explanation { get; init; }

    /// <summary>Type of the arithmetic, which names the peak it is held against: <c>fp32</c> or <c>int8</c>; <c>none</c> where bytes only move.</summary>
    public required string Arithmetic { get; init; }

    /// <summary>Sets it has code for, the poorest first; where none is asked for, the richest one of the machine is taken.</summary>
    public required IReadOnlyList<InstructionSet> Sets { get; init; }

    /// <summary>Those of its sets that this processor has, the poorest first; empty where it cannot run here.</summary>
    public IReadOnlyList<InstructionSet> SetsHere => [.. Sets.Intersect(InstructionSets.Here)];

    /// <summary>Whether it uses more than one thread.</summary>
    public bool IsParallel { get; init; }

    /// <summary>
    /// Whether a token comes to its weights or keys once: nothing as large stays in a cache until the next, so it is to be measured
    /// with them gone round through memory.
    /// </summary>
    public bool Rotates { get; init; }

    /// <summary>What each size of a shape is called, such as m, n, k.</summary>
    public required IReadOnlyList<string> Sizes { get; init; }

    /// <summary>The size its idea addresses: where it has to beat the step before.</summary>
    public required KernelShape Addresses { get; init; }

    /// <summary>What is wrong with a shape that it cannot run, such as "k is not a multiple of 32"; null where nothing is.</summary>
    public Func<KernelShape, string?> Refusal { get; init; } = static _ => null;

    /// <summary>What one launch has to do.</summary>
    public required Func<KernelShape, KernelWork> Work { get; init; }

    /// <summary>Bytes of all operands and results of one instance whose launches go round no other copies.</summary>
    public required Func<KernelShape, long> Footprint { get; init; }

    /// <summary>Lays out operands for launches.</summary>
    public required Func<KernelSetup, KernelInstance> Create { get; init; }
}
