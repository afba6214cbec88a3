using InferBench.Kernels.Cpu;

namespace InferBench.Kernels;

/// <summary>What an instance of a kernel is made for.</summary>
/// <param name="Shape">Its sizes; the kernel does not refuse them.</param>
/// <param name="Set">One of the kernel's instruction sets that the processor has.</param>
/// <param name="Pool">Threads of a parallel kernel; a single-thread kernel leaves them alone.</param>
/// <param name="RotateBytes">
/// Where a kernel's operands are to come from memory and not from a cache: it keeps so many copies of the large ones
/// (weights, KV caches) that they fill at least these bytes, and each launch takes the next. 0: one copy.
/// </param>
public sealed record KernelSetup(KernelShape Shape, InstructionSet Set, WorkerPool Pool, long RotateBytes = 0);
