namespace InferBench.Runner.Harness;

/// <summary>
/// Lets trials of two workers that are open side by side take strict turns: what a shared machine does in a second meets both of
/// them. The one whose turn it is not is stopped, since an engine's idle threads spin for tens of milliseconds. Linux only.
/// </summary>
internal sealed class TrialTurns
{
    private readonly Lock gate = new();
    private readonly Side[] sides;
    private int next;
    private bool isRunning;

    /// <param name="newFirst">Whether the first trial is the second side's.</param>
    public TrialTurns(bool newFirst)
    {
        sides = [new(this, 0), new(this, 1)];
        next = newFirst ? 1 : 0;
    }

    /// <summary>The side that is compared with.</summary>
    public Side Base => sides[0];

    /// <summary>The other.</summary>
    public Side New => sides[1];

    // A side that asks again, or leaves, has ended its trial. The other's turn comes first, for which it is waited unless it has left.
    private void Change(Side side, int index, Action? pause, Action? give, bool leaves)
    {
        lock (gate)
        {
            if (isRunning && index == next)
                (isRunning, next) = (false, 1 - index);
            side.Give = give;
            side.HasLeft |= leaves;
            pause?.Invoke();
            if (isRunning)
                return;
            if (sides[next].HasLeft)
                next = 1 - next;
            if (sides[next].Give is not { } turn)
                return;
            sides[next].Give = null;
            isRunning = true;
            turn();
        }
    }

    /// <summary>One of the two.</summary>
    internal sealed class Side(TrialTurns turns, int index)
    {
        /// <summary>Gives it its turn; null where it does not wait for one.</summary>
        internal Action? Give { get; set; }

        internal bool HasLeft { get; set; }

        /// <summary>Whether it waits for its turn.</summary>
        public bool IsWaiting
        {
            get
            {
                lock (turns.gate)
                    return Give is not null;
            }
        }

        /// <summary>It is ready for a trial: it waits until it is its turn, which lasts until it asks again, ends or leaves.</summary>
        /// <param name="pause">Stops it until then; done at once.</param>
        /// <param name="give">Lets it run its trial.</param>
        public void Ask(Action pause, Action give) => turns.Change(this, index, pause, give, leaves: false);

        /// <summary>It has ended a case, or its worker has ended; more may follow.</summary>
        public void End() => turns.Change(this, index, null, null, leaves: false);

        /// <summary>It has no more trials.</summary>
        public void Leave() => turns.Change(this, index, null, null, leaves: true);
    }
}
