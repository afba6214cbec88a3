using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda;

/// <summary>Every kernel on a real GPU, where there is one, as the PTX that is shipped.</summary>
[Trait("Needs", "GPU")]
public sealed class CudaKernelGpuTests
{
    [Fact]
    public void Every_kernel_is_right_for_odd_shapes_and_for_the_size_it_addresses()
    {
        CudaNative.Require().Dispose();
        using var session = new CudaSession(
            0, null, device => new(device.Architecture, new ProgramCache(), () => throw new CudaUnavailableException("not asked for")), null, null);
        Assert.Equal("shipped PTX", session.CodeOrigin);
        Assert.All(CudaCatalog.Steps.Where(step => step.RunsOn(session.Context.Device.Architecture)), kernel =>
        {
            foreach (var shape in Shapes.Of(kernel).Append(kernel.Addresses))
            {
                using var opened = session.Open(kernel, shape);
                opened.Fill(1);
                opened.Poison();

                opened.Run();

                double error = opened.WorstError();
                Assert.True(error <= 1, $"{kernel.Name}, {shape}: {error}");
            }
        });
    }
}
