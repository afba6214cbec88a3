namespace InferBench.Runner.Records;

/// <summary>What each warning says of any case, and what to do about it.</summary>
public static class Warnings
{
    /// <summary>What was seen, without the figures of one case.</summary>
    public static string Title(WarningCode code) => code switch
    {
        WarningCode.StoppedByLimit => "stopped by the time limit before the interval was narrow enough",
        WarningCode.TooFewSamples => "fewer than five trials measured",
        WarningCode.WarmUpNotSettled => "warm-up trials had not settled",
        WarningCode.DebugBuild => "InferBench was built without optimisation",
        WarningCode.AllocatedWhileTimed => "something was allocated or collected in timed spans",
        WarningCode.CastsInserted => "the runtime inserted casts to float32",
        WarningCode.KvCopied => "keys and values are copied at every step",
        WarningCode.Retried => "took a worker process down before it was measured",
        WarningCode.OrderDrift => "measured beside a repeat of the anchor that had moved by more than 5 % from the first",
        WarningCode.CeilingDrift => "this ceiling had moved by more than 5 % from its first measurement in the run",
        WarningCode.Float16Sibling => "ran in place of the variant that was asked for, whose activations are in float32",
        WarningCode.TokensDiffer => "the same input gave other tokens in another trial",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    /// <summary>One sentence of advice.</summary>
    /// <param name="code">The warning.</param>
    /// <param name="command">What measured the case, such as <c>inferbench run</c>.</param>
    public static string Advice(WarningCode code, string command) => code switch
    {
        WarningCode.StoppedByLimit => $"'{command}' takes more time with --max-time, or a wider interval with --ci",
        WarningCode.TooFewSamples => $"'{command}' takes more with --max-time or --trials; five are the least",
        WarningCode.WarmUpNotSettled => $"look for other work on this machine, or raise --warmup of '{command}'",
        WarningCode.DebugBuild => "run with -c Release",
        WarningCode.AllocatedWhileTimed => "please report it: the timed loop must not allocate",
        WarningCode.CastsInserted => "float16 is for GPUs: on this device fp32, int8 or int4 runs without them",
        WarningCode.KvCopied => "on the CPU a graph with GroupQueryAttention, as onnxruntime-genai's model builder makes it, shares them",
        WarningCode.OrderDrift => "the machine changed during the run: compare only cases that stand close together in its order, or run it again when there is less other work",
        WarningCode.CeilingDrift => "MBU and MFU that are held against it are uncertain by as much: run it again when there is less other work",
        WarningCode.TokensDiffer => "every trial generates as many tokens, so its speed counts; but do not compare the outputs, and look for a session option that lets the engine compute in any order",
        WarningCode.Float16Sibling => "comparisons take the two for one model; ask for it by its own name where it is meant",
        WarningCode.Retried => "look at the reason, and at the log beside the results, before the figures are trusted",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
