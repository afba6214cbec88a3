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
        WarningCode.CastsInserted => "float16 is for GPUs: on this device fp32, int8 or int4 runs without them",
        WarningCode.KvCopied => "a graph with GroupQueryAttention, as onnxruntime-genai's model builder makes it, shares them",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
