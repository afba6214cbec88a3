using System.Numerics.Tensors;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Benchmarks;

/// <summary>What the tool does for every token, and for every record.</summary>
public class HostPaths
{
    private const int Vocabulary = 32_000, Candidates = 40, Tokens = 64, Samples = 1_000;

    private readonly float[] logits = new float[Vocabulary];
    private readonly ulong[] top = new ulong[Candidates];
    private readonly TokenTimeline timeline = new(TimeProvider.System, Tokens);
    private RunRecord? record;

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (int i = 0; i < logits.Length; i++)
            logits[i] = random.NextSingle();
        record = TypicalRecord.Create(Samples);
    }

    /// <summary>The most likely of 32,000 tokens.</summary>
    [Benchmark]
    public int Argmax() => TensorPrimitives.IndexOfMax(logits);

    /// <summary>The 40 most likely of 32,000 tokens.</summary>
    [Benchmark]
    public void SelectTop() => LogitOrder.SelectTop(logits, top);

    /// <summary>The timestamps of one token.</summary>
    [Benchmark(OperationsPerInvoke = Tokens)]
    public void TokenTimeline()
    {
        for (int k = 0; k < Tokens; k++)
        {
            timeline.Calling(k);
            timeline.Returned(k);
            timeline.Chosen(k);
        }
    }

    /// <summary>A record with 1,000 samples as the line of a results file.</summary>
    [Benchmark]
    public byte[] SerialiseRecord() => JsonSerializer.SerializeToUtf8Bytes(record!, RecordJson.Line.RunRecord);
}
