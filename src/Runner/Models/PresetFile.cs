using System.Text.Json.Serialization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>A preset as its JSON file has it: flat, every field explained in models/README.md.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PresetFile
{
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required int Layers { get; init; }

    public required int Hidden { get; init; }

    public required int Intermediate { get; init; }

    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int Vocabulary { get; init; }

    public required int Positions { get; init; }

    public int? TrainedPositions { get; init; }

    public required bool TiedEmbeddings { get; init; }

    public required double RopeTheta { get; init; }

    public RopeScaling? RopeScaling { get; init; }

    public required double NormEpsilon { get; init; }

    public required int BosToken { get; init; }

    public required int EosToken { get; init; }

    public Preset ToPreset() => new()
    {
        Name = Name,
        Source = Source,
        Geometry = new ModelGeometry
        {
            Layers = Layers,
            Hidden = Hidden,
            Intermediate = Intermediate,
            Heads = Heads,
            KvHeads = KvHeads,
            HeadSize = HeadSize,
            Vocabulary = Vocabulary,
            Positions = Positions,
            TiedEmbeddings = TiedEmbeddings,
        },
        TrainedPositions = TrainedPositions,
        RopeTheta = RopeTheta,
        RopeScaling = RopeScaling,
        NormEpsilon = NormEpsilon,
        BosToken = BosToken,
        EosToken = EosToken,
    };
}
