using InferBench.Runner.Devices;
using static InferBench.Runner.Devices.FindingState;

namespace InferBench.Runner.Tests.Devices;

public sealed class GpuFindingsTests
{
    private const string CpuOnly = "CUDA cases cannot run here; CPU cases can";

    private static readonly CudaDriver TwoGpus = new()
    {
        Version = 13000,
        Gpus = [new("NVIDIA H100 80GB HBM3", 85_520_809_984, 9, 0), new("NVIDIA L4", 23_000_000_000, 8, 9)],
    };

    private static readonly CudaDriver NoDevice = new() { Version = 12080, Problem = "CUDA error 100, no CUDA-capable device is detected", NoDevice = true };

    [Fact]
    public void A_working_driver_lists_its_devices()
    {
        using var tree = Nvidia();
        Expect(
            tree, TwoGpus,
            new("nvidia driver", Ok, "NVIDIA's driver 580.159.04, highest CUDA version 13.0"),
            new("cuda:0", Ok, "NVIDIA H100 80GB HBM3, 79.6 GiB, compute capability 9.0"),
            new("cuda:1", Ok, "NVIDIA L4, 21.4 GiB, compute capability 8.9"));
    }

    [Fact]
    public void A_driver_library_alone_will_do()
    {
        using var tree = new RecordedTree();
        Expect(
            tree, TwoGpus with { Version = null, Gpus = [TwoGpus.Gpus[0]] },
            new("nvidia driver", Ok, "NVIDIA's driver, highest CUDA version not observed"),
            new("cuda:0", Ok, "NVIDIA H100 80GB HBM3, 79.6 GiB, compute capability 9.0"));
        Assert.True(Read(tree, TwoGpus).NeedsCudaLibraries);
    }

    [Fact]
    public void A_driver_that_finds_no_gpu_is_a_warning_where_there_is_one()
    {
        using var tree = Nvidia();
        Expect(
            tree, NoDevice,
            new Finding(
                "nvidia driver", Warning,
                $"NVIDIA's driver 580.159.04 finds no GPU (CUDA error 100, no CUDA-capable device is detected): {CpuOnly}",
                Mend.Advice("check that nvidia-smi lists the GPU and that CUDA_VISIBLE_DEVICES does not hide it")));
    }

    [Fact]
    public void A_driver_library_in_an_image_without_a_gpu_is_fine()
    {
        using var tree = new RecordedTree();
        Expect(
            tree, NoDevice,
            new Finding("nvidia driver", Ok, $"{CudaDriver.LibraryName} is installed, but there is no GPU: {CpuOnly}"));
        Assert.False(Read(tree, NoDevice).AnyGpu);
    }

    [Fact]
    public void A_driver_library_that_fails_for_another_reason_is_a_warning()
    {
        using var tree = new RecordedTree();
        Expect(
            tree, new CudaDriver { Version = 13000, Problem = "CUDA error 803, unsupported combination" },
            new Finding(
                "nvidia driver", Warning, $"NVIDIA's driver finds no GPU (CUDA error 803, unsupported combination): {CpuOnly}",
                Mend.Advice("check that nvidia-smi lists the GPU and that CUDA_VISIBLE_DEVICES does not hide it")));
    }

    [Fact]
    public void A_kernel_driver_without_its_library_is_mended_by_it()
    {
        using var tree = Nvidia();
        Expect(
            tree, driver: null,
            new Finding(
                "nvidia driver", Missing, $"NVIDIA's driver 580.159.04 is loaded, but the loader does not find {CudaDriver.LibraryName}: {CpuOnly}",
                Mend.Advice("install the driver's compute libraries of the same version; a container has to be started with its GPUs (docker run --gpus all)")));
    }

    [Theory]
    [InlineData("debian", "$ apt-get install -y nvidia-driver")]
    [InlineData("ubuntu", "$ ubuntu-drivers install")]
    [InlineData("fedora", "install NVIDIA's driver, version 580 or later for CUDA 13")]
    [InlineData("other", "install NVIDIA's driver, version 580 or later for CUDA 13")]
    public void A_gpu_without_a_driver_is_seen_on_the_bus(string distribution, string mend)
    {
        using var tree = new RecordedTree().File("etc/os-release", $"ID={distribution}")
            .File("sys/bus/pci/devices/0000:00:1f.0/vendor", "0x8086").File("sys/bus/pci/devices/0000:00:1f.0/class", "0x060100")
            .File("sys/bus/pci/devices/0000:65:00.0/vendor", "0x10de").File("sys/bus/pci/devices/0000:65:00.0/class", "0x030200");
        var gpus = Read(tree, null);
        var finding = Assert.Single(gpus.Read());
        Assert.Equal(
            ("nvidia driver", Missing, $"an NVIDIA GPU is on the PCI bus, but no NVIDIA driver: {CpuOnly}", mend),
            (finding.Topic, finding.State, finding.What, $"{finding.Mend}"));
        Assert.True(gpus.AnyGpu);
        Assert.False(gpus.AnyGpuOfMesa);
    }

    [Fact]
    public void Gpus_of_other_makers_are_seen_but_unused()
    {
        using var tree = new RecordedTree()
            .File("sys/class/drm/card0/device/vendor", "0x1002")
            .File("sys/class/drm/card0-HDMI-A-1/device/vendor", "0x1002")
            .File("sys/class/drm/card1/device/vendor", "0x8086")
            .File("sys/class/drm/card2/device/vendor", "0x1a03");
        Expect(
            tree, driver: null,
            new Finding("nvidia driver", Ok, $"no NVIDIA driver: {CpuOnly}"),
            new("other gpu", Ok, "AMD GPU seen (card0), unused by CUDA cases; WebGPU cases need its Vulkan driver"),
            new("other gpu", Ok, "Intel GPU seen (card1), unused by CUDA cases; WebGPU cases need its Vulkan driver"));
        Assert.True(Read(tree, null).AnyGpu);
        Assert.True(Read(tree, null).AnyGpuOfMesa);
    }

    [Fact]
    public void A_library_that_is_absent_or_no_driver_is_told_apart()
    {
        Assert.Null(CudaDriver.Load("libcuda-that-is-not-there.so.1"));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libc.so.6 stands for a library that is no driver");
        var driver = CudaDriver.Load("libc.so.6");
        Assert.StartsWith("it is no usable driver library: ", driver?.Problem, StringComparison.Ordinal);
        Assert.Empty(driver!.Gpus);
    }

    private static RecordedTree Nvidia() => new RecordedTree().File(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (dvs-builder)\nGCC version:  gcc version 12.2.0");

    private static GpuFindings Read(RecordedTree tree, CudaDriver? driver) => new(tree.Host, new LinuxDistribution(tree.Host), driver);

    private static void Expect(RecordedTree tree, CudaDriver? driver, params Finding[] findings) =>
        Assert.Equal(findings, Read(tree, driver).Read());
}
