using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.MatMul;

namespace InferBench.Kernels.Tests.Cpu.MatMul;

/// <summary>A problem whose rows lie apart, by random distances; what lies between is NaN, in C a mark.</summary>
internal sealed unsafe class StridedMatrices : IDisposable
{
    private const float Mark = 123.5f;

    private readonly AlignedBuffer<float> a, b, c;
    private readonly MatMulProblem problem;

    public StridedMatrices(int m, int n, int k, Random random)
    {
        int lda = k + random.Next(3) * random.Next(20), ldb = n + random.Next(3) * random.Next(20), ldc = n + random.Next(3) * random.Next(20);
        a = Filled(m, k, lda, float.NaN, random);
        b = Filled(k, n, ldb, float.NaN, random);
        c = new((long)m * ldc);
        c.Fill(Mark);
        for (int i = 0; i < m; i++)
            c.Span.Slice(i * ldc, n).Fill(float.NaN);
        problem = new(a.Pointer, b.Pointer, c.Pointer, m, n, k, lda, ldb, ldc);
    }

    public void Compute(string kernel, InstructionSet set, WorkerPool pool)
    {
        switch (kernel)
        {
            case "cpu.matmul.1_naive":
                NaiveMatMul.Run(problem);
                break;
            case "cpu.matmul.2_loop_order":
                LoopOrderMatMul.Run(problem);
                break;
            case "cpu.matmul.3_blocked":
                BlockedMatMul.Run(problem);
                break;
            case "cpu.matmul.4_simd":
                SimdMatMul.Of(set)(problem);
                break;
            case "cpu.matmul.5_packed":
                using (var packed = new PackedMatMul(problem.M, problem.N, problem.K, set))
                    packed.Run(problem);
                break;
            case "cpu.matmul.6_all_cores":
                using (var allCores = new AllCoresMatMul(problem.M, problem.N, problem.K, set, pool))
                    allCores.Run(problem);
                break;
            default:
                throw new ArgumentException(kernel);
        }
    }

    public double Error() => KernelCheck.MatMulError(problem, 0);

    public bool GapsAreUntouched()
    {
        for (int i = 0; i < problem.M; i++)
        {
            if (c.Span[(int)(i * problem.LdC + problem.N)..(int)((i + 1) * problem.LdC)].ContainsAnyExcept(Mark))
                return false;
        }

        return true;
    }

    public override string ToString() => $"{problem.M}x{problem.N}x{problem.K}, rows {problem.LdA}, {problem.LdB} and {problem.LdC} apart";

    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
        c.Dispose();
    }

    private static AlignedBuffer<float> Filled(int rows, int columns, int distance, float between, Random random)
    {
        var buffer = new AlignedBuffer<float>((long)rows * distance);
        buffer.Fill(between);
        for (int i = 0; i < rows; i++)
            Normal.Fill(buffer.Span.Slice(i * distance, columns), (ulong)random.NextInt64());
        return buffer;
    }
}
