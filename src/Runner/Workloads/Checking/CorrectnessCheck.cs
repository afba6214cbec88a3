using System.Text.Json;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>Holds an open model against the same weights in float32. Untimed, and once per model and session.</summary>
internal static class CorrectnessCheck
{
    /// <summary>Tokens of the prompt, where the model has room for them.</summary>
    public const int Prompt = 32;

    /// <summary>Decode steps after it.</summary>
    public const int Steps = 16;

    private const long Seed = 1;

    // Dequantised anew at every step, a large model takes a second for each.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Tokens of the prompt to check a case with: on other devices than the CPU no more than it feeds at once, since providers have
    /// code for long prompts alone, which a case with short ones never runs.
    /// </summary>
    public static int PromptOf(CaseSpec spec)
    {
        int most = spec.FirstStep == FirstStep.Untimed ? spec.Depth + spec.Prompt : Math.Max(spec.Depth, spec.Prompt);
        return spec.Device == "cpu" ? Prompt : Math.Clamp(most, 1, Prompt);
    }

    /// <summary>Checks it.</summary>
    /// <param name="model">The open model, with the session that is measured.</param>
    /// <param name="folder">Where its weights are.</param>
    /// <param name="library">The loaded runtime.</param>
    /// <param name="threads">Threads of the reference.</param>
    /// <param name="time">A clock, to bound what it takes.</param>
    /// <param name="tokens">Tokens of the prompt, where the graph takes any number and has room for them.</param>
    /// <returns>What was found, or why nothing was.</returns>
    public static Correctness Run(IEngineModel model, ModelFolder folder, OrtLibrary library, int threads, TimeProvider time, int tokens = Prompt) =>
        CheckAttempt.Of(() => Compare(model, folder, library, threads, time, tokens), why => new() { NotChecked = why });

    private static Correctness Compare(IEngineModel model, ModelFolder folder, OrtLibrary library, int threads, TimeProvider time, int tokens)
    {
        if (folder.Interface.FixedTokens > 1)
            throw new NotSupportedException("the graph takes a fixed number of tokens at a time, so it cannot decode");
        var reference = ReferenceGraph.Of(folder);
        int batch = folder.Interface.FixedBatch ?? 1;
        int prompt = folder.Interface.FixedTokens ?? Math.Clamp(folder.Geometry.Positions - Steps, 1, tokens);
        int[] ids = PromptTokens.Make(Math.Min(prompt + Steps, folder.Geometry.Positions), folder.Geometry.Vocabulary, Seed);
        var tested = Force(model, _ => true);
        MemoryClaim.Require($"a second copy of the weights, to check the outputs,", Memory(reference));
        IReadOnlyList<float[]> expected;
        using (var other = OrtModel.OpenReference(library, reference, threads))
        {
            long start = time.GetTimestamp();
            expected = Force(other, steps => steps == 0 || time.GetElapsedTime(start) < Enough);
        }

        var found = Judge(tested, expected, reference.Arithmetic, folder.Info) with { Prompt = prompt };
        // Its own loop is timed, which chooses tokens too: they must follow from the logits that were held against the reference.
        return found.Fault is null && model is OgaModel genai && genai.FindWrongChoice(ids.AsSpan(0, prompt), ids.Length - prompt, batch) is { } fault
            ? found with { Fault = fault }
            : found;

        IReadOnlyList<float[]> Force(IEngineModel opened, Func<int, bool> goesOn)
        {
            using var session = opened.CreateSession(ids.Length, batch);
            return TeacherForcing.Run(session, ids, prompt, goesOn);
        }
    }

    /// <param name="tested">[positions][vocabulary] logits; may have more positions than the reference.</param>
    /// <param name="expected">[positions][vocabulary] logits of the reference.</param>
    /// <param name="arithmetic">How the tested graph computes.</param>
    /// <param name="model">Its shape.</param>
    internal static Correctness Judge(
        IReadOnlyList<float[]> tested, IReadOnlyList<float[]> expected, Arithmetic arithmetic, ModelInfo model)
    {
        var distance = new LogitDistance();
        foreach (var (logits, reference) in tested.Zip(expected))
            distance.Add(logits, reference);
        var found = new Correctness
        {
            Positions = distance.Positions,
            Arithmetic = JsonNamingPolicy.SnakeCaseLower.ConvertName(arithmetic.ToString()),
        };
        if (distance.HasNonFinite)
            return found with { Fault = "the logits hold NaN or infinity" };
        double spread = distance.Spread;
        if (spread == 0)
            return found with { Fault = "the logits of all ids are equal" };
        double tolerance = Tolerance.Relative(arithmetic, model);
        return found with
        {
            Spread = spread,
            RelativeError = distance.RootMeanSquare / spread,
            RelativeTolerance = tolerance,
            MaxDifference = distance.MaxDifference,
            MaxTolerance = Tolerance.Largest(tolerance, spread),
            KlDivergence = distance.KlDivergence,
        };
    }

    // As stored, and as constants or transposed; float16 becomes twice as large.
    private static Int128 Memory(ReferenceGraph reference) =>
        (Int128)reference.Folder.Info.Bytes * (reference.Arithmetic == Arithmetic.Float32 ? 2 : 3);
}
