namespace InferBench.Kernels;

/// <summary>What kernels of processors and of GPUs have in common: what is computed, and by which idea.</summary>
public abstract record KernelStep
{
    /// <summary>Unique name, PROCESSOR.LADDER.STEP_IDEA: <c>cpu.matmul.1_naive</c>, <c>cuda.matmul.1_naive</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The ladder it is a step of, such as <c>matmul</c> or <c>matvec.int4</c>; ladders of the same name compute the same.</summary>
    public required string Ladder { get; init; }

    /// <summary>Place in its ladder, from 1: each step adds one idea.</summary>
    public required int Step { get; init; }

    /// <summary>The idea in one line.</summary>
    public required string Idea { get; init; }

    /// <summary>What changed against the step before and which limit that lifts, in plain words: one to three sentences.</summary>
    public required string Explanation { get; init; }

    /// <summary>
    /// Type of the arithmetic, which names the peak it is held against: <c>fp32</c>, <c>int8</c> or <c>fp16-tensor</c>; <c>none</c> where
    /// bytes only move.
    /// </summary>
    public required string Arithmetic { get; init; }

    /// <summary>Distribution of its inputs: N(0,1), unless what it computes asks for others. A GPU runs at another speed on zeros.</summary>
    public string Inputs { get; init; } = "N(0,1)";

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

    /// <summary>What one launch has to do, of all its functions together.</summary>
    public required Func<KernelShape, KernelWork> Work { get; init; }
}
