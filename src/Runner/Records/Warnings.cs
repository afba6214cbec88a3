namespace InferBench.Runner.Records;

/// <summary>What to do about each warning.</summary>
public static class Warnings
{
    /// <summary>One sentence of advice.</summary>
    public static string Advice(WarningCode code) => code switch
    {
        WarningCode.StoppedByLimit => "give it more time with --max-time, or accept a wider interval with --ci",
        WarningCode.TooFewSamples => "raise --max-time or --trials so that at least five trials fit",
        WarningCode.WarmUpNotSettled => "raise --warmup, or look for other work on this machine",
        WarningCode.DebugBuild => "run with -c Release",
        WarningCode.AllocatedWhileTimed => "please report it: the timed loop must not allocate",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
