namespace InferBench.Kernels;

/// <summary>One kernel: what it computes and by which idea.</summary>
/// <param name="Name">Unique name, such as <c>cpu.matmul.1_naive</c>.</param>
/// <param name="Step">Place in its ladder, from 1: each step adds one idea.</param>
/// <param name="Idea">The idea in one line.</param>
/// <param name="DataType">Type of its inputs and output.</param>
public sealed record KernelInfo(string Name, int Step, string Idea, string DataType);
