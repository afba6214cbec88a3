using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using static InferBench.Runner.Tests.ChosenProfiles;

namespace InferBench.Runner.Tests.Sinks;

public sealed class ProfileTextTests
{
    // 100 GFLOP/s and 10 GB/s: 400 us for 4 MB.
    private static readonly Roof Ceilings = new() { Compute = 100e9, Bandwidth = 10e9, Limit = "memory", Seconds = 450e-6 };

    [Fact]
    public void A_phase_is_a_table_of_kinds_gaps_and_roles_and_a_sentence() => Assert.Equal(
        """
        synth:llama-15m:int4, prompt 128, gen 64, threads 2: case 0123456789ab

        decode: 100 ns a token without a profiler, 1.00 ms under it, mean of 10; the ceilings allow 450 µs (memory)
        ╭─────────────────────┬───────┬──────┬───────┬─────────┬──────┬────────────┬────────╮
        │ operators           │ share │   ms │ calls │ GFLOP/s │ GB/s │ of ceiling │ limit  │
        ├─────────────────────┼───────┼──────┼───────┼─────────┼──────┼────────────┼────────┤
        │ matmul              │ 80.0% │ 0.80 │     2 │    13.3 │ 6.67 │      66.7% │ memory │
        │ attention           │ 10.0% │ 0.10 │     1 │       - │    - │          - │ -      │
        │ 1 more kind         │  0.4% │ 0.00 │     1 │         │      │            │        │
        │ (between operators) │  7.6% │ 0.08 │       │         │      │            │        │
        │ (unaccounted)       │  2.0% │ 0.02 │       │         │      │            │        │
        │                     │       │      │       │         │      │            │        │
        │ by role: q_proj     │ 60.4% │ 0.60 │     2 │    13.3 │ 6.67 │      66.7% │ memory │
        │ by role: lm_head    │ 20.0% │ 0.20 │     1 │       - │    - │          - │ -      │
        │ by role: attention  │ 10.0% │ 0.10 │     1 │       - │    - │          - │ -      │
        ╰─────────────────────┴───────┴──────┴───────┴─────────┴──────┴────────────┴────────╯
        Advice: none

        Of ceiling: of what this run's peak and read bandwidth allow by formula; limit: the one that binds. Above 100 %, caches gave the data.
        Pass 'operators': 5 trials, decode takes 1.000 times as long as without.

        """,
        Text(Of(1, Phase())));

    [Fact]
    public void What_a_pass_costs_is_told_taken_off_and_marked() => Assert.Equal(
        """
        synth:llama-15m:int4, prompt 128, gen 64, threads 2: case 0123456789ab

        decode: 100 ns a token without a profiler, 1.00 ms under it, mean of 10; the ceilings allow 450 µs (memory)
        ╭────────────────────┬────────┬──────┬───────┬─────────┬──────┬────────────┬────────╮
        │ operators          │  share │   ms │ calls │ GFLOP/s │ GB/s │ of ceiling │ limit  │
        ├────────────────────┼────────┼──────┼───────┼─────────┼──────┼────────────┼────────┤
        │ matmul             │ ~87.2% │ 0.79 │     2 │    13.4 │ 6.71 │      67.1% │ memory │
        │ attention          │ ~10.6% │ 0.10 │     1 │       - │    - │          - │ -      │
        │ 1 more kind        │  ~0.0% │ 0.00 │     1 │         │      │            │        │
        │ (unaccounted)      │  ~2.2% │ 0.02 │       │         │      │            │        │
        │                    │        │      │       │         │      │            │        │
        │ by role: q_proj    │ ~65.6% │ 0.60 │     2 │    13.4 │ 6.71 │      67.1% │ memory │
        │ by role: lm_head   │ ~21.6% │ 0.20 │     1 │       - │    - │          - │ -      │
        │ by role: attention │ ~10.6% │ 0.10 │     1 │       - │    - │          - │ -      │
        ╰────────────────────┴────────┴──────┴───────┴─────────┴──────┴────────────┴────────╯
        Less the profiler's own 92.0 µs, an estimate: 4.00 µs of each call, 76.0 µs between operators.
        Advice: none

        Of ceiling: of what this run's peak and read bandwidth allow by formula; limit: the one that binds. Above 100 %, caches gave the data.
        Pass 'operators': 5 trials, decode takes 1.250 times as long as without; above 1.1 its shares (marked ~) are not those of a run without it.

        """,
        Text(Of(1.25, Phase())));

