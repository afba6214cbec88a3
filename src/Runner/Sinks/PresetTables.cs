using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>The presets as tables a person reads: what they are, what they store, what running them costs.</summary>
public static class PresetTables
{
    /// <summary>Writes three tables with a row for each preset.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<PresetFigures> presets)
    {
        string[] precisions = [.. presets[0].Precisions.Select(p => p.Precision)];
        Terminal.Wide(console).Write(Table(
            presets, ["parameters", "layers", "hidden", "heads / kv", "head\nsize", "vocabulary", "positions"],
            p =>
            [
                Quantity.Count(p.Parameters), Quantity.Count(p.Geometry.Layers), Quantity.Count(p.Geometry.Hidden),
                $"{Quantity.Count(p.Geometry.Heads)} / {Quantity.Count(p.Geometry.KvHeads)}", Quantity.Count(p.Geometry.HeadSize),
                Quantity.Count(p.Geometry.Vocabulary), Quantity.Count(p.Geometry.Positions),
            ]));

        // Keys and values have the type of the activations, which half of the precisions share.
        PlainTable.Line(console, "Weights by precision, and keys and values of one token:");
        console.Write(Table(
            presets, [.. precisions, "KV\nfloat32", "KV\nfloat16"],
            p => [.. p.Precisions.Select(f => Quantity.Bytes(f.WeightBytes)), Quantity.Bytes(p.Precisions.Max(f => f.KvBytesPerToken)), Quantity.Bytes(p.Precisions.Min(f => f.KvBytesPerToken))]));
        PlainTable.Line(console, "Bytes a decode step with an empty cache must move, and operations:");
        console.Write(Table(
            presets, [.. precisions, "per prompt\ntoken", "per row\nof logits"],
            p => [.. p.Precisions.Select(f => Quantity.Bytes(f.DecodeBytes)), Quantity.Operations(p.FlopsPerPrefillToken), Quantity.Operations(p.FlopsPerLogits)]));
        PlainTable.Line(console, "Use one as synth:PRESET:PRECISION; 'inferbench model inspect synth:PRESET:PRECISION' says more, without making it.");
    }

    private static Table Table(IReadOnlyList<PresetFigures> presets, string[] titles, Func<PresetFigures, string[]> cells)
    {
        var table = PlainTable.New([("preset", false), .. titles.Select(t => (t, true))]);
        foreach (var preset in presets)
            PlainTable.Row(table, [preset.Name, .. cells(preset)]);
        return table;
    }
}
