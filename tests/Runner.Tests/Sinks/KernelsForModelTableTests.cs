using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class KernelsForModelTableTests
{
    [Fact]
    public void A_profiled_phase_has_times_and_gains()
    {
        string[] lines = Lines(Phase(ShareBasis.Time, 10e6, Kernel("cpu.matvec.int4.2_simd") with
        {
            Device = "cpu",
            Threads = 2,
            Share = 0.8,
            OperatorNs = 8e6,
            KernelNs = 4e6,
            SpeedUp = 2,
            Whole = 10 / 6.0,
            AtMost = 5,
        }));

        Assert.Equal("synth:m:int4, decode, a token behind 128, batch 4: shares of 10.0000 ms on cpu, by its profile", lines[0]);
        Assert.Equal(["cpu.matvec.int4.2_simd|2|80.0%|12.5|8.0000|4.0000|2x|1.667x|5x"], Rows(lines));
    }

    [Fact]
    public void Without_a_profile_a_phase_has_shares_by_formula_and_says_so()
    {
        const string why = "no profile";
        string[] lines = Lines(Phase(ShareBasis.Bytes, null, Kernel("cpu.matvec.int4.2_simd") with { Device = "cpu", Threads = 1, Share = 0.8, KernelNs = 4e6, NotMeasured = why }));

        Assert.EndsWith("shares of the bytes of weights, keys and values, by formula: no profile", lines[0], StringComparison.Ordinal);
        Assert.Equal(["cpu.matvec.int4.2_simd|1|80.0%|12.5|4.0000"], Rows(lines));
        Assert.Contains("  not measured, cpu.matvec.int4.2_simd: no profile", lines);
    }

    [Fact]
    public void Kernels_that_did_not_run_stand_below_by_their_ladders_with_their_share()
    {
        var gpu = Kernel("cuda.matvec.int4.1_thread_per_row") with { Share = 0.8, NotMeasured = "no GPU\u001bhere" };
        string[] lines = Lines(Phase(
            ShareBasis.Bytes, null, gpu, gpu with { Kernel = "cuda.matvec.int4.3_dot4" }, gpu with { Kernel = "cuda.rmsnorm.1_block_per_token", Share = null },
            Kernel("cpu.rope.1_scalar") with { Launches = new Dictionary<string, double>(), NotMeasured = "no use" }, Kernel("cpu.rope.2_simd") with { Launches = new Dictionary<string, double>(), NotMeasured = "no use" }));

        Assert.Empty(Rows(lines));
        Assert.Equal("  not measured, cuda.matvec.int4.* (80.0%), cuda.rmsnorm.1_block_per_token: no GPU\\u001bhere", lines[1]);
        Assert.Equal("  of no use to this phase by themselves: rope", lines[2]);
    }

    private static KernelShare Kernel(string name) => new() { Kernel = name, Launches = new Dictionary<string, double> { ["8x8"] = 12, ["9x9"] = 0.5 } };

    private static ModelPhaseShares Phase(ShareBasis basis, double? step, params KernelShare[] kernels) => new()
    {
        Name = ProfilePhase.Decode,
        Batch = 4,
        Tokens = 1,
        Past = 128,
        Basis = basis,
        Device = step is null ? null : "cpu",
        StepNs = step,
        Kernels = kernels,
    };

    private static string[] Lines(ModelPhaseShares phase)
    {
        var writer = new StringWriter();
        KernelsForModelTable.Write(Terminal.Open(writer, redirected: true), new() { Schema = 1, Model = "synth:m:int4", Phases = [phase] });
        return writer.ToString().TrimEnd().Split('\n');
    }

    private static string[] Rows(string[] lines) =>
        [.. lines.Where(l => l.StartsWith('│')).Select(l => string.Join('|', l.Trim('│').Split('│').Select(c => c.Trim()))).Where(l => l.Any(char.IsDigit))];
}
