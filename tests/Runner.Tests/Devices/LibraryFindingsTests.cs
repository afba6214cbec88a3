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
    public void All_missing_libraries_are_one_line_mended_by_one_command()
    {
        using var tree = With(Multiarch, ["libcudart.so.13", "libcurand.so.10"]).File("etc/os-release", "ID=debian");
        Assert.Equal(
            [
                new("cuda libraries", Ok, $"CUDA 13: libcudart.so.13, libcurand.so.10 found in /{Multiarch} (as files, not loaded)"),
                new(
                    "cuda libraries", Missing,
                    "CUDA 13: libcublas.so.13, libcublasLt.so.13, libcufft.so.12, libnvrtc.so.13, libcudnn.so.9 not found (NVIDIA's own repository has them)",
                    Mend.Command("apt-get install -y cuda-libraries-13-0 libcudnn9-cuda-13")),
            ],
            Cuda(tree, 13000));
    }

    [Theory]
    [InlineData("ubuntu", "libcudnn.so.9", "$ apt-get install -y libcudnn9-cuda-13")]
    [InlineData("rhel", "libcudnn.so.9", "$ dnf install -y libcudnn9-cuda-13")]
    [InlineData("rhel", "libcufft.so.12", "$ dnf install -y cuda-libraries-13-0")]
    [InlineData("arch", "libcufft.so.12", "install cuda-libraries-13-0 from NVIDIA's own repository")]
    public void Only_the_package_of_what_is_missing_is_installed(string distribution, string missing, string mend)
    {
        using var tree = With(Multiarch, [.. Cuda13.Except([missing])]).File("etc/os-release", $"ID={distribution}");
        var finding = Cuda(tree, 13000)[^1];
        Assert.Equal((Missing, $"CUDA 13: {missing} not found (NVIDIA's own repository has them)"), (finding.State, finding.What));
        Assert.Equal(mend, $"{finding.Mend}");
    }

    [Fact]
    public void What_a_set_of_CUDA_12_lacks_is_of_CUDA_12()
    {
        using var tree = With(Multiarch, Cuda12[..5]).File("etc/os-release", "ID=fedora");
        Assert.Equal(
            new(
                "cuda libraries", Missing, "CUDA 12: libnvrtc.so.12, libcudnn.so.9 not found (NVIDIA's own repository has them)",
                Mend.Command("dnf install -y cuda-libraries-12-9 libcudnn9-cuda-12")),
            Cuda(tree, 13000)[^1]);
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
                    Mend.Command("export LD_LIBRARY_PATH=/usr/local/cuda/lib64${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}")),
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
        using var tree = With(Multiarch, Cuda12).File("etc/os-release", "ID=ubuntu");
        Assert.Equal(
            [
                new(
                    "cuda libraries", Warning,
                    $"CUDA 12: {string.Join(", ", Cuda12)} found in /{Multiarch} (as files, not loaded); an ONNX Runtime built for CUDA 13 does not run on these",
                    Mend.Command("apt-get install -y cuda-libraries-13-0 libcudnn9-cuda-13")),
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
                Mend.Advice("update NVIDIA's driver to version 580 or later")),
            Cuda(tree, 12080)[^1]);
    }

    [Fact]
    public void Without_a_driver_nothing_is_asked_for()
    {
        using var tree = new RecordedTree();
        Assert.Equal(
            [new("cuda libraries", Ok, "not needed without an NVIDIA driver")],
            CudaLibraryFindings.Read(new LibrarySearch(tree.Host, null), new LinuxDistribution(tree.Host), needed: false, driverVersion: null));
    }

    [Fact]
    public void Vulkan_is_asked_for_only_beside_a_gpu()
    {
        using var tree = new RecordedTree().File("etc/os-release", "ID=debian");
        Assert.Equal(new("vulkan", Ok, "no libvulkan.so.1; not needed without a GPU"), Vulkan(tree, anyGpu: false));
        Assert.Equal(
            new(
                "vulkan", Missing, "libvulkan.so.1 not found: WebGPU cases cannot run here",
                Mend.Command("apt-get install -y libvulkan1")),
            Vulkan(tree, anyGpu: true));

        tree.File("usr/lib64/libvulkan.so.1");
        Assert.Equal(
            new(
                "vulkan", Warning, "libvulkan.so.1 found, but no Vulkan driver is registered: WebGPU cases cannot run here",
                Mend.Advice("install the Vulkan part of NVIDIA's driver")),
            Vulkan(tree, anyGpu: true));
        Assert.Equal(Mend.Command("apt-get install -y mesa-vulkan-drivers"), Vulkan(tree, anyGpu: true, ofMesa: true).Mend);

        tree.File("usr/share/vulkan/icd.d/radeon_icd.x86_64.json", "{}");
        Assert.Equal(new("vulkan", Ok, "libvulkan.so.1 found in /usr/lib64; Vulkan drivers registered: 1"), Vulkan(tree, anyGpu: true));
    }

    [Theory]
    [InlineData("fedora", "$ dnf install -y vulkan-loader", "$ dnf install -y mesa-vulkan-drivers")]
    [InlineData("arch", "$ pacman -S --noconfirm vulkan-icd-loader", "$ pacman -S --noconfirm vulkan-radeon vulkan-intel")]
    [InlineData("suse", "$ zypper install -y libvulkan1", "$ zypper install -y libvulkan_radeon libvulkan_intel")]
    [InlineData("other", "install the Vulkan loader (package libvulkan1 or vulkan-loader)", "install Mesa's Vulkan driver of the GPU (package mesa-vulkan-drivers)")]
    public void Vulkan_is_installed_under_the_names_of_the_distribution(string distribution, string loader, string driver)
    {
        using var tree = new RecordedTree().File("etc/os-release", $"ID={distribution}");
        Assert.Equal(loader, $"{Vulkan(tree, anyGpu: true, ofMesa: true).Mend}");
        tree.File("usr/lib64/libvulkan.so.1");
        Assert.Equal(driver, $"{Vulkan(tree, anyGpu: true, ofMesa: true).Mend}");
    }

    private static RecordedTree With(string folder, string[] libraries)
    {
        var tree = new RecordedTree();
        foreach (var library in libraries)
            tree.File($"{folder}/{library}");
        return tree;
    }

    private static IReadOnlyList<Finding> Cuda(RecordedTree tree, int driverVersion, string? libraryPath = null) =>
        CudaLibraryFindings.Read(new LibrarySearch(tree.Host, libraryPath), new LinuxDistribution(tree.Host), needed: true, driverVersion);

    private static Finding Vulkan(RecordedTree tree, bool anyGpu, bool ofMesa = false) =>
        VulkanFindings.Read(new LibrarySearch(tree.Host, null), new LinuxDistribution(tree.Host), anyGpu, ofMesa);
}
