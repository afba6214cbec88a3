using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What fits into some memories: a table of answers and, below it, the sum behind each.</summary>
internal static class MemoryTable
{
    private const string DoesNotFit = "does not fit";

    public static void Write(IAnsiConsole console, IReadOnlyList<MemoryFit> fits, long kvBytesPerToken)
    {
        var table = PlainTable.New(
            [("memory", true), ("context at batch 1", true), .. fits[0].Batches.Select(b => ($"batch at {Quantity.Count(b.Context)}", true))]);
        foreach (var fit in fits)
        {
            string context = fit.LongestContext is { } longest ? Quantity.Count(longest.Context) + (fit.AllPositions ? " (all)" : "") : DoesNotFit;
            PlainTable.Row(
                table, [fit.Asked, context, .. fit.Batches.Select(b => b.Largest is { } sum ? Quantity.Count(sum.Batch) : DoesNotFit)]);
        }

        console.Write(table);
        foreach (var fit in fits)
        {
            PlainTable.Line(console, $"{fit.Asked}:");
            var sums = fit.Batches.Select(b => b.Largest).Prepend(fit.LongestContext).OfType<MemorySum>().Distinct().ToArray();
            foreach (var sum in sums)
                PlainTable.Line(console, "  " + Text(sum, kvBytesPerToken));
            if (sums.Length == 0)
                PlainTable.Line(console, $"  {DoesNotFit}");
        }

        PlainTable.Line(console, "(all): every position the model has. Stored: weights, rotary tables and constants.");
        PlainTable.Line(console, "Not in the sums: the runtime's own workspace and, on a CPU, the copies of the weights it makes at load.");
    }

    private static string Text(MemorySum sum, long kvBytesPerToken)
    {
        string copies = sum.KvCopies == 1 ? "" : $"{Quantity.Count(sum.KvCopies)} copies x ";
        string kv = $"{copies}{Quantity.Count(sum.Batch)} x {Quantity.Count(sum.Context)} x {Quantity.Bytes(kvBytesPerToken)} = {Quantity.Bytes(sum.KvBytes)} KV";
        return $"{Quantity.Bytes(sum.StoredBytes)} stored + {kv} + {Quantity.Bytes(sum.LogitsBytes)} logits = {Quantity.Bytes(sum.Bytes)}";
    }
}