    [Fact]
    public void A_gpus_kernels_copies_and_counters_have_their_own_lines() => Assert.Equal(
        """
        synth:llama-15m:int4, prompt 128, gen 64, threads 2: case 0123456789ab

        decode: 100 ns a token without a profiler, 1.00 ms under it, mean of 10; the ceilings allow 450 µs (memory)
        ╭─────────────────────┬───────┬──────┬───────┬─────────┬──────┬────────────┬────────╮
        │ operators           │ share │   ms │ calls │ GFLOP/s │ GB/s │ of ceiling │ limit  │
        ├─────────────────────┼───────┼──────┼───────┼─────────┼──────┼────────────┼────────┤
        │ matmul              │ 80.0% │ 0.80 │     2 │    13.3 │ 6.67 │      66.7% │ memory │
        │ attention           │ 10.0% │ 0.10 │     1 │       - │    - │          - │ -      │
        │ 1 more kind         │  0.4% │ 0.00 │     1 │         │      │            │        │
        │ (between operators) │  7.6% │ 0.08 │       │         │      │            │        │
        │ (unaccounted)       │  2.0% │ 0.02 │       │         │      │            │        │
        │                     │       │      │       │         │      │            │        │
        │ by role: q_proj     │ 60.4% │ 0.60 │     2 │    13.3 │ 6.67 │      66.7% │ memory │
        │ by role: lm_head    │ 20.0% │ 0.20 │     1 │       - │    - │          - │ -      │
        │ by role: attention  │ 10.0% │ 0.10 │     1 │       - │    - │          - │ -      │
        ╰─────────────────────┴───────┴──────┴───────┴─────────┴──────┴────────────┴────────╯
        ╭─────────────────────────────────┬───────┬──────┬───────╮
        │ kernels                         │ share │   ms │ calls │
        ├─────────────────────────────────┼───────┼──────┼───────┤
        │ k1                              │ 10.0% │ 0.10 │     2 │
        │ k2                              │  5.0% │ 0.05 │     2 │
        │ k3                              │  3.3% │ 0.03 │     2 │
        │ k4                              │  2.5% │ 0.03 │     2 │
        │ k5                              │  2.0% │ 0.02 │     2 │
        │ k6                              │  1.7% │ 0.02 │     2 │
        │ k7                              │  1.4% │ 0.01 │     2 │
        │ k8                              │  1.2% │ 0.01 │     2 │
        │ 2 more kernels                  │  2.1% │ 0.02 │     4 │
        │ (copy host to device, 2.00 KiB) │  0.1% │ 0.00 │     1 │
        ╰─────────────────────────────────┴───────┴──────┴───────╯
        GPU: idle 30.0% of 1.00 ms, 12.5 launches, 4.50 µs from a launch to its work, gaps 200 µs; launch-bound: no.
        GPU: CUPTI dropped 3 records: sums are too small; trace fewer tokens
        Processor, a token: IPC 1.50, cycles 2,000,000, instructions 3,000,000, page faults 0.50.
        Advice: none

        Of ceiling: of what this run's peak and read bandwidth allow by formula; limit: the one that binds. Above 100 %, caches gave the data.
        Pass 'operators': 5 trials, decode takes 1.000 times as long as without.
        Not measured: counters.llc_misses: the kernel gives none
        3 events had no room and are missing.
        Timeline: p.0123.trace.json.gz (open it at https://ui.perfetto.dev)

        """,
        Text(Of(1, Phase() with { Device = Device(), Counters = Counters() }) with
        {
            NotMeasured = new Dictionary<string, string> { ["counters.llc_misses"] = "the kernel gives none" },
            Trace = "p.0123.trace.json.gz",
            Dropped = 3,
        }));

    [Fact]
    public void A_case_without_a_profile_says_why()
    {
        using var writer = new StringWriter();
        ProfileText.Write(Terminal.Open(writer, redirected: true), [TestRecords.Absent("cuda:0", "no driver")]);

        Assert.Equal(
            """
            synth:llama-15m:int4, cuda:0, prompt 128, gen 64: case 0123456789ab
              skipped: no driver
            synth:llama-15m:int4, cuda:0, prompt 128, gen 64:
              not measured: no driver

            """,
            writer.ToString());
    }

    private static string Text(ProfileFacts profile)
    {
        using var writer = new StringWriter();
        var record = TestRecords.Ok();
        ProfileText.Write(Terminal.Open(writer, redirected: true), [record with { Case = record.Case with { Profile = true }, Profile = profile }]);
        return writer.ToString();
    }

    private static Dictionary<string, double> Counters() => new() { ["instructions"] = 3e6, ["cycles"] = 2e6, ["page_faults"] = 0.5 };

    private static DeviceActivity Device() => new()
    {
        Steps = 5,
        StepNs = 1e6,
        BusyNs = 7e5,
        GapNs = 2e5,
        LaunchLatencyNs = 4500,
        IsLaunchBound = false,
        Launches = 12.5,
        Kernels = [.. Enumerable.Range(1, 10).Select(k => new DeviceKernelTime($"k{k}", 2, 100_000 / k))],
        Copies = [new("host_to_device", 1, 2048, 1500)],
        Findings = ["CUPTI dropped 3 records: sums are too small; trace fewer tokens"],
    };

    private static ProfilePhase Phase() => Decode(1e6, 76_000) with
    {
        Roof = Ceilings,
        Operators =
        [
            Operator("a", 1, 600_000, flops: 8e6, bytes: 4e6),
            Operator("b", 1, 200_000, role: "lm_head"),
            Operator("c", 1, 100_000, kind: "attention", role: "attention"),
            Operator("d", 1, 4_000, kind: "norm"),
        ],
        GapsNs = new Dictionary<string, double> { [GapName.BetweenOperators] = 76_000, [GapName.Unaccounted] = 20_000 },
    };
}
