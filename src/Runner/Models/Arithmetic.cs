namespace InferBench.Runner.Models;

/// <summary>How roughly a graph computes at its roughest.</summary>
public enum Arithmetic
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>Every activation is rounded to float16.</summary>
    Float16,

    /// <summary>The inputs of products are rounded to 8-bit integers in blocks that share a scale.</summary>
    Int8Activations,
}
