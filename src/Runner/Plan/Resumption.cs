using System.Globalization;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>What is left of a plan when a results file answers part of it.</summary>
public static class Resumption
{
    /// <param name="plan">The whole plan.</param>
    /// <param name="answered">Records of the file.</param>
    /// <param name="now">The machine and build that would measure the rest.</param>
    /// <param name="engineVersion">Version of the engine that would; null where it is not known.</param>
    /// <param name="mode">Which records count as answers.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="genAiVersion">Version of onnxruntime-genai; null where it is not known.</param>
    /// <returns>The plan without the cases that are answered; each keeps its place in the order.</returns>
    /// <exception cref="BadInputException">The records are not of this plan, machine or build: a line for each difference.</exception>
    public static RunPlan Remaining(
        RunPlan plan, IEnumerable<RunRecord> answered, EnvironmentInfo now, string? engineVersion, ResumeMode mode, string file, string? genAiVersion = null)
    {
        var planned = plan.Groups.SelectMany(g => g.Cases, (g, c) => (Group: g, Case: c))
            .GroupBy(p => p.Case.CaseId).ToDictionary(same => same.Key, same => same.First());
        var differences = new SortedSet<string>(StringComparer.Ordinal);
        var others = new Dictionary<string, CaseSpec>();
        var answers = new Dictionary<string, int>();
        foreach (var record in answered)
        {
            if (!planned.TryGetValue(record.CaseId, out var match))
            {
                // Ceilings stand for the run that measured them; the rest has its own.
                if (record.Case.Kernel is null || !KernelLadder.IsCeiling(KernelLadder.Of(record.Case)))
                    others.TryAdd(record.CaseId, record.Case);
                continue;
            }

            differences.UnionWith(Differences(record, plan.Measurement, match.Group.ModelHash, now, engineVersion, genAiVersion));
            // Repeats of the anchor answer for the run that they were taken in; the rest has its own.
            if (record.Anchor is not null)
                continue;
            // What was not here was never attempted, and may be here now.
            if (record.Status == CaseStatus.Ok || (mode == ResumeMode.Attempted && record.Absent is null)
                || (record.Status == CaseStatus.Skipped && record.Reason is not null && record.Reason == match.Case.SkipReason))
                answers[record.CaseId] = answers.GetValueOrDefault(record.CaseId) + 1;
        }

        differences.UnionWith(NotPlanned(others, plan.Cases.First().Spec));
        if (differences.Count > 0)
        {
            throw new BadInputException(
                [.. differences.Select(d => $"--resume {file}: {d}; give what the file was begun with, or another --out")]);
        }

        // A case may stand in a plan more than once: each record answers one of its places.
        return plan with
        {
            Groups = [.. plan.Groups
                .Select(group => group with { Cases = [.. group.Cases.Where(c => !TakeAnswer(answers, c.CaseId))] })
                .Where(group => group.Cases.Count > 0)],
        };
    }

    private static bool TakeAnswer(Dictionary<string, int> answers, string caseId)
    {
        int left = answers.GetValueOrDefault(caseId);
        answers[caseId] = left - 1;
        return left > 0;
    }

    /// <param name="others">Cases of the file that are not in the plan, by id.</param>
    /// <param name="any">A case of the plan, which has one seed and one way to take tokens.</param>
    private static IEnumerable<string> NotPlanned(Dictionary<string, CaseSpec> others, CaseSpec any)
    {
        KeyValuePair<string, CaseSpec>? first = null;
        int unknown = 0;
        foreach (var other in others)
        {
            var spec = other.Value;
            if (spec.Seed != any.Seed)
                yield return $"--seed: found '{Text(spec.Seed)}' in the file and '{Text(any.Seed)}' now";
            if (spec.Sample != any.Sample)
                yield return $"--sample: found '{spec.Sample?.ToString() ?? "none"}' in the file and '{any.Sample?.ToString() ?? "none"}' now";
            if (spec.Seed != any.Seed || spec.Sample != any.Sample)
                continue;
            first ??= other;
            unknown++;
        }

        if (first is not { } example)
            yield break;
        string name = $"{example.Key} ({Name(example.Value)})";
        yield return unknown == 1
            ? $"found case {name}, which is not in the plan"
            : $"found {Text(unknown)} cases that are not in the plan, such as {name}";
    }

    private static IEnumerable<string> Differences(
        RunRecord record, MeasurementSettings settings, string? modelHash, EnvironmentInfo now, string? engineVersion, string? genAiVersion)
    {
        var (then, before) = (record.Environment, record.Settings);
        (string What, string? Then, string? Now)[] compared =
        [
            ("processor", then.Cpu.Model, now.Cpu.Model),
            ("logical cores", Text(then.Cpu.LogicalCores), Text(now.Cpu.LogicalCores)),
            ("limit of cores", Text(then.CpuLimitCores), Text(now.CpuLimitCores)),
            (".NET runtime", then.Dotnet, now.Dotnet),
            ("InferBench", then.Inferbench, now.Inferbench),
            ("build configuration", then.BuildConfiguration, now.BuildConfiguration),
            ("version of ONNX Runtime", Runtime(record) ?? engineVersion, engineVersion ?? Runtime(record)),
            ("version of onnxruntime-genai", GenAi(record) ?? genAiVersion, genAiVersion ?? GenAi(record)),
            ($"hash of {record.Case.Model}", record.Model?.Hash ?? modelHash, modelHash ?? record.Model?.Hash),
            ("--trials", Text(before.Trials), Text(settings.Trials)),
            ("--warmup", Text(before.WarmUp), Text(settings.WarmUp)),
            ("--min-time", Text(before.MinTime), Text(settings.MinTime)),
            ("--max-time", Text(before.MaxTime), Text(settings.MaxTime)),
            ("--ci", Text(before.RelativeInterval), Text(settings.RelativeInterval)),
        ];
        return compared.Where(c => c.Then != c.Now).Select(c => $"{c.What}: found '{c.Then ?? "none"}' in the file and '{c.Now ?? "none"}' now");
    }

    // Of genai's records from before they named it, nothing is known of it.
    private static string? Runtime(RunRecord record) =>
        record.Case.Engine == EngineName.GenAi || record.Engine?.Name == EngineName.GenAi ? record.Engine?.RuntimeVersion : record.Engine?.Version;

    private static string? GenAi(RunRecord record) => record.Engine?.Name == EngineName.GenAi ? record.Engine.Version : null;

    private static string Name(CaseSpec c) => c.Kernel is { } kernel ? $"{kernel}, {c.Shape}" : $"{c.Model}, prompt {Text(c.Prompt)}, gen {Text(c.Generate)}";

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
}
