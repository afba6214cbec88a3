using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Everything that a run is fed but the KV cache. A mask is made beforehand for each length: binding one costs half of making,
/// binding and releasing it, and those for 131,072 positions take less than 0.1 s and 40 MiB.
/// </summary>
internal sealed unsafe class TokenInputs : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly OrtMemoryInfo host;
    private readonly TokenInput ids;
    private readonly TokenInput? positions;
    private readonly NativeBuffer ones;
    private readonly DeviceBuffer? deviceOnes;
    private readonly byte[]? maskName;
    private readonly OrtValue[] masks = [];
    private readonly byte[]? branchName;
    private readonly NativeBuffer? cacheBranch;
    private readonly bool copiesWhenBound;

    public TokenInputs(OrtIoBinding binding, SessionMemory memory, GraphInterface graph, int batch, int capacity)
    {
        this.binding = binding;
        host = memory.Host;
        copiesWhenBound = memory.CopiesWhenBound;
        ids = new TokenInput(binding, memory, graph.InputIds, batch, capacity);
        if (graph.PositionIds is { } positionIds)
            positions = new TokenInput(binding, memory, positionIds, batch, capacity);
        ones = new NativeBuffer((long)batch * capacity * sizeof(long));
        for (int i = 0; i < batch; i++)
            new Span<long>((long*)ones.Pointer + ((nint)i * capacity), capacity).Fill(1);
        if (graph.AttentionMask is { } mask)
        {
            maskName = OrtIoBinding.Name(mask);
            var device = memory.DeviceOf(mask) is { CanWrite: true } writable ? writable : null;
            deviceOnes = device?.Allocate((long)ones.Bytes);
            if (deviceOnes is not null)
                device!.Write(ones, deviceOnes, (long)ones.Bytes);
            masks = new OrtValue[capacity];
            for (int i = 0; i < capacity; i++)
                masks[i] = new OrtValue(device?.Info ?? host, (TensorBuffer?)deviceOnes ?? ones, OrtElementType.Int64, batch, i + 1);
        }
        if (graph.LogitsToKeep is { } keep)
            binding.Input(OrtIoBinding.Name(keep), host, ones, OrtElementType.Int64, graph.LogitsToKeepRank == 0 ? [] : [1]);
        if (graph.UseCacheBranch is { } branch)
        {
            branchName = OrtIoBinding.Name(branch);
            cacheBranch = new NativeBuffer(sizeof(bool));
            BindBranch();
        }
    }

    /// <summary>Binds and fills for <paramref name="tokens"/> new tokens of each sequence after <paramref name="past"/>.</summary>
    /// <param name="values">[batch, tokens] token ids.</param>
    /// <param name="past">Tokens of each sequence in the KV cache.</param>
    /// <param name="tokens">New tokens of each sequence.</param>
    /// <param name="mask">What to bind as the attention mask; null for ones, as many as there are tokens.</param>
    public void Stage(ReadOnlySpan<int> values, int past, int tokens, OrtValue? mask = null)
    {
        var staged = ids.Stage(tokens);
        for (int i = 0; i < values.Length; i++)
            staged[i] = values[i];
        if (positions is not null)
            Count(positions.Stage(tokens), past, tokens);
        if (cacheBranch is not null)
            *(bool*)cacheBranch.Pointer = past > 0;
        if (maskName is not null)
            binding.Input(maskName, mask ?? masks[past + tokens - 1]);
    }

    /// <summary>Puts what was staged where the next run reads it.</summary>
    public void Send()
    {
        ids.Send();
        positions?.Send();
        if (cacheBranch is not null && copiesWhenBound)
            BindBranch();
    }

    public void Dispose()
    {
        foreach (var mask in masks)
            mask.Dispose();
        ids.Dispose();
        positions?.Dispose();
        ones.Dispose();
        deviceOnes?.Dispose();
        cacheBranch?.Dispose();
    }

    private static void Count(Span<long> positions, int past, int tokens)
    {
        for (int i = 0; i < positions.Length; i++)
            positions[i] = past + (i % tokens);
    }

    private void BindBranch() => binding.Input(branchName!, host, cacheBranch!, OrtElementType.Bool, 1);
}
