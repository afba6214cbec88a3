using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>Perplexity of given ids; see <see cref="Perplexity"/> for how they are cut into windows.</summary>
internal static class PerplexityPass
{
    /// <summary>Most ids of a window.</summary>
    public const int LongestWindow = 2048;

    /// <param name="model">The open model.</param>
    /// <param name="folder">What it is.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="atOnce">Most tokens of a run.</param>
    /// <param name="progress">Told how many ids are done, after each run.</param>
    /// <exception cref="NotSupportedException">An id is none of the model's, or it takes no second position.</exception>
    public static Perplexity Run(OrtModel model, ModelFolder folder, TokenIds ids, int atOnce, Action<int> progress)
    {
        var (vocabulary, positions) = (folder.Geometry.Vocabulary, folder.Geometry.Positions);
        if (positions < 2 || ids.Ids.Any(id => id < 0 || id >= vocabulary))
            throw new NotSupportedException(FormattableString.Invariant($"the ids do not fit a model of {vocabulary} ids and {positions} positions"));
        int window = Math.Min(Math.Min(positions, LongestWindow), ids.Ids.Length), windows = 0, done = 0;
        double nats = 0;
        using var session = model.CreateSession(window - 1, folder.Interface.FixedBatch ?? 1);
        for (; done < ids.Ids.Length - 1; windows++)
        {
            var (start, end) = (done, Math.Min(done + window, ids.Ids.Length));
            session.Rewind();
            done += TeacherForcing.Visit(session, ids.Ids.AsSpan(start..(end - 1)), atOnce, GoesOn, Look);

            bool GoesOn(int fed)
            {
                progress(start + fed);
                return true;
            }

            void Look(int position, ReadOnlySpan<float> logits) => nats += Softmax.LogSumExp(logits) - logits[ids.Ids[start + position + 1]];
        }

        double mean = nats / done, value = Math.Exp(mean);
        return double.IsFinite(value)
            ? Of(ids, folder.Info) with { Tokens = done, Windows = windows, WindowIds = window, NatsPerToken = mean, Value = value, BitsPerByte = nats / Math.Log(2) / ids.TextBytes }
            : Of(ids, folder.Info) with { NotMeasured = "the logits hold NaN or infinity, or leave an id no chance" };
    }

    /// <summary>What is known without it.</summary>
    public static Perplexity Without(TokenIds ids, string why) => new() { Sha256 = ids.Sha256, Ids = ids.Ids.Length, TextBytes = ids.TextBytes, NotMeasured = why };

    private static Perplexity Of(TokenIds ids, ModelInfo model) =>
        new() { Sha256 = ids.Sha256, Ids = ids.Ids.Length, TextBytes = ids.TextBytes, RandomWeights = model.WeightSeed is null ? null : true };
}
