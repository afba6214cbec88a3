using System.Text.Json;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Lists the presets with what they cost, without making any.</summary>
public static class ModelListCommand
{
    public static int Run(ModelListOptions options)
    {
        var list = new PresetList { Schema = PresetList.CurrentSchema, Presets = [.. PresetCatalog.All.Select(Figures)] };
        if (options.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(list, ReportJson.Indented.PresetList));
        else
            PresetTables.Write(Terminal.Output(), list.Presets);
        return ExitCode.Ok;
    }

    private static PresetFigures Figures(Preset preset)
    {
        var costs = Precision.All.Select(p => (Precision: p, Cost: new ModelCost(preset.Geometry, p))).ToArray();
        return new()
        {
            Name = preset.Name,
            Source = preset.Source,
            Geometry = preset.Geometry,
            Parameters = costs[0].Cost.Parameters,
            FlopsPerPrefillToken = costs[0].Cost.FlopsPerPrefillToken,
            FlopsPerLogits = costs[0].Cost.FlopsPerLogits,
            Precisions = [.. costs.Select(c => new PrecisionFigures
            {
                Precision = c.Precision.Name,
                WeightBytes = c.Cost.WeightBytes,
                KvBytesPerToken = c.Cost.KvBytesPerToken,
                DecodeBytes = c.Cost.DecodeBytes(0),
            })],
        };
    }
}
