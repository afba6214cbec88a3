using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda.Driver;

public sealed class NativeLibrariesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("inferbench-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Looks_where_the_user_points_then_where_the_system_does_then_in_toolkits_and_Python_packages()
    {
        string own = Folder("own"), toolkit = Folder("toolkit/lib64"), python = Path.Combine(root, "python");
        var places = new LibraryPlaces(
            name => name switch { NativeLibraries.Override => own, "CUDA_PATH" => Path.Combine(root, "toolkit"), _ => null }, [python]);

        var found = places.Of(NativeLibraries.Nvrtc[1]).Where(p => p.Place != "the toolkit's folder");

        Assert.Equal(
            [
                (NativeLibraries.Override, own),
                ("the system's loader", null),
                ("CUDA_PATH", Path.Combine(root, "toolkit")),
                ("CUDA_PATH", toolkit),
                ("a Python package", Path.Combine(python, "nvidia", "cuda_nvrtc", OperatingSystem.IsWindows() ? "bin" : "lib")),
            ],
            found);
    }

    [Fact]
    public void The_driver_is_not_looked_for_in_toolkits_which_have_stubs_of_it()
    {
        var places = new LibraryPlaces(name => name == "CUDA_PATH" ? root : null, [root]);
        Assert.DoesNotContain(places.Of(NativeLibraries.Driver), p => p.Folder?.StartsWith(root, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_damaged_file_where_the_user_points_is_told_and_nothing_else_taken_in_its_stead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a file of Linux's loader");
        string file = Path.Combine(root, "libnvrtc.so.12");
        File.WriteAllText(file, "not a library");
        var tried = new List<TriedLibrary>();

        Assert.Null(NativeLibraries.Load(NativeLibraries.Nvrtc[1], new LibraryPlaces(name => name == NativeLibraries.Override ? root : null, []), tried));

        var only = Assert.Single(tried);
        Assert.Equal((NativeLibraries.Override, file), (only.Place, only.Path));
        Assert.Contains("file too short", only.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_the_user_points_at_and_that_is_not_there_is_told()
    {
        string absent = Path.Combine(root, "absent");
        var tried = new List<TriedLibrary>();
        NativeLibraries.Load(NativeLibraries.Nvml, new LibraryPlaces(name => name == NativeLibraries.Override ? absent : null, []), tried);

        Assert.Equal(new(NativeLibraries.Override, Path.Combine(absent, NativeLibraries.Nvml.File), "no such file"), tried[0]);
        Assert.StartsWith(
            $"{Path.Combine(absent, NativeLibraries.Nvml.File)} ({NativeLibraries.Override}): no such file", NativeLibraries.Tell(tried), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_full_and_versioned() => Assert.Equal(
        [
            "libcuda.so.1", "libnvidia-ml.so.1", "libnvrtc.so.13", "libnvrtc.so.12", "libcublas.so.13", "libcublas.so.12",
            "libcublasLt.so.13", "libcublasLt.so.12", "libcupti.so.13", "libcupti.so.12",
        ],
        NativeLibraries.All.Select(library => library.LinuxFile));

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;
}
