using InferBench.Kernels.Cuda.Cupti;
using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda.Cupti;

[Collection("CUPTI")]
public sealed class CuptiLibraryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-cupti-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Without_a_driver_CUPTI_is_not_loaded()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "libcuda.so.1"), "");
        var outcome = CuptiLibrary.Open(Places(), null);

        Assert.StartsWith("NVIDIA's driver library libcuda.so.1 was not found (", outcome.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', outcome.Problem!);
    }

    [Fact]
    public void A_library_of_the_runtimes_release_is_found_and_traces()
    {
        FakeCupti.Set(130500);
        Driver();
        File.Copy(FakeCupti.File, Path.Combine(folder.FullName, "libcupti.so.13"));
        var outcome = CuptiLibrary.Open(Places(), 13);

        Assert.Null(outcome.Problem);
        Assert.Equal("13.0", outcome.Value!.Version);
        Assert.Null(CuptiTrace.Start(outcome.Value).Value!.Stop().Problem);
    }

    [Fact]
    public void A_release_that_is_not_there_is_named()
    {
        FakeCupti.Set(130500);
        Driver();

        Assert.StartsWith("CUPTI was not found (", CuptiLibrary.Open(Places(), 12).Problem, StringComparison.Ordinal);
        Assert.Equal("CUPTI of CUDA 14 is not read here, only those of 12 and 13", CuptiLibrary.Open(Places(), 14).Problem);
    }

    private LibraryPlaces Places() => new(name => name == NativeLibraries.Override ? folder.FullName : null, []);

    // Without a name of its own, so that others of this process do not get it for the machine's driver.
    private void Driver()
    {
        string library = Path.Combine(folder.FullName, "unnamed.so");
        FakeCupti.Compile("fake_cuda.c", library);
        File.Move(library, Path.Combine(folder.FullName, "libcuda.so.1"));
    }
}
