using InferBench.Runner.Records;
using OpenTelemetry.Resources;

namespace InferBench.Runner.Telemetry;

/// <summary>What sends the telemetry: build, machine, run and, where the environment has one, pipeline. No host or user name.</summary>
internal static class TelemetryResource
{
    private static readonly (string Attribute, string[] Variables)[] Pipeline =
    [
        ("cicd.pipeline.name", ["GITHUB_WORKFLOW", "CI_PIPELINE_NAME"]),
        ("cicd.pipeline.run.id", ["GITHUB_RUN_ID", "CI_PIPELINE_ID"]),
        ("vcs.ref.head.revision", ["GITHUB_SHA", "CI_COMMIT_SHA"]),
    ];

    /// <summary>Attributes of a run's first record; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over them.</summary>
    public static ResourceBuilder Of(RunRecord record, Func<string, string?> variable)
    {
        var machine = record.Environment;
        var attributes = new Dictionary<string, object>
        {
            [TelemetryNames.RunId] = record.RunId,
            ["os.type"] = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
            ["os.description"] = machine.Os,
            ["host.arch"] = machine.Cpu.Architecture == "X64" ? "amd64" : machine.Cpu.Architecture.ToLowerInvariant(),
            ["host.cpu.model.name"] = machine.Cpu.Model,
            ["process.runtime.name"] = ".NET",
            ["process.runtime.description"] = machine.Dotnet,
        };
        // Of the run's first case; every case says its own.
        if (record.Case.Device != "cpu")
            attributes.Add(TelemetryNames.DeviceName, record.Device.Name);
        foreach (var (attribute, variables) in Pipeline)
        {
            if (variables.Select(variable).FirstOrDefault(value => value is { Length: > 0 }) is { } value)
                attributes.Add(attribute, value);
        }

        return ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService(TelemetryNames.Scope, serviceVersion: machine.Inferbench, serviceInstanceId: record.RunId)
            .AddAttributes(attributes)
            .AddEnvironmentVariableDetector();
    }
}
