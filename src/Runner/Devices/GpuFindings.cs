using System.Text.RegularExpressions;
using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>Graphics processors and the driver that CUDA needs.</summary>
internal sealed partial class GpuFindings
{
    private const string Topic = "nvidia driver";
    private const string CpuOnly = "CUDA cases cannot run here; CPU cases can";
    private const string NvidiaVendor = "0x10de";

    private readonly LinuxDistribution distribution;
    private readonly CudaDriver? driver;
    private readonly string? kernelDriver;
    private readonly bool nvidiaHardware;
    private readonly List<(string Maker, string Card)> others;

    /// <param name="tree">The machine.</param>
    /// <param name="distribution">What it runs.</param>
    /// <param name="driver">What its driver library said; null without one.</param>
    public GpuFindings(HostTree tree, LinuxDistribution distribution, CudaDriver? driver)
    {
        this.distribution = distribution;
        this.driver = driver;
        kernelDriver = tree.Read("proc/driver/nvidia/version") is { } text
            ? DriverVersion().Match(text) is { Success: true } version ? version.Value : "of unknown version"
            : null;
        nvidiaHardware = tree.Names("sys/bus/pci/devices").Any(d => IsNvidiaGpu(tree, $"sys/bus/pci/devices/{d}"));
        others =
        [
            .. from card in tree.Names("sys/class/drm")
               where Card().IsMatch(card)
               let maker = Maker(tree.Read($"sys/class/drm/{card}/device/vendor"))
               where maker is not null
               select (maker, card),
        ];
    }

    /// <summary>Whether the CUDA libraries would be of use.</summary>
    public bool NeedsCudaLibraries => kernelDriver is not null || driver?.Gpus.Count > 0;

    /// <summary>Whether any graphics processor was seen.</summary>
    public bool AnyGpu => NeedsCudaLibraries || nvidiaHardware || others.Count > 0;

    /// <summary>Whether one was seen that Mesa has a Vulkan driver for.</summary>
    public bool AnyGpuOfMesa => others.Count > 0;

    private string DriverName => kernelDriver is null ? "NVIDIA's driver" : $"NVIDIA's driver {kernelDriver}";

    public IEnumerable<Finding> Read() =>
    [
        driver is null ? WithoutLibrary() : WithLibrary(driver),
        .. (driver?.Gpus ?? []).Select((gpu, n) => new Finding(
            Invariant($"cuda:{n}"), FindingState.Ok,
            $"{gpu.Name}, {Size.Text(gpu.MemoryBytes)}, "
                + Invariant($"compute capability {gpu.CapabilityMajor}.{gpu.CapabilityMinor}"))),
        .. others.Select(gpu => new Finding(
            "other gpu", FindingState.Ok,
            $"{gpu.Maker} GPU seen ({gpu.Card}), unused by CUDA cases; WebGPU cases need its Vulkan driver")),
    ];

    /// <summary>13.0 from 13000.</summary>
    public static string CudaVersion(int? version) =>
        version is { } v ? Invariant($"{v / 1000}.{v % 1000 / 10}") : EnvironmentProbe.NotObserved;

    private Finding WithLibrary(CudaDriver driver)
    {
        if (driver.Gpus.Count > 0)
            return new(Topic, FindingState.Ok, $"{DriverName}, highest CUDA version {CudaVersion(driver.Version)}");

        // Container images carry the library to machines that have no GPU; that is nothing to mend.
        return driver.NoDevice && kernelDriver is null && !nvidiaHardware
            ? new(Topic, FindingState.Ok, $"{CudaDriver.LibraryName} is installed, but there is no GPU: {CpuOnly}")
            : new(
                Topic, FindingState.Warning, $"{DriverName} finds no GPU ({driver.Problem}): {CpuOnly}",
                Mend.Advice("check that nvidia-smi lists the GPU and that CUDA_VISIBLE_DEVICES does not hide it"));
    }

    private Finding WithoutLibrary()
    {
        if (kernelDriver is not null)
        {
            return new(
                Topic, FindingState.Missing,
                $"{DriverName} is loaded, but the loader does not find {CudaDriver.LibraryName}: {CpuOnly}",
                Mend.Advice(
                    "install the driver's compute libraries of the same version; "
                        + "a container has to be started with its GPUs (docker run --gpus all)"));
        }

        return nvidiaHardware
            ? new(
                Topic, FindingState.Missing, $"an NVIDIA GPU is on the PCI bus, but no NVIDIA driver: {CpuOnly}",
                InstallDriver())
            : new(Topic, FindingState.Ok, $"no NVIDIA driver: {CpuOnly}");
    }

    private Mend InstallDriver() => distribution.Family switch
    {
        DistributionFamily.Debian => Mend.Command("apt-get install -y nvidia-driver"),
        DistributionFamily.Ubuntu => Mend.Command("ubuntu-drivers install"),
        _ => Mend.Advice("install NVIDIA's driver, version 580 or later for CUDA 13"),
    };

    // PCI class 0x03: display controllers, 3D controllers without an output among them.
    private static bool IsNvidiaGpu(HostTree tree, string device) =>
        tree.Read($"{device}/vendor") == NvidiaVendor
        && tree.Read($"{device}/class")?.StartsWith("0x03", StringComparison.Ordinal) == true;

    private static string? Maker(string? vendor) => vendor switch
    {
        "0x1002" => "AMD",
        "0x8086" => "Intel",
        _ => null,
    };

    [GeneratedRegex(@"\d{3,}\.\d+(\.\d+)?")]
    private static partial Regex DriverVersion();

    [GeneratedRegex(@"^card\d+$")]
    private static partial Regex Card();
}
