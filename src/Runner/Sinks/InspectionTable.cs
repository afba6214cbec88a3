using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What a model stores and what it costs, as tables a person reads.</summary>
public static class InspectionTable
{
    private const int TopicWidth = 16;

    /// <summary>Writes the facts, the stored tensors, the decode steps and, where asked for, what fits and what was verified.</summary>
    public static void Write(IAnsiConsole console, ModelInspection inspection)
    {
        foreach ((string topic, string what) in Facts(inspection))
            PlainTable.Line(console, topic.PadRight(TopicWidth) + what);
        Terminal.Wide(console).Write(Tensors(inspection));
        PlainTable.Line(console, $"Weights in all: {Quantity.Bytes(inspection.WeightBytes)}, without rotary tables and constants.");
        if (inspection.Tensors.Any(t => t.Kind == TensorKind.Other))
            PlainTable.Line(console, "Other: weights whose purpose neither their use nor their names tell; counted as read once in every step.");
        console.Write(Decode(inspection));
        PlainTable.Line(console, "A decode step moves every weight once, one row of the embedding, and one sequence's keys and values.");
        if (inspection.Kv == "copied")
            PlainTable.Line(console, "Copied besides, and not in the sum: the graph reads the whole cache and writes a longer one.");
        if (inspection.Memory is { } memory)
            MemoryTable.Write(console, memory, inspection.KvBytesPerToken);
        if (inspection.Verification is { } verification)
            Verified(console, verification);
    }

    private static IEnumerable<(string Topic, string What)> Facts(ModelInspection i)
    {
        var (model, g) = (i.Model, i.Model.Geometry);
        yield return ("model", $"{model.Name}{(i.Made ? "" : ", not made: worked out from its recipe")}");
        yield return ("layout", $"{model.Layout}, {Quantity.Bytes(model.Bytes)} of files");
        yield return ("attention", model.Attention + (i.Kv == "shared"
            ? "; past and present keys and values share one buffer"
            : "; keys and values are copied in every step"));
        yield return ("precision", (model.Precision ?? "mixed") + (model.BlockSize is { } size ? Text($" in blocks of {size}") : ""));
        yield return ("parameters", Quantity.Count(model.Parameters));
        yield return ("layers", Quantity.Count(g.Layers));
        yield return ("widths", $"{Quantity.Count(g.Hidden)} hidden, {Quantity.Count(g.Intermediate)} in the feed-forward block");
        yield return ("heads", $"{Quantity.Count(g.Heads)} for queries, {Quantity.Count(g.KvHeads)} for keys and values, {Quantity.Count(g.HeadSize)} elements each");
        yield return ("vocabulary", $"{Quantity.Count(g.Vocabulary)}, embedding {(g.TiedEmbeddings ? "tied to" : "apart from")} the output projection");
        yield return ("positions", Quantity.Count(g.Positions));
        yield return ("logits", $"{(model.Logits == "last" ? "of the last position" : "of every position")}, {i.LogitsType}: {Quantity.Bytes(i.LogitsBytesPerRow)} for one");
        yield return ("KV per token", $"{Quantity.Bytes(i.KvBytesPerToken)}, {i.KvType}");
        yield return ("operations", $"{Quantity.Operations(i.FlopsPerPrefillToken)} per prompt token, {Quantity.Operations(i.FlopsPerLogits)} per row of logits");
        yield return ("hash", model.Hash ?? (i.Made ? "not computed" : "not made yet"));
    }

    private static Table Tensors(ModelInspection inspection)
    {
        var table = PlainTable.New(("kind", false), ("tensors", true), ("parameters", true), ("stored as", false), ("bytes", true));
        foreach (var group in inspection.Tensors)
        {
            bool isWeight = group.Kind is not (TensorKind.RotaryTable or TensorKind.Constant);
            PlainTable.Row(
                table, Name(group.Kind), Quantity.Count(group.Count), isWeight ? Quantity.Count(group.Parameters) : "-",
                group.Stored.Replace(" + zero points", "\n+ zero points", StringComparison.Ordinal), Quantity.Bytes(group.Bytes));
        }

        return table;
    }

    private static Table Decode(ModelInspection inspection)
    {
        bool copied = inspection.Kv == "copied";
        (string, bool)[] copy = copied ? [("KV copied", true)] : [];
        var table = PlainTable.New([("decode at depth", true), ("weights", true), ("embedding row", true), ("KV read", true), ("KV written", true), ("sum", true), .. copy]);
        foreach (var step in inspection.Decode)
        {
            long[] bytes = [step.WeightBytes, step.EmbeddingBytes, step.KvReadBytes, step.KvWrittenBytes, step.Bytes, .. copied ? [step.KvCopiedBytes] : Array.Empty<long>()];
            PlainTable.Row(table, [Quantity.Count(step.Depth), .. bytes.Select(b => b == 0 ? "0" : Quantity.Bytes(b))]);
        }

        return table;
    }

    private static void Verified(IAnsiConsole console, ModelVerification verification)
    {
        string known = verification.Against == "manifest" ? "the manifest" : "what was read before";
        PlainTable.Line(console, verification.Files.All(f => f.State == FileState.New)
            ? "Read from end to end; nothing was known to compare it with, and it is remembered now."
            : $"Read from end to end and compared with {known}: {(verification.Intact ? "ok" : "NOT what it was")}.");
        foreach (var file in verification.Files)
            PlainTable.Line(console, $"  {file.State.ToString().ToLowerInvariant(),-8}{file.Name}");
    }

    private static string Name(TensorKind kind) => kind switch
    {
        TensorKind.FeedForward => "feed-forward",
        TensorKind.OutputProjection => "output projection",
        TensorKind.RotaryTable => "rotary tables",
        TensorKind.Norm => "norms",
        TensorKind.Constant => "constants",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
