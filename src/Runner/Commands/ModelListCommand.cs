using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using Spectre.Console;

namespace InferBench.Runner.Commands;

/// <summary>Lists the presets with what they cost, without making any.</summary>
public static class ModelListCommand
{
    public static int Run()
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("preset") { NoWrap = true });
        string[] numbers = ["parameters", "layers", "hidden", "heads / kv", "vocabulary", "positions", .. Precision.All.Select(p => p.Name), "KV per token"];
        foreach (string title in numbers)
            table.AddColumn(new TableColumn(title) { NoWrap = true, Alignment = Justify.Right });
        foreach (var preset in PresetCatalog.All)
            table.AddRow(Row(preset));
        Terminal.Wide(Terminal.Output()).Write(table);
        Console.Out.WriteLine("Bytes of weights by precision. Use one as synth:PRESET:PRECISION, or make a folder with 'inferbench model synth'.");
        return ExitCode.Ok;
    }

    private static string[] Row(Preset preset)
    {
        var g = preset.Geometry;
        var costs = Precision.All.Select(p => new ModelCost(g, p)).ToArray();
        return
        [
            preset.Name, Quantity.Count(costs[0].Parameters), Quantity.Count(g.Layers), Quantity.Count(g.Hidden),
            $"{Quantity.Count(g.Heads)} / {Quantity.Count(g.KvHeads)}", Quantity.Count(g.Vocabulary), Quantity.Count(g.Positions),
            .. costs.Select(c => Quantity.Bytes(c.WeightBytes)), Quantity.Bytes(costs[0].KvBytesPerToken),
        ];
    }
}
