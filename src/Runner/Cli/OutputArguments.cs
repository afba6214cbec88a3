using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

/// <summary>The output options that <c>run</c>, <c>kernels</c> and <c>quickstart</c> share.</summary>
internal sealed record OutputArguments(Option<string?> Out, Option<bool> Quiet, Option<bool> Json, Option<string?>[] Telemetry)
{
    public OutputOptions Read(ParseResult result) => new()
    {
        Out = result.GetValue(Out),
        Quiet = result.GetValue(Quiet),
        Json = result.GetValue(Json),
        Telemetry = TelemetryArguments.Read(flag => result.GetValue(Telemetry.Single(option => option.Name == flag))),
    };
}
