namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>Bytes to multiply and each thread's sums.</summary>
internal sealed unsafe class DotInstance : KernelInstance
{
    private const int Largest = 127;

    private readonly WorkerPool pool;
    private readonly InstructionSet set;
    private readonly int width;
    private readonly int lanes;
    private readonly int rounds;
    private readonly Action<int> multiply;
    private readonly AlignedBuffer<byte> x;
    private readonly AlignedBuffer<sbyte> y;
    private readonly AlignedBuffer<int> sums;

    public DotInstance(KernelSetup setup)
    {
        (pool, set, rounds) = (setup.Pool, setup.Set, setup.Shape[0]);
        width = SimdDot.Width(set);
        lanes = SimdDot.Accumulators * width / sizeof(int);
        multiply = Multiply;
        x = new(width);
        y = new(2L * SimdDot.Accumulators * width);
        sums = new((long)lanes * pool.Count);
    }

    public override long WorkingSet => x.Length + y.Length + sums.Length * sizeof(int);

    /// <summary>N(0,1) numbers, a standard deviation being 32 steps; the unsigned factor has no sign.</summary>
    public override void Fill(ulong seed)
    {
        Span<float> values = new float[Math.Max(x.Length, y.Length)];
        Normal.Fill(values, seed);
        for (int i = 0; i < y.Length; i++)
            y.Pointer[i] = (sbyte)Step(values[i]);
        Normal.Fill(values, seed + 1);
        for (int i = 0; i < x.Length; i++)
            x.Pointer[i] = (byte)Math.Abs(Step(values[i]));
    }

    public override void Poison()
    {
        for (int i = 0; i < sums.Length; i++)
            sums.Pointer[i] = ~Expected(i);
    }

    public override void Run() => pool.Run(multiply);

    /// <summary>0 where every sum is right to the bit, else infinite: integers do not round.</summary>
    public override double WorstError()
    {
        for (int i = 0; i < sums.Length; i++)
        {
            if (sums.Pointer[i] != Expected(i))
                return double.PositiveInfinity;
        }

        return 0;
    }

    public override void Dispose()
    {
        x.Dispose();
        y.Dispose();
        sums.Dispose();
    }

    private static int Step(float value) => Math.Clamp((int)MathF.Round(value * 32), -Largest, Largest);

    private int Expected(int index)
    {
        int lane = index % lanes * sizeof(int);
        long steps = Steps(index / lanes);
        long even = 0, odd = 0;
        for (int i = lane; i < lane + sizeof(int); i++)
        {
            even += x.Pointer[i % width] * y.Pointer[i];
            odd += x.Pointer[i % width] * y.Pointer[i + lanes * sizeof(int)];
        }

        return unchecked((int)(even * ((steps + 1) / 2) + odd * (steps / 2)));
    }

    private void Multiply(int thread) => SimdDot.Run(set, x.Pointer, y.Pointer, sums.Pointer + (long)lanes * thread, Steps(thread));

    private long Steps(int thread) => Split.Part(rounds, thread, pool.Count) * SimdDot.Multiplies / (SimdDot.Accumulators * width);
}
