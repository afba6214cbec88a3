using System.Diagnostics;
using InferBench.Kernels;
using InferBench.Kernels.Cuda;

namespace InferBench.Figures;

/// <summary>What the host needs to give a GPU a kernel whose arguments are laid out, by its own clock.</summary>
internal static class LaunchFigures
{
    // Fewer than a stream takes before it makes the host wait, of a kernel that is shorter than its launch.
    private const int Launches = 200, Batches = 101;
    private const string Kernel = "cuda.rope.1_thread_per_pair", Goal = "≤ 3 µs";

    public static FigureTable Measure()
    {
        var table = new FigureTable("launches");
        try
        {
            using var session = new CudaSession(0);
            using var kernel = session.Open(CudaCatalog.All.Single(k => k.Name == Kernel), new KernelShape(1, 1, 32));
            kernel.Fill(1);
            kernel.Run();
            double[] batches = [.. Enumerable.Range(0, Batches).Select(_ => Nanoseconds(kernel, session.Timer.Stream)).Order()];
            table.Add(
                $"host time of a launch on {session.Context.GetDeviceInfo().DeviceName}, median (p95) of {Batches} batches of {Launches}",
                FigureTable.Text($"{batches[Batches / 2] / 1e3:N2} µs ({batches[Batches * 95 / 100] / 1e3:N2} µs)"), Goal);
        }
        catch (CudaUnavailableException e)
        {
            table.Add("host time of a launch", $"not measured: {e.Message}", Goal);
        }

        return table;
    }

    private static double Nanoseconds(CudaInstance kernel, CudaStream stream)
    {
        stream.Synchronize();
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < Launches; i++)
            kernel.Launch(stream);
        double nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds / Launches;
        stream.Synchronize();
        return nanoseconds;
    }
}
