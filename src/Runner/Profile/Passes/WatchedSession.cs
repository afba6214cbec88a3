using InferBench.Runner.Inference;

namespace InferBench.Runner.Profile.Passes;

/// <summary>One run of a session, in the clock's own units.</summary>
/// <param name="StagingStart">When its input began to be staged.</param>
/// <param name="Staging">How long that took.</param>
/// <param name="Start">When the engine was called.</param>
/// <param name="End">When it came back.</param>
/// <param name="Tokens">New tokens of each sequence.</param>
/// <param name="Past">Tokens of each sequence that were in the cache before.</param>
internal readonly record struct RunMark(long StagingStart, long Staging, long Start, long End, int Tokens, int Past);

/// <summary>
/// Notes when a session is called, and tells who looks on. What it adds to a run is four looks at the clock: what it is compared with
/// is run without it.
/// </summary>
/// <param name="inner">The session; closed together with this.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedSession(IInferenceSession inner, TimeProvider time) : IInferenceSession
{
    private readonly List<RunMark> marks = [];
    private long stagingStart, staging;
    private int past;

    /// <summary>Every run so far, in order.</summary>
    public IReadOnlyList<RunMark> Marks => marks;

    /// <summary>Called right before a run with its number, from 0, since <see cref="Reserve"/>; not timed with it.</summary>
    public Action<int>? Before { get; set; }

    /// <summary>The same right after one.</summary>
    public Action<int>? After { get; set; }

    /// <summary>Where the runs since <see cref="Reserve"/> begin among all.</summary>
    public int First { get; private set; }

    public int Batch => inner.Batch;

    public int Capacity => inner.Capacity;

    public int Length => inner.Length;

    public bool GivesEveryPosition => inner.GivesEveryPosition;

    /// <summary>A trial begins: makes room for its runs, so that noting them allocates nothing.</summary>
    public void Reserve(int runs)
    {
        marks.EnsureCapacity(marks.Count + runs);
        First = marks.Count;
    }

    public void StagePrompt(ReadOnlySpan<int> ids)
    {
        past = inner.Length;
        stagingStart = time.GetTimestamp();
        inner.StagePrompt(ids);
        staging = time.GetTimestamp() - stagingStart;
    }

    public void StageTokens(ReadOnlySpan<int> ids)
    {
        past = inner.Length;
        stagingStart = time.GetTimestamp();
        inner.StageTokens(ids);
        staging = time.GetTimestamp() - stagingStart;
    }

    public void Run()
    {
        int number = marks.Count - First;
        Before?.Invoke(number);
        long start = time.GetTimestamp();
        inner.Run();
        long end = time.GetTimestamp();
        After?.Invoke(number);
        marks.Add(new(stagingStart, staging, start, end, inner.Length - past, past));
    }

    public ReadOnlySpan<float> Logits(int sequence) => inner.Logits(sequence);

    public ReadOnlySpan<float> Logits(int sequence, int before) => inner.Logits(sequence, before);

    public void Keep() => inner.Keep();

    public void Rewind() => inner.Rewind();

    public void Dispose() => inner.Dispose();
}
