namespace InferBench.Runner.Records;

/// <summary>What to do about each warning.</summary>
public static class Warnings
{
    /// <summary>One sentence of advice.</summary>
    public static string Advice(WarningCode code) => code switch
    {
        WarningCode.StoppedByLimit => "'inferbench run' takes more time with --max-time, or a wider interval with --ci",
        WarningCode.TooFewSamples => "'inferbench run' takes more with --max-time or --trials; five are the least",
        WarningCode.WarmUpNotSettled => "look for other work on this machine, or raise --warmup of 'inferbench run'",
        WarningCode.DebugBuild => "run with -c Release",
        WarningCode.AllocatedWhileTimed => "please report it: the timed loop must not allocate",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
