using InferBench.Runner.Statistics;

namespace InferBench.Figures;

/// <summary>Contenders timed in turns: once through in order, once in reverse, and so on, so that none always comes after another.</summary>
internal sealed class Contest
{
    private const int FewestRounds = 3, MostRounds = 25;

    // The threads of a library go on spinning for some 30 ms after its last launch.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(40);

    private readonly Contender[] contenders;
    private readonly double[][] seconds;

    private Contest(Contender[] contenders, double[][] seconds) => (this.contenders, this.seconds) = (contenders, seconds);

    public int Rounds => seconds[0].Length;

    /// <param name="budget">Seconds after which no round begins, but for the first three.</param>
    /// <param name="contenders">Two or more.</param>
    public static Contest Run(double budget, params Contender[] contenders)
    {
        List<double[]> rounds = [];
        long start = TimeProvider.System.GetTimestamp();
        while (rounds.Count < FewestRounds || rounds.Count < MostRounds && TimeProvider.System.GetElapsedTime(start).TotalSeconds < budget)
        {
            var round = new double[contenders.Length];
            for (int turn = 0; turn < round.Length; turn++)
            {
                int next = rounds.Count % 2 == 0 ? turn : round.Length - 1 - turn;
                Thread.Sleep(Settling);
                round[next] = contenders[next].Time();
            }

            rounds.Add(round);
        }

        return new(contenders, [.. contenders.Select((_, i) => rounds.Select(round => round[i]).ToArray())]);
    }

    /// <summary>
    /// Speed of one contender as a multiple of another's, in arithmetic: median, least and most of the rounds' ratios, that of
    /// the fastest slices, which other work on the machine disturbs least, and both medians.
    /// </summary>
    public string Flops(int ours, int theirs) => Ratio(ours, theirs, c => c.Work.Flops, "GFLOP/s");

    /// <summary>The same in bytes moved.</summary>
    public string Bytes(int ours, int theirs) => Ratio(ours, theirs, c => c.Work.Bytes, "GB/s");

    private string Ratio(int ours, int theirs, Func<Contender, long> work, string unit)
    {
        double mine = work(contenders[ours]), other = work(contenders[theirs]);
        var ratios = Descriptive.Describe([.. Enumerable.Range(0, Rounds).Select(r => mine / seconds[ours][r] / (other / seconds[theirs][r]))]);
        double fastest = mine / seconds[ours].Min() / (other / seconds[theirs].Min());
        return FigureTable.Text(
            $"{ratios.Median:F2} ({ratios.Min:F2} to {ratios.Max:F2} in {Rounds} rounds, fastest {fastest:F2}; {Rate(ours, mine):G3} / {Rate(theirs, other):G3} {unit})");
    }

    private double Rate(int contender, double work) => work / Descriptive.Describe(seconds[contender]).Median / 1e9;
}
