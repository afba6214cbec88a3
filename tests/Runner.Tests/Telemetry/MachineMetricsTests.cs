using System.Net;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>What was sampled of machine, process and GPU, as a scrape shows it.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class MachineMetricsTests
{
    private const string Scope = "otel_scope_name=\"inferbench\"", Gpu = "hw_id=\"cuda:0\",hw_name=\"Test GPU\",hw_type=\"gpu\"," + Scope,
        Cpu = "hw_id=\"cpu\",hw_name=\"Test CPU\",hw_type=\"cpu\"," + Scope;

    private static RunRecord OnGpu() => TelemetryTests.Record() with
    {
        Case = TelemetryTests.Record().Case with { Device = "cuda:0" },
        Device = new() { Id = "cuda:0", Name = "Test GPU" },
        MachineUse = TestRecords.Use(),
    };

    private static async Task<string[]> Scrape(params RunRecord[] records)
    {
        using var telemetry = TelemetryTests.Open(new(new(IPAddress.Loopback, 0), TimeSpan.Zero, null));
        foreach (var record in records)
            telemetry.Add(record);
        string text = await new HttpClient().GetStringAsync(telemetry.Address, TestContext.Current.CancellationToken);
        return [.. text.Split('\n').Where(l => !l.StartsWith('#'))];
    }

    private static string[] Machine(string[] lines) =>
        [.. lines.Where(l => l.StartsWith("hw_", StringComparison.Ordinal) || l.StartsWith("system_", StringComparison.Ordinal) || l.StartsWith("process_", StringComparison.Ordinal) || l.StartsWith("inferbench_gpu", StringComparison.Ordinal)
            || l.StartsWith("inferbench_cgroup", StringComparison.Ordinal) || l.StartsWith("inferbench_sampler", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Means_of_the_last_case_and_what_all_cases_used()
    {
        var lines = await Scrape(OnGpu(), OnGpu());

        Assert.Equal(
            [
                $"hw_energy_joules_total{{{Cpu}}} 200",
                $"hw_energy_joules_total{{{Gpu}}} 1800",
                $"hw_gpu_memory_usage_bytes{{{Gpu}}} 0.5",
                $"hw_gpu_utilization_ratio{{{Gpu}}} 0.5",
                $"hw_power_watts{{{Cpu}}} 40",
                $"hw_power_watts{{{Gpu}}} 0.5",
                $"hw_temperature_celsius{{{Cpu}}} 0.5",
                $"hw_temperature_celsius{{{Gpu}}} 0.5",
                $"inferbench_cgroup_cpu{{{Scope}}} 0.5",
                $"inferbench_cgroup_throttled{{{Scope}}} 0.5",
                $"inferbench_gpu_clock_reasons_ratio{{hw_id=\"cuda:0\",hw_name=\"Test GPU\",hw_type=\"gpu\",inferbench_gpu_clock_reason=\"PowerCap\",{Scope}}} 0.25",
                $"inferbench_gpu_memory_clock_hertz{{{Gpu}}} 0.5",
                $"inferbench_gpu_sm_clock_hertz{{{Gpu}}} 0.5",
                $"inferbench_sampler_duration_seconds{{{Scope}}} 0.0001",
                $"process_cpu_time_seconds_total{{{Scope}}} 4",
                $"process_cpu_utilization_ratio{{{Scope}}} 0.25",
                $"process_memory_usage_bytes{{{Scope}}} 0.5",
                $"system_cpu_frequency_hertz{{{Scope}}} 0.5",
                $"system_cpu_logical_count{{{Scope}}} 2",
                $"system_cpu_utilization_ratio{{cpu_mode=\"steal\",{Scope}}} 0.5",
                $"system_cpu_utilization_ratio{{cpu_mode=\"system\",{Scope}}} 0.5",
                $"system_cpu_utilization_ratio{{cpu_mode=\"user\",{Scope}}} 0.5",
                $"system_memory_usage_bytes{{system_memory_state=\"used\",{Scope}}} 0.5",
            ],
            Machine(lines).Order(StringComparer.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("dotnet_", StringComparison.Ordinal) && l.Contains("otel_scope_name=\"System.Runtime\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_not_sampled_has_no_series()
    {
        var use = TestRecords.Use();
        var cpuAlone = OnGpu() with
        {
            MachineUse = use with
            {
                Whole = use.Whole with
                {
                    Figures = new Dictionary<string, UseFigures> { ["cpu_user"] = new(0.5, 0.5, 2) },
                    ClockReasons = null,
                    ProcessorEnergy = new() { Updates = 1, Reason = "too short" },
                    GpuEnergy = null,
                },
            },
        };

        Assert.Equal(
            [$"inferbench_sampler_duration_seconds{{{Scope}}} 0.0001", $"system_cpu_logical_count{{{Scope}}} 2", $"system_cpu_utilization_ratio{{cpu_mode=\"user\",{Scope}}} 0.5"],
            Machine(await Scrape(cpuAlone)));
        Assert.Empty(Machine(await Scrape(TelemetryTests.Record())));
    }

    [Fact]
    public async Task What_the_last_case_did_not_tell_is_gone_but_for_totals()
    {
        var use = TestRecords.Use();
        var last = TelemetryTests.Record() with { MachineUse = use with { Whole = use.Whole with { Figures = new Dictionary<string, UseFigures>(), ClockReasons = null, ProcessorEnergy = null, GpuEnergy = null } } };

        var names = Machine(await Scrape(OnGpu(), last)).Select(l => l.Split('{')[0]).Distinct();

        Assert.Equal(["hw_energy_joules_total", "inferbench_sampler_duration_seconds", "process_cpu_time_seconds_total", "system_cpu_logical_count"], names);
    }
}
