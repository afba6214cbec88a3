using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Everything that a run is fed but the KV cache.</summary>
internal sealed unsafe class TokenInputs : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly OrtMemoryInfo memory;
    private readonly TokenInput ids;
    private readonly TokenInput? positions;
    private readonly byte[]? maskName;
    private readonly NativeBuffer ones;
    private readonly NativeBuffer? cacheBranch;
    private readonly int batch;

    public TokenInputs(OrtIoBinding binding, OrtMemoryInfo memory, GraphInterface graph, int batch, int capacity)
    {
        this.binding = binding;
        this.memory = memory;
        this.batch = batch;
        ids = new TokenInput(binding, memory, graph.InputIds, batch, capacity);
        if (graph.PositionIds is { } positionIds)
            positions = new TokenInput(binding, memory, positionIds, batch, capacity);
        if (graph.AttentionMask is { } mask)
            maskName = OrtIoBinding.Name(mask);

        ones = new NativeBuffer((long)batch * capacity * sizeof(long));
        for (int i = 0; i < batch; i++)
            new Span<long>((long*)ones.Pointer + ((nint)i * capacity), capacity).Fill(1);
        if (graph.LogitsToKeep is { } keep)
            binding.Input(OrtIoBinding.Name(keep), memory, ones, OrtElementType.Int64, graph.LogitsToKeepRank == 0 ? [] : [1]);
        if (graph.UseCacheBranch is { } branch)
        {
            cacheBranch = new NativeBuffer(sizeof(bool));
            binding.Input(OrtIoBinding.Name(branch), memory, cacheBranch, OrtElementType.Bool, 1);
        }
    }

    /// <summary>Binds and fills for <paramref name="tokens"/> new tokens of each sequence after <paramref name="past"/>.</summary>
    /// <param name="values">[batch, tokens] token ids.</param>
    /// <param name="past">Tokens of each sequence in the KV cache.</param>
    /// <param name="tokens">New tokens of each sequence.</param>
    public void Stage(ReadOnlySpan<int> values, int past, int tokens)
    {
        var staged = ids.Bind(tokens);
        for (int i = 0; i < values.Length; i++)
            staged[i] = values[i];
        if (positions is not null)
            Count(positions.Bind(tokens), past, tokens);
        if (cacheBranch is not null)
            *(bool*)cacheBranch.Pointer = past > 0;
        if (maskName is not null)
            binding.Input(maskName, memory, ones, OrtElementType.Int64, batch, past + tokens);
    }

    public void Dispose()
    {
        ids.Dispose();
        positions?.Dispose();
        ones.Dispose();
        cacheBranch?.Dispose();
    }

    private static void Count(Span<long> positions, int past, int tokens)
    {
        for (int i = 0; i < positions.Length; i++)
            positions[i] = past + (i % tokens);
    }
}
