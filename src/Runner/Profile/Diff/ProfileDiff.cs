using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile.Diff;

/// <summary>
/// Which operators, gaps and kernels account for the difference between two profiles. The parts of a phase add up to the difference
/// of its steps exactly: what they leave is a part, too.
/// </summary>
public static class ProfileDiff
{
    // A thousandth of a nanosecond is exact up to here, and nothing that is profiled takes eleven days.
    private const double MostNs = 1e15;

    /// <param name="before">A record with a profile.</param>
    /// <param name="after">Another, of the same batch, prompt, depth and generated tokens.</param>
    /// <exception cref="BadInputException">One has no profile, or a time in it that none can be.</exception>
    public static CaseDifference Of(RunRecord before, RunRecord after)
    {
        var (old, now) = (Checked(before), Checked(after));
        return new()
        {
            BaseCase = before.Case,
            NewCase = after.Case,
            Differences = [],
            Phases = [.. old.Phases.Select(p => (Base: p, New: now.Phase(p.Name))).Where(p => p.New is not null).Select(p => Phase(before.Case, p.Base, p.New!))],
            Notes = [.. Notes(before, after, old, now)],
        };
    }

    private static PhaseDifference Phase(CaseSpec spec, ProfilePhase before, ProfilePhase after)
    {
        var times = new PartTimes(before.StepNs);
        var step = times.Of(PartTimes.Exact(before.StepNs), PartTimes.Exact(after.StepNs));
        PartDifference[] parts = [.. OperatorGroups.Of(times, before.Operators, after.Operators), .. times.Named(StepPart.Gap, Gaps(before), Gaps(after))];
        return new()
        {
            Name = before.Name,
            Tokens = before.Name == ProfilePhase.Prefill ? (long)spec.Batch * Math.Max(spec.Prompt, 1) : spec.Batch,
            Step = step,
            Parts = Sorted(parts.Append(times.Rest(GapName.Unaccounted, step, parts))),
            Device = before.Device is { } old && after.Device is { } now ? Device(old, now) : null,
        };
    }

    private static DeviceDifference Device(DeviceActivity before, DeviceActivity after)
    {
        var times = new PartTimes(before.StepNs);
        var step = times.Of(PartTimes.Exact(before.StepNs), PartTimes.Exact(after.StepNs));
        PartDifference[] parts =
        [
            .. times.Named(StepPart.Kernel, before.Kernels.Select(k => (k.Name, k.Ns)), after.Kernels.Select(k => (k.Name, k.Ns))),
            .. times.Named(StepPart.Copy, before.Copies.Select(c => (c.Direction, c.Ns)), after.Copies.Select(c => (c.Direction, c.Ns))),
        ];
        // Below zero where kernels and copies ran beside each other.
        return new() { Step = step, Parts = Sorted(parts.Append(times.Rest("no kernel or copy", step, parts))) };
    }

    private static IReadOnlyList<PartDifference> Sorted(IEnumerable<PartDifference> parts) =>
        [.. parts.OrderByDescending(p => Math.Abs(p.Time.ChangeNs)).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Kind, StringComparer.Ordinal)];

    // What a record calls unaccounted is worked out here, so that nothing is left over.
    private static IEnumerable<(string Name, double Ns)> Gaps(ProfilePhase phase) => phase.GapsNs.Where(g => g.Key != GapName.Unaccounted).Select(g => (g.Key, g.Value));

    private static IEnumerable<string> Notes(RunRecord before, RunRecord after, ProfileFacts old, ProfileFacts now)
    {
        if ((before.Model?.Name ?? before.Case.Model) is var first && (after.Model?.Name ?? after.Case.Model) is var second && first != second)
            yield return $"different models, {first} in base and {second} in new: nodes are matched by their names, and groups by what they are for";
        string[] phases = [.. old.Phases.Select(p => p.Name).Union(now.Phases.Select(p => p.Name))];
        foreach (string name in phases)
        {
            var (a, b) = (old.Phase(name), now.Phase(name));
            if (a is null || b is null)
                yield return $"{name}: profiled in {(a is null ? "new" : "base")} alone";
            else if ((a.Device is null) != (b.Device is null))
                yield return $"{name}: kernels were traced in {(a.Device is null ? "new" : "base")} alone";
        }

        foreach (var (side, pass) in old.Passes.Select(p => ("base", p)).Concat(now.Passes.Select(p => ("new", p))).Where(p => p.Item2.IsDistorted))
            yield return Invariant($"{side}: the {pass.Name} pass slows decode by {(pass.Overhead!.Value - 1) * 100:0.#} %: its shares are not those of a run without it");
    }

    private static ProfileFacts Checked(RunRecord record)
    {
        var profile = record.Profile ?? throw new BadInputException($"case {record.CaseId} ({OneLine.Of(record.Case.Model, 60)}): found no profile, allowed are profiled cases; profile it with 'inferbench profile'");
        foreach (var phase in profile.Phases)
        {
            double[] times =
            [
                phase.StepNs, .. phase.Operators.Select(o => o.Ns), .. phase.GapsNs.Values, phase.Device?.StepNs ?? 0,
                .. phase.Device?.Kernels.Select(k => k.Ns) ?? [], .. phase.Device?.Copies.Select(c => c.Ns) ?? [],
            ];
            if (times.Any(ns => !(Math.Abs(ns) <= MostNs)))
                throw new BadInputException(Invariant($"case {record.CaseId}: found {times.First(ns => !(Math.Abs(ns) <= MostNs)):R} ns in its {OneLine.Of(phase.Name, 60)}, allowed are times up to {MostNs:E0}; profile it again"));
        }

        return profile;
    }
}
