using System.Text;
using InferBench.Kernels.Cuda.Cupti;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.Passes;

/// <summary>What CUPTI saw of the steps of one phase, as a record has it: means of a step.</summary>
internal static class DeviceSteps
{
    /// <param name="analysis">What CUPTI saw.</param>
    /// <param name="phase">The phase.</param>
    /// <returns>Null where the device did nothing in it.</returns>
    public static DeviceActivity? Of(CuptiAnalysis analysis, RunPhase phase)
    {
        StepActivity[] steps = [.. analysis.Steps.Where(s => s.Phase == (uint)phase)];
        if (steps.Length == 0)
            return null;
        double[] latencies = [.. steps.Select(s => s.LaunchLatencyNanoseconds).Where(double.IsFinite).Order()];
        return new()
        {
            Steps = steps.Length,
            StepNs = steps.Average(s => s.Nanoseconds),
            BusyNs = steps.Average(s => s.BusyNanoseconds),
            GapNs = steps.Average(s => s.GapNanoseconds),
            LaunchLatencyNs = latencies.Length > 0 ? latencies[latencies.Length / 2] : null,
            IsLaunchBound = steps.Count(s => s.IsLaunchBound) * 2 > steps.Length,
            Launches = steps.Average(s => s.Launches),
            Kernels =
            [
                .. steps.SelectMany(s => s.Kernels).GroupBy(k => k.Name)
                    .Select(g => new DeviceKernelTime(g.Key, (double)g.Sum(k => k.Count) / steps.Length, g.Sum(k => k.Nanoseconds) / steps.Length))
                    .OrderByDescending(k => k.Ns).ThenBy(k => k.Name, StringComparer.Ordinal),
            ],
            Copies =
            [
                .. steps.SelectMany(s => s.Copies).GroupBy(c => c.Direction).OrderBy(g => g.Key)
                    .Select(g => new DeviceCopyTime(
                        Name(g.Key), (double)g.Sum(c => c.Count) / steps.Length, (double)g.Sum(c => c.Bytes) / steps.Length, g.Sum(c => c.Nanoseconds) / steps.Length)),
            ],
            Findings = analysis.Findings,
        };
    }

    private static string Name(CopyDirection direction)
    {
        var name = new StringBuilder();
        foreach (char letter in direction.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
