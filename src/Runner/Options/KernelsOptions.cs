using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>Which kernels are measured on which shapes, and how. Names are the plan's to check: they are the catalogue's.</summary>
public sealed record KernelsOptions : CommandOptions
{
    /// <summary>Ladders, families of ladders or single kernels; empty takes every ladder.</summary>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>Shapes as typed; empty takes those that the kernels' ideas address.</summary>
    public IReadOnlyList<string> Shapes { get; init; } = [];

    /// <summary>Shapes by ladder, in place of <see cref="Shapes"/>; a ladder that is absent is left out. Null where no model decides.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? LadderShapes { get; init; }

    /// <summary>The model whose sizes are measured; null where none decides.</summary>
    public ForModelOptions? ForModel { get; init; }

    /// <summary>Steps of the ladders; empty takes all.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];

    /// <summary>Where they run: <c>cpu</c> and <c>cuda:N</c>.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Thread counts of parallel kernels; 0 leaves the choice to InferBench.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [0];

    /// <summary>Instruction sets as typed; empty leaves the choice to InferBench.</summary>
    public IReadOnlyList<string> Isas { get; init; } = [];

    /// <summary>Seed of the inputs and of the order of cases.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Measure this machine's limits first.</summary>
    public bool Ceilings { get; init; } = true;

    /// <summary>Measure libraries on the same shapes.</summary>
    public bool References { get; init; } = true;

    /// <summary>Leave operands in the caches that a kernel's idea is to read from memory.</summary>
    public bool Cached { get; init; }

    /// <summary>When a case has been measured enough.</summary>
    public MeasurementSettings Measurement { get; init; } = Defaults;

    /// <summary>Measure in this process, without workers: one crash then ends the run.</summary>
    public bool InProcess { get; init; }

    /// <summary>How often a case that took its worker down is tried again.</summary>
    public int Retries { get; init; }

    /// <summary>Skip cases that need more memory than there is, instead of trying them.</summary>
    public bool MemoryCheck { get; init; } = true;

    /// <summary>Say below the table what each step changed and which limit it met.</summary>
    public bool Explain { get; init; }

    /// <summary>Show the cases and run none.</summary>
    public bool List { get; init; }

    public OutputOptions Output { get; init; } = new();

    /// <summary>
    /// A launch is a matter of milliseconds and a run has many cases: a case gets a second, where one of a model gets up to a minute.
    /// </summary>
    public static MeasurementSettings Defaults { get; } = new() { MinTime = 0.2, MaxTime = 1 };
}
