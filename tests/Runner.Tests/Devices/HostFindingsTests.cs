using System.Globalization;
using InferBench.Runner.Devices;
using static InferBench.Runner.Devices.FindingState;

namespace InferBench.Runner.Tests.Devices;

public sealed class HostFindingsTests
{
    private static readonly Finding NoDriver = new("nvidia driver", Ok, "no NVIDIA driver: CUDA cases cannot run here; CPU cases can");
    private static readonly Finding NoCuda = new("cuda libraries", Ok, "not needed without an NVIDIA driver");
    private static readonly Finding NoVulkan = new("vulkan", Ok, "no libvulkan.so.1; not needed without a GPU");

    [Fact]
    public void A_server_without_a_gpu_has_only_its_governor_to_mend()
    {
        using var tree = Machines.BareMetal();
        Expect(
            tree, NoDriver, NoCuda, NoVulkan,
            new("cpu features", Ok, "present: avx2, fma, avx512f, avx512_vnni, avx_vnni, amx_int8, amx_bf16; absent: none"),
            new("cpu governor", Warning, "powersave: clocks rise late or not at all, so short runs look slow", Mend.Command("cpupower frequency-set -g performance")),
            new("cpu limit", Ok, "none below the 8 usable logical processors"),
            new("memory", Ok, "200.0 GiB available"));
    }

    [Fact]
    public void A_small_virtual_machine_loses_time_to_its_host()
    {
        using var tree = Machines.SmallVirtualMachine();
        Expect(
            tree, NoDriver, NoCuda, NoVulkan,
            new("cpu features", Ok, "present: avx2, fma; absent: avx512f, avx512_vnni, avx_vnni, amx_int8, amx_bf16"),
            new("cpu governor", NotObserved, "the system does not tell, as is usual in a virtual machine"),
            new("cpu limit", Ok, "none below the 2 usable logical processors"),
            new("stolen time", Warning, "the host took 3.0 % of the processors' time since boot", Mend.Advice("measure when the host is quieter, or on a machine that is not shared")),
            new("memory", Ok, "7.0 GiB available"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData(",")]
    public void A_container_names_its_limits_in_any_culture(string decimalSeparator)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = decimalSeparator;
        culture.NumberFormat.PercentDecimalSeparator = decimalSeparator;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            using var tree = Machines.Container();
            Expect(
                tree, NoDriver, NoCuda, NoVulkan,
                new("cpu features", Ok, "present: avx2, fma, avx512f, avx512_vnni; absent: avx_vnni, amx_int8, amx_bf16"),
                new("cpu governor", NotObserved, "the system does not tell, as is usual in a virtual machine"),
                new(
                    "cpu limit", Warning, "the control group allows 1.5 of 4 logical processors: beyond that the process is stopped for a part of every period",
                    Mend.Advice("raise the limit (docker run --cpus, resources.limits.cpu in Kubernetes), or run with --threads 1")),
                new("stolen time", Ok, "the host took 0.0 % of the processors' time since boot"),
                new("memory", Ok, "12.0 GiB available; the control group allows 4.0 GiB in all"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_old_processor_and_little_memory_are_warned_of()
    {
        using var tree = Machines.OldContainer();
        Expect(
            tree, NoDriver, NoCuda, NoVulkan,
            new(
                "cpu features", Warning,
                "present: none; absent: avx2, fma, avx512f, avx512_vnni, avx_vnni, amx_int8, amx_bf16; without avx2 and fma matrix kernels take their slow path",
                Mend.Advice("use a processor, or a kind of virtual machine, that has them")),
            new("cpu governor", NotObserved, "the system does not tell, as is usual in a virtual machine"),
            new(
                "cpu limit", Warning, "the control group allows 2.5 of 4 logical processors: beyond that the process is stopped for a part of every period",
                Mend.Advice("raise the limit (docker run --cpus, resources.limits.cpu in Kubernetes), or run with --threads 2")),
            new(
                "memory", Warning, "1.0 GiB available; the control group allows 2.0 GiB in all: less than 2.0 GiB, which larger models need",
                Mend.Advice("close other programs")));
    }

    [Fact]
    public void An_Arm_server_is_held_to_its_own_features()
    {
        using var tree = Machines.ArmServer();
        Expect(
            tree, NoDriver, NoCuda, NoVulkan,
            new("cpu features", Ok, "present: asimd, asimddp, i8mm, sve; absent: none"),
            new("cpu governor", Ok, "schedutil"),
            new("cpu limit", Ok, "none below the 4 usable logical processors"),
            new("memory", Ok, "29.0 GiB available"));
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_not_called_fine()
    {
        using var tree = new RecordedTree();
        Expect(
            tree, NoDriver, NoCuda, NoVulkan,
            new("cpu features", NotObserved, "the system does not list the processor's features"),
            new("cpu governor", NotObserved, "the system does not tell, as is usual in a virtual machine"),
            new("cpu limit", NotObserved, "the system does not tell of control groups"),
            new("memory", NotObserved, "the system does not tell how much memory is available"));
    }

    [Fact]
    public void Free_disk_is_judged_by_the_smallest_useful_model()
    {
        Assert.Equal(new("disk", Ok, "5.0 GiB free for models"), DiskFindings.Describe("models", 5L << 30));
        Assert.Equal(
            new(
                "disk", Warning, "1.5 GiB free for models: less than the 5.0 GiB of a small model in float32",
                Mend.Advice("free some space, or choose a folder on another disk with --cache-dir")),
            DiskFindings.Describe("models", 3L << 29));
        Assert.Equal(new("disk", NotObserved, "the system does not tell how much is free for models"), DiskFindings.Describe("models", null));
    }

    [Fact]
    public void This_machine_has_a_finding_for_each_topic()
    {
        using var tree = new RecordedTree();
        var findings = new HostFindings().Read(Path.Combine(tree.Root, "not", "yet", "there"));
        string[] always = ["nvidia driver", "cuda libraries", "vulkan", "cpu features", "cpu governor", "cpu limit", "memory", "disk"];
        Assert.Empty(always.Except(findings.Select(f => f.Topic)));
        Assert.All(findings, f => Assert.DoesNotContain('\n', f.What));
        Assert.NotEqual(NotObserved, findings.Single(f => f.Topic == "disk").State);
    }

    private static void Expect(RecordedTree tree, params Finding[] findings) =>
        Assert.Equal(findings, new HostFindings(tree.Root).OfHost(driver: null, libraryPath: null));
}
