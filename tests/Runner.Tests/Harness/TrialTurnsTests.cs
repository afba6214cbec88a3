using InferBench.Runner.Harness;

namespace InferBench.Runner.Tests.Harness;

public sealed class TrialTurnsTests
{
    private readonly List<string> seen = [];

    [Fact]
    public void Trials_of_two_sides_alternate_and_the_one_that_waits_is_paused()
    {
        var turns = new TrialTurns(newFirst: false);

        Ask(turns.Base, "a");
        Ask(turns.New, "b");
        Ask(turns.Base, "a");
        Ask(turns.New, "b");

        Assert.Equal(["a stops", "a runs", "b stops", "a stops", "b runs", "b stops", "a runs"], seen);
        Assert.Equal((false, true), (turns.Base.IsWaiting, turns.New.IsWaiting));
    }

    [Fact]
    public void Who_is_first_waits_for_nobody_and_is_waited_for()
    {
        var turns = new TrialTurns(newFirst: true);

        Ask(turns.Base, "a");
        Assert.True(turns.Base.IsWaiting);
        Ask(turns.New, "b");
        Assert.Equal(["a stops", "b stops", "b runs"], seen);
        turns.New.End();

        Assert.Equal(["a stops", "b stops", "b runs", "a runs"], seen);
    }

    [Fact]
    public void One_that_has_ended_a_case_is_waited_for_and_one_that_has_left_is_not()
    {
        var turns = new TrialTurns(newFirst: false);
        Ask(turns.Base, "a");
        Ask(turns.New, "b");
        turns.Base.End();
        Ask(turns.New, "b");
        Assert.Equal(["a stops", "a runs", "b stops", "b runs", "b stops"], seen);
        Assert.True(turns.New.IsWaiting);

        turns.Base.Leave();
        Ask(turns.New, "b");

        Assert.Equal(["a stops", "a runs", "b stops", "b runs", "b stops", "b runs", "b stops", "b runs"], seen);
    }

    [Fact]
    public void One_that_ends_while_it_waits_is_given_no_turn()
    {
        var turns = new TrialTurns(newFirst: false);
        Ask(turns.Base, "a");
        Ask(turns.New, "b");

        turns.New.End();
        turns.New.Leave();
        turns.Base.End();

        Assert.Equal(["a stops", "a runs", "b stops"], seen);
        Assert.False(turns.New.IsWaiting);
    }

    [Fact]
    public void One_alone_runs_trial_after_trial()
    {
        var turns = new TrialTurns(newFirst: true);
        turns.New.Leave();

        Ask(turns.Base, "a");
        Ask(turns.Base, "a");

        Assert.Equal(["a stops", "a runs", "a stops", "a runs"], seen);
    }

    private void Ask(TrialTurns.Side side, string name) => side.Ask(() => seen.Add(name + " stops"), () => seen.Add(name + " runs"));
}
