using System.Text.Json.Serialization;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Worker.Wire;

/// <summary>What the harness tells a worker. The end of the stream tells it to die.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "order")]
[JsonDerivedType(typeof(RunGroup), "run")]
[JsonDerivedType(typeof(AssessModel), "assess")]
[JsonDerivedType(typeof(TokenizeText), "tokenize")]
[JsonDerivedType(typeof(RecordKept), "kept")]
[JsonDerivedType(typeof(TurnGiven), "turn")]
[JsonDerivedType(typeof(StopRun), "stop")]
public abstract record WorkerOrder;

/// <summary>The first order: what to run.</summary>
public sealed record RunGroup : WorkerOrder
{
    public required string RunId { get; init; }

    /// <summary>The machine, so that a worker need not look at it again.</summary>
    public required EnvironmentInfo Environment { get; init; }

    public required MeasurementSettings Settings { get; init; }

    public required CaseGroup Group { get; init; }

    /// <summary>Whether each trial, of the warm-up too, waits for <see cref="TurnGiven"/>, because another worker measures in between.</summary>
    public bool TakesTurns { get; init; }
}

/// <summary>The first and only order: what to find out of a model beside its speed.</summary>
public sealed record AssessModel(AssessmentRequest Request) : WorkerOrder;

/// <summary>The first and only order: which token ids a text has.</summary>
/// <param name="Folder">Folder of the tokenizer's files.</param>
/// <param name="Text">The text, UTF-8 without a zero byte.</param>
public sealed record TokenizeText(string Folder, byte[] Text) : WorkerOrder;

/// <summary>The record that was sent is on the disk: go on with the next case.</summary>
public sealed record RecordKept : WorkerOrder;

/// <summary>Run the trial that <see cref="TurnAsked"/> was told of.</summary>
public sealed record TurnGiven : WorkerOrder;

/// <summary>Finish the trial that is running, and end.</summary>
public sealed record StopRun : WorkerOrder;

/// <summary>What a worker tells the harness, never while something is timed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "news")]
[JsonDerivedType(typeof(CaseWentOn), "progress")]
[JsonDerivedType(typeof(TurnAsked), "ready")]
[JsonDerivedType(typeof(CaseMeasured), "measured")]
[JsonDerivedType(typeof(CaseFinished), "record")]
[JsonDerivedType(typeof(ModelAssessed), "assessed")]
[JsonDerivedType(typeof(TextTokenized), "tokenized")]
[JsonDerivedType(typeof(GroupFinished), "finished")]
public abstract record WorkerNews;

/// <summary>The next case without a record has come this far.</summary>
public sealed record CaseWentOn(CasePhase Phase, int Trials) : WorkerNews;

/// <summary>The next trial is ready, and the one before has ended. The worker waits for <see cref="TurnGiven"/>.</summary>
public sealed record TurnAsked : WorkerNews;

/// <summary>A case has its figures, and its checks are still to come: what is kept of it where the worker dies of those.</summary>
public sealed record CaseMeasured(RunRecord Record) : WorkerNews;

/// <summary>A case has its record. The worker waits for <see cref="RecordKept"/>.</summary>
public sealed record CaseFinished(RunRecord Record) : WorkerNews;

/// <summary>What <see cref="AssessModel"/> asked for.</summary>
public sealed record ModelAssessed(Assessment Found) : WorkerNews;

/// <summary>What <see cref="TokenizeText"/> asked for.</summary>
public sealed record TextTokenized(TokenizedText Found) : WorkerNews;

/// <summary>The last thing a worker says: everything was sent, or it was told to stop.</summary>
public sealed record GroupFinished : WorkerNews;
