using InferBench.Kernels.Cuda.Cupti;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Profile.Passes;

/// <summary>
/// Trials under CUPTI's activity tracing. It sees the whole process, so that nothing can be run in turns with it: they follow the others,
/// in a session that is made after tracing began, as graphs have to be.
/// </summary>
internal static class KernelPass
{
    private const int WarmUp = 2, Measured = 5;

    /// <summary>Runs the trials.</summary>
    /// <param name="library">CUPTI.</param>
    /// <param name="model">The model; a second session is made of it.</param>
    /// <param name="spec">The case.</param>
    /// <param name="time">The clock.</param>
    public static CuptiOutcome<KernelTrials> Run(CuptiLibrary library, LoadedModel model, CaseSpec spec, TimeProvider time)
    {
        var outcome = CuptiTrace.Start(library);
        if (outcome.Value is not { } trace)
            return new(outcome.Problem!);
        bool stopped = false;
        try
        {
            using var pass = new ProfilingPass(ProfilePass.Kernels, model.Again(profile: null), owned: true, spec, time);
            for (int i = 0; i < WarmUp; i++)
                pass.RunTrial();
            trace.Discard();
            pass.Session.Before = number => Push(trace, pass, number, spec);
            pass.Session.After = _ => trace.PopPhase();
            for (int i = 0; i < Measured; i++)
                pass.RunTrial();
            stopped = true;
            return new(new KernelTrials(trace.Stop(), Measured, pass.Samples(MetricId.PrefillTime, WarmUp), pass.Samples(MetricId.DecodeTime, WarmUp)));
        }
        finally
        {
            if (!stopped)
                trace.Stop();
        }
    }

    // Steps of one phase are told apart over all trials.
    private static void Push(CuptiTrace trace, ProfilingPass pass, int number, CaseSpec spec)
    {
        var (phase, step) = pass.PhaseOf(number);
        trace.PushPhase((uint)phase, (uint)((pass.Trials * ProfilingPass.RunsOf(spec)) + step));
    }
}

/// <summary>What CUPTI saw of some trials.</summary>
/// <param name="Activity">All work of the devices.</param>
/// <param name="Trials">How many.</param>
/// <param name="PrefillNs">Prefill times, ns; empty without one.</param>
/// <param name="DecodeNs">Decode times, ns.</param>
internal sealed record KernelTrials(CuptiActivity Activity, int Trials, IReadOnlyList<long> PrefillNs, IReadOnlyList<long> DecodeNs);
