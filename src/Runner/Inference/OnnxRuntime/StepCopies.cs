using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Copies between host and device of a decode step, for what it is fed and what it gives back.</summary>
/// <param name="ToDevice">Tensors copied to the device.</param>
/// <param name="ToHost">Tensors copied back.</param>
/// <param name="Bytes">Bytes of all of them; of a cache that is copied, as if it were full.</param>
internal sealed record StepCopies(int ToDevice, int ToHost, long Bytes)
{
    /// <summary>Null where the runtime does not tell what lies where.</summary>
    public static StepCopies? Of(SessionMemory memory, GraphInterface graph, KvLayout kv, KvMode mode, int capacity, long logitsBytes)
    {
        if (memory.IsOnDevice(graph.InputIds) is null)
            return null;
        long ids = (long)kv.Batch * sizeof(long);
        var copies = new StepCopies(0, 0, 0);
        foreach (string? input in (string?[])[graph.InputIds, graph.PositionIds])
            copies = Feed(input, ids, fed: true);
        // A mask of the device's own is never sent; that of a captured graph grows there.
        copies = Feed(graph.AttentionMask, ids * capacity, fed: graph.AttentionMask is { } mask && memory.DeviceOf(mask) is not { CanWrite: true });
        copies = Feed(graph.UseCacheBranch, 1, fed: true);
        if (memory.IsOnDevice(graph.Logits) == true)
            copies = copies with { ToHost = copies.ToHost + 1, Bytes = copies.Bytes + logitsBytes };
        if (mode == KvMode.Copied && memory.IsOnDevice(graph.Caches[0].PastKey) == true)
        {
            int tensors = kv.Tensors.Count;
            copies = new(copies.ToDevice + tensors, copies.ToHost + tensors, copies.Bytes + (2 * tensors * (long)kv.Bytes(capacity)));
        }

        return copies;

        StepCopies Feed(string? input, long bytes, bool fed) => input is not null && fed && memory.IsOnDevice(input) == true
            ? copies with { ToDevice = copies.ToDevice + 1, Bytes = copies.Bytes + bytes }
            : copies;
    }
}
