using InferBench.Kernels;
using InferBench.Kernels.Cpu.MatMul;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Workloads;
using InferBench.Runner.Workloads.References;

namespace InferBench.Runner.Tests.Workloads.References;

/// <summary>With the real libraries. Threads that sessions share are one set per process, so nothing else runs beside.</summary>
[Collection(nameof(Alone))]
public sealed class KernelReferencesTests
{
    public static TheoryData<string, string> Shapes => new()
    {
        { "openblas.matmul", "1x1x1" },
        { "openblas.matmul", "17x65x33" },
        { "ort.matmul", "1x1x1" },
        { "ort.matmul", "17x65x33" },
        { "ort.matvec.fp32", "1x1" },
        { "ort.matvec.fp32", "100x129" },
        { "ort.matvec.int8", "16x32" },
        { "ort.matvec.int8", "200x256" },
        { "ort.matvec.int4", "16x32" },
        { "ort.matvec.int4", "130x70" },
        { "ort.matvec.int4", "256x1024" },
        { "ort.attention", "1x1x1x64" },
        { "ort.attention", "33x8x2x64" },
        { "ort.attention", "70x4x4x128" },
        { "ort.attention_decode", "1x2x1x64" },
        { "ort.attention_decode", "300x8x2x128" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_launch_is_right_for_any_threads_and_copies(string name, string sizes)
    {
        foreach (int threads in new[] { 1, 2 })
        {
            long once = WorkingSet(name, sizes);
            foreach (long rotate in new[] { 0, 2 * once })
            {
                using var instance = Create(name, sizes, threads, rotate);
                Assert.True(instance.WorkingSet >= rotate);
                for (ulong seed = 1; seed <= 2; seed++)
                {
                    instance.Fill(seed);
                    instance.Poison();
                    Assert.False(instance.WorstError() <= 1, "what was not written passes");
                    for (int launch = 0; launch < 4; launch++)
                    {
                        instance.Poison();
                        instance.Run();
                        Assert.InRange(instance.WorstError(), 0, 1);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_check_knows_the_inputs(string name, string sizes)
    {
        using var right = Create(name, sizes, threads: 1, rotate: 0);
        right.Fill(1);
        right.Run();
        double error = right.WorstError();
        right.Fill(2);

        Assert.InRange(error, 0, 1);
        Assert.False(right.WorstError() <= 1);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_launch_allocates_nothing(string name, string sizes)
    {
        using var instance = Create(name, sizes, threads: 2, rotate: 0);
        instance.Fill(1);
        instance.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            instance.Run();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_matrix_product_takes_the_next_copy_each_time()
    {
        using var product = new RecordedProduct(new(new(3, 5, 7), Threads: 1, RotateBytes: 2 * 5 * 7 * sizeof(float) + 1));
        for (int launch = 0; launch < 6; launch++)
            product.Run();

        Assert.Equal([1, 2, 0, 1, 2, 0], product.Copies);
    }

    [Fact]
    public void A_case_of_a_library_goes_round_as_much_as_it_is_told()
    {
        OrtNative.Require();
        var spec = TestKernels.Ok("cpu.matmul.1_naive", shape: "64x64").Case with { Engine = "ort", Model = "kernel:ort.matvec.fp32" };
        using var opened = OpenedKernel.Open(spec, threads: 1, rotateBytes: 100_000, version: "0");

        Assert.InRange(opened.WorkingSet, 100_000, 120_000);
    }

    [Fact]
    public void A_ladder_has_its_references()
    {
        Assert.Equal(["ort.matmul", "openblas.matmul"], KernelReferences.For("matmul").Select(r => r.Name));
        Assert.Equal(["ort.matvec.int4"], KernelReferences.For("matvec.int4").Select(r => r.Name));
        Assert.Equal(["ort.attention_decode"], KernelReferences.For("attention_decode").Select(r => r.Name));
        Assert.Empty(KernelReferences.For("ceiling.read"));
    }

    [Fact]
    public void Each_names_its_engine()
    {
        Assert.All(KernelReferences.All.Where(r => r.Absent() is null), reference =>
        {
            Assert.Equal($"{reference.Engine(3).Name}.{reference.Ladder}", reference.Name);
            Assert.Equal(3, reference.Engine(3).Threads);
        });
    }

    [Fact]
    public void Weights_that_no_graph_holds_are_refused()
    {
        var reference = KernelReferences.For("matvec.fp32").Single();

        Assert.Equal("its weights do not fit a graph of less than 2 GiB", reference.Refusal(new(30000, 20000)));
        Assert.Null(reference.Refusal(new(20000, 20000)));
    }

    [Fact]
    public void More_threads_than_openblas_has_are_refused()
    {
        OpenBlasNative.Require();
        var reference = KernelReferences.All.Single(r => r.Name == "openblas.matmul");

        string message = Assert.Throws<BadInputException>(() => reference.Create(new(new(1, 1, 1), 100_000))).Message;

        Assert.StartsWith("--threads 100000: OpenBLAS (", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_weights_are_copied_so_often_as_a_process_can_hold_graphs()
    {
        using var instance = Create("ort.matvec.fp32", "1x1", threads: 1, rotate: 1L << 40);

        Assert.Equal((OrtMatVec.MostCopies + 2) * sizeof(float), instance.WorkingSet);
    }

    private sealed class RecordedProduct(ReferenceSetup setup) : MatMulOperands(setup.Shape, setup.RotateBytes)
    {
        public new List<int> Copies { get; } = [];

        protected override void Multiply(int copy) => Copies.Add(copy);
    }

    private static long WorkingSet(string name, string sizes)
    {
        using var instance = Create(name, sizes, threads: 1, rotate: 0);
        return instance.WorkingSet;
    }

    private static KernelInstance Create(string name, string sizes, int threads, long rotate)
    {
        if (name.StartsWith("ort.", StringComparison.Ordinal))
            OrtNative.Require();
        else
            OpenBlasNative.Require();
        Assert.True(KernelShape.TryParse(sizes, out var shape));
        return KernelReferences.All.Single(r => r.Name == name).Create(new(shape, threads, rotate));
    }
}
