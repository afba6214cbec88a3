using System.Globalization;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>
/// Models that were changed by a seed: each opens or is refused in one clear line; what opens is run by the executable,
/// which gives a record for each; and nothing outside their folders is read. INFERBENCH_MUTATIONS=5000 takes as many
/// seeds; =417-417 those alone, and keeps their folders.
/// </summary>
public sealed class MutationTests : IDisposable
{
    private const int Seeds = 600, Batch = 50;
    private static readonly string Asked = Environment.GetEnvironmentVariable("INFERBENCH_MUTATIONS") ?? $"{Seeds}";
    private readonly TestFolder folder = new();

    /// <summary>First and last seed of each batch.</summary>
    public static TheoryData<int, int> Batches()
    {
        int[] asked = [.. Asked.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        (int first, int last) = asked.Length == 2 ? (asked[0], asked[1]) : (0, asked[0] - 1);
        return [.. Enumerable.Range(0, (last - first) / Batch + 1).Select(b => (first + (b * Batch), Math.Min(first + (b * Batch) + Batch - 1, last)))];
    }

    public void Dispose()
    {
        if (!Asked.Contains('-', StringComparison.Ordinal))
            folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Every_seed_is_refused_clearly_or_runs(int first, int last)
    {
        Canaries canaries = new(folder.Path);
        List<string> faults = [];
        Dictionary<string, string> opened = [];
        for (int seed = first; seed <= last; seed++)
        {
            (string name, Mutant mutant) = Mutation.OfSeed(seed);
            string path = folder[seed.ToString("d5", CultureInfo.InvariantCulture)];
            Directory.CreateDirectory(path);
            mutant.Write(path);
            Verdict verdict = await Verdict.Of(path);
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {(verdict.Opened ? "opened" : "refused")}: {verdict.Text}");
            string? fault = verdict.Fault ?? await Read(canaries, () => Verdict.Of(path));
            if (fault is not null)
                faults.Add($"{name}: {fault}: {verdict.Text}");
            else if (verdict.Opened)
                opened[path] = name;
        }

        Check(faults);
        OrtNative.Require();
        faults.AddRange(await Run(opened));
        if (await Read(canaries, () => Run(opened)) is { } touched)
            faults.Add($"one of {string.Join(", ", opened.Values)} {touched}");
        Check(faults);
    }

    [Fact]
    public void Reading_a_canary_is_seen()
    {
        Canaries canaries = new(folder.Path);
        Assert.Empty(canaries.Touched());

        File.ReadAllBytes(folder[Canaries.Folder, "config.json"]);
        _ = Directory.GetFiles(folder[Canaries.Folder]);

        string[] touched = canaries.Touched();
        Assert.SkipWhen(touched.Length == 0, "this file system does not note when files are read");
        Assert.Equal([Canaries.Folder, "config.json"], touched);
    }

    /// <summary>
    /// Which canaries were read, if they are when it is done again, too: whatever else looks through the folder for temporary
    /// files touches them as well.
    /// </summary>
    private static async Task<string?> Read(Canaries canaries, Func<Task> again)
    {
        if (canaries.Touched().Length == 0)
            return null;
        await again();
        return canaries.Touched() is { Length: > 0 } read ? $"read {string.Join(", ", read)}" : null;
    }

    /// <summary>Runs models together with one that is whole. Where the process ends before its end, those it did not come to run alone.</summary>
    private async Task<List<string>> Run(Dictionary<string, string> models)
    {
        List<string> faults = [];
        string whole = folder["whole"];
        new Mutant(new Random(1), SourceModels.All[0].Files).Write(whole);
        MutationRun.Outcome outcome = await MutationRun.Of([.. models.Keys, whole], folder["cache"]);
        if (Ended(outcome) && outcome.Records.Count == models.Count + 1)
        {
            Note(outcome.Records);
            RunRecord control = outcome.Records.Single(r => r.Case.Model == "whole");
            return control.Status == CaseStatus.Ok ? [] : [$"beside the others a whole model {control.Status}: {control.Reason}"];
        }

        faults.Add($"the process of all ended with {outcome.ExitCode} after {outcome.Records.Count} records: {outcome.Errors}");
        foreach ((string path, string name) in models)
        {
            MutationRun.Outcome alone = await MutationRun.Of([path, whole], folder["cache"]);
            if (!Ended(alone) || alone.Records.Count != 2)
                faults.Add($"{name}: ended with {alone.ExitCode} after {alone.Records.Count} records: {alone.Errors}");
        }

        return faults;
    }

    private static void Check(List<string> faults) => Assert.True(faults.Count == 0, string.Join('\n', faults));

    private static bool Ended(MutationRun.Outcome outcome) => outcome.ExitCode is ExitCode.Ok or ExitCode.SomeFailed;

    private static void Note(IEnumerable<RunRecord> records)
    {
        foreach (RunRecord record in records)
            TestContext.Current.TestOutputHelper!.WriteLine($"{record.Case.Model} ran: {record.Status}: {record.Reason}");
    }
}
