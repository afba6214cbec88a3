using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Figures;

/// <summary>Whole processes: how long a user waits for <c>doctor</c>, and for <c>run</c> beyond opening the model.</summary>
internal static class StartUpFigures
{
    private const int Runs = 11;

    public static FigureTable Measure()
    {
        var table = new FigureTable("start-up");
        ChildProcess.Run(ChildProcess.Inferbench, "doctor");
        var doctor = Descriptive.Describe([.. Enumerable.Range(0, Runs)
            .Select(_ => ChildProcess.Run(ChildProcess.Inferbench, "doctor").Seconds)]);
        table.Add($"warm `doctor`, median (max) of {Runs}", FigureTable.Text($"{doctor.Median:F2} s ({doctor.Max:F2} s)"), "< 0.5 s");

        // One token and no warm-up: all that is left beside opening the model is start-up, one engine call and the end.
        var run = Descriptive.Describe([.. Enumerable.Range(0, Runs).Select(_ => BeyondOpening())]);
        table.Add(
            $"`run` of one case beyond opening the model, one engine call and the end of the process included, median (max) of {Runs}",
            FigureTable.Text($"{run.Median:F2} s ({run.Max:F2} s)"),
            "< 1 s");
        return table;
    }

    private static double BeyondOpening()
    {
        string results = Path.Combine(Path.GetTempPath(), $"inferbench-start-up-{Environment.ProcessId}.jsonl");
        try
        {
            var outcome = ChildProcess.Run(
                ChildProcess.Inferbench,
                "run", "--model", "synth:llama-15m:int4", "--prompt", "1", "--gen", "1", "--warmup", "0", "--trials", "1",
                "--json", "--quiet", "--out", results);
            var record = System.Text.Json.JsonSerializer.Deserialize(outcome.Output, RecordJson.Line.RunRecord)!;
            return outcome.Seconds - record.Values[MetricId.LoadFile] - record.Values[MetricId.LoadSession];
        }
        finally
        {
            File.Delete(results);
        }
    }
}
