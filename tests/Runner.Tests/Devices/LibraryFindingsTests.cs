using InferBench.Runner.Devices;
using static InferBench.Runner.Devices.FindingState;

namespace InferBench.Runner.Tests.Devices;

public sealed class LibraryFindingsTests
{
    private const string Multiarch = "usr/lib/x86_64-linux-gnu";
    private const string Toolkit = "usr/local/cuda-13.0/lib64";

    private static readonly string[] Cuda13 =
        ["libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcurand.so.10", "libcufft.so.12", "libnvrtc.so.13", "libcudnn.so.9"];

    private static readonly string[] Cuda12 =
        ["libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10", "libcufft.so.11", "libnvrtc.so.12", "libcudnn.so.9"];

    [Fact]
    public void A_whole_set_is_one_line()
    {
        using var tree = With(Multiarch, Cuda13);
        Assert.Equal(
            [new("cuda libraries", Ok, $"CUDA 13: {string.Join(", ", Cuda13)} found in /{Multiarch} (as files, not loaded)")],
            Cuda(tree, 13000));
    }

    [Fact]
    public void Each_missing_library_names_its_package()
    {
        using var tree = With(Multiarch, ["libcudart.so.13", "libcurand.so.10"]);
        Assert.Equal(
            [
                new("cuda libraries", Ok, $"CUDA 13: libcudart.so.13, libcurand.so.10 found in /{Multiarch} (as files, not loaded)"),
                Missing13("libcublas.so.13", "libcublas-13-0"),
                Missing13("libcublasLt.so.13", "libcublas-13-0"),
                Missing13("libcufft.so.12", "libcufft-13-0"),
                Missing13("libnvrtc.so.13", "cuda-nvrtc-13-0"),
                Missing13("libcudnn.so.9", "libcudnn9-cuda-13"),
            ],
            Cuda(tree, 13000));
    }

    [Fact]
    public void A_toolkit_outside_the_loader_path_is_one_line_with_its_folder()
    {
        using var tree = With(Toolkit, Cuda13[..6]);
        tree.Link("usr/local/cuda", "cuda-13.0").File($"{Multiarch}/libcudnn.so.9");
        Assert.Equal(
            [
                new("cuda libraries", Ok, $"CUDA 13: libcudnn.so.9 found in /{Multiarch} (as files, not loaded)"),
                new(
                    "cuda libraries", Warning, $"{string.Join(", ", Cuda13[..6])} found in /usr/local/cuda/lib64, where the loader does not look",
                    "add /usr/local/cuda/lib64 to LD_LIBRARY_PATH, or to a file in /etc/ld.so.conf.d and run ldconfig"),
            ],
            Cuda(tree, 13000));
    }

    [Theory]
    [InlineData("/usr/local/cuda-13.0/lib64", null)]
    [InlineData("relative:/else/where:/usr/local/cuda-13.0/lib64/", null)]
    [InlineData(null, "# CUDA\ninclude more\n/usr/local/cuda-13.0/lib64")]
    public void The_loader_path_is_read_from_variable_and_files(string? libraryPath, string? conf)
    {
        using var tree = With(Toolkit, Cuda13);
        if (conf is not null)
            tree.File("etc/ld.so.conf.d/cuda.conf", conf);
        Assert.Equal(
            [new("cuda libraries", Ok, $"CUDA 13: {string.Join(", ", Cuda13)} found in /{Toolkit} (as files, not loaded)")],
            Cuda(tree, 13000, libraryPath));
    }

    [Fact]
    public void A_set_of_CUDA_12_is_named_for_what_it_is()
    {
        using var tree = With(Multiarch, Cuda12);
        Assert.Equal(
            [
                new(
                    "cuda libraries", Warning,
                    $"CUDA 12: {string.Join(", ", Cuda12)} found in /{Multiarch} (as files, not loaded); an ONNX Runtime built for CUDA 13 does not run on these",
                    "install the CUDA 13 runtime libraries beside them, unless your ONNX Runtime is built for CUDA 12"),
            ],
            Cuda(tree, 13000));
    }

    [Fact]
    public void A_driver_older_than_the_libraries_is_warned_of()
    {
        using var tree = With(Multiarch, Cuda13);
        Assert.Equal(
            new(
                "cuda libraries", Warning, "they are CUDA 13's, but the driver's highest is 12.8",
                "update NVIDIA's driver to version 580 or later"),
            Cuda(tree, 12080)[^1]);
    }

    [Fact]
    public void Without_a_driver_nothing_is_asked_for()
    {
        using var tree = new RecordedTree();
        Assert.Equal(
            [new("cuda libraries", Ok, "not needed without an NVIDIA driver")],
            CudaLibraryFindings.Read(new LibrarySearch(tree.Host, null), needed: false, driverVersion: null));
    }

    [Fact]
    public void Vulkan_is_asked_for_only_beside_a_gpu()
    {
        using var tree = new RecordedTree();
        Assert.Equal(new("vulkan", Ok, "no libvulkan.so.1; not needed without a GPU"), Vulkan(tree, anyGpu: false));
        Assert.Equal(
            new(
                "vulkan", Missing, "libvulkan.so.1 not found: WebGPU cases cannot run here",
                "install the Vulkan loader (package libvulkan1 or vulkan-loader)"),
            Vulkan(tree, anyGpu: true));

        tree.File("usr/lib64/libvulkan.so.1");
        Assert.Equal(
            new(
                "vulkan", Warning, "libvulkan.so.1 found, but no Vulkan driver is registered: WebGPU cases cannot run here",
                "install the GPU's Vulkan driver (NVIDIA's own, or package mesa-vulkan-drivers for AMD and Intel)"),
            Vulkan(tree, anyGpu: true));

        tree.File("usr/share/vulkan/icd.d/radeon_icd.x86_64.json", "{}");
        Assert.Equal(new("vulkan", Ok, "libvulkan.so.1 found in /usr/lib64; Vulkan drivers registered: 1"), Vulkan(tree, anyGpu: true));
    }

    private static RecordedTree With(string folder, string[] libraries)
    {
        var tree = new RecordedTree();
        foreach (var library in libraries)
            tree.File($"{folder}/{library}");
        return tree;
    }

    private static Finding Missing13(string file, string package) => new(
        "cuda libraries", Missing, $"{file} not found", $"install the CUDA 13 runtime libraries (package {package} of NVIDIA's repository)");

    private static IReadOnlyList<Finding> Cuda(RecordedTree tree, int driverVersion, string? libraryPath = null) =>
        CudaLibraryFindings.Read(new LibrarySearch(tree.Host, libraryPath), needed: true, driverVersion);

    private static Finding Vulkan(RecordedTree tree, bool anyGpu) => VulkanFindings.Read(new LibrarySearch(tree.Host, null), anyGpu);
}
