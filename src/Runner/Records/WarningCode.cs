namespace InferBench.Runner.Records;

/// <summary>The closed set of warnings a record can carry. Each has its advice in <see cref="Warnings"/>.</summary>
public enum WarningCode
{
    /// <summary>The time limit ended the case before its interval was narrow enough.</summary>
    StoppedByLimit,

    /// <summary>Fewer than five trials.</summary>
    TooFewSamples,

    /// <summary>Warm-up trials had not settled when their cap was reached.</summary>
    WarmUpNotSettled,

    /// <summary>InferBench itself was built without optimisation.</summary>
    DebugBuild,

    /// <summary>Something was allocated or collected inside a timed span.</summary>
    AllocatedWhileTimed,

    /// <summary>The runtime computes parts of a float16 graph in float32, with casts around them.</summary>
    CastsInserted,

    /// <summary>Keys and values are copied at every step, because the graph does not share past and present.</summary>
    KvCopied,

    /// <summary>The case took a worker process down before it was measured.</summary>
    Retried,

    /// <summary>A repeat of the anchor before or after the case had moved by more than <see cref="AnchorDrift.Most"/> from the first.</summary>
    OrderDrift,

    /// <summary>A ceiling had moved by more than <see cref="GradeThresholds.MostCeilingDrift"/> from its first measurement in the run.</summary>
    CeilingDrift,

    /// <summary>A timed trial generated other tokens than the first, from the same input.</summary>
    TokensDiffer,

    /// <summary>A variant of the model with float16 activations ran, since the device has no code for float32 ones.</summary>
    Float16Sibling,
}

/// <summary>A warning together with what was seen.</summary>
public sealed record Warning(WarningCode Code, string Detail);
