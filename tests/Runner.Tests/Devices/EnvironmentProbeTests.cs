using System.Runtime.InteropServices;
using InferBench.Runner.Devices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Devices;

public sealed class EnvironmentProbeTests
{
    [Fact]
    public void A_two_socket_server_is_read_whole()
    {
        using var tree = Machines.BareMetal();
        Expect(tree, Build(new()
        {
            Model = "Intel(R) Xeon(R) Gold 6430",
            Architecture = "X64",
            Flags = ["amx_bf16", "amx_int8", "avx2", "avx512_vnni", "avx512f", "avx_vnni", "fma", "fpu", "lm"],
            LogicalCores = 8,
            PhysicalCores = 4,
            Caches = [Cache(1, "data", 48, 4), Cache(1, "instruction", 32, 4), Cache(2, "unified", 2048, 4), Cache(3, "unified", 61440, 2)],
            Governor = "powersave",
        }) with
        {
            Os = "Debian GNU/Linux 13 (trixie)",
            Kernel = "6.12.48-amd64",
            MemoryBytes = 263_846_748L * 1024,
        });
    }

    [Fact]
    public void Affinity_narrows_cores_and_caches()
    {
        using var tree = Machines.BareMetal().File("proc/self/status", "Cpus_allowed_list:\t0-1,4");
        var cpu = new EnvironmentProbe(tree.Root).Read().Cpu;
        Assert.Equal(3, cpu.LogicalCores);
        Assert.Equal(2, cpu.PhysicalCores);
        Assert.Equal(
            [Cache(1, "data", 48, 2), Cache(1, "instruction", 32, 2), Cache(2, "unified", 2048, 2), Cache(3, "unified", 61440, 1)],
            cpu.Caches);
    }

    [Fact]
    public void A_small_virtual_machine_has_one_physical_core()
    {
        using var tree = Machines.SmallVirtualMachine();
        Expect(tree, Build(new()
        {
            Model = "AMD EPYC 7763 64-Core Processor",
            Architecture = "X64",
            Flags = ["avx2", "fma", "fpu", "hypervisor", "lm"],
            LogicalCores = 2,
            PhysicalCores = 1,
            Caches = [Cache(1, "data", 32, 1), Cache(1, "instruction", 32, 1), Cache(2, "unified", 512, 1), Cache(3, "unified", 32768, 1)],
        }) with
        {
            Os = "Ubuntu 24.04.2 LTS",
            Kernel = "6.8.0-60-generic",
            MemoryBytes = 8_131_672L * 1024,
            Container = "kvm",
        });
    }

    [Fact]
    public void Nested_limits_of_version_2_give_the_tightest_of_each()
    {
        using var tree = Machines.Container();
        Expect(tree, Build(new()
        {
            Model = "AMD EPYC 9R14",
            Architecture = "X64",
            Flags = ["avx2", "avx512_vnni", "avx512f", "fma", "fpu", "hypervisor", "lm"],
            LogicalCores = 4,
            PhysicalCores = 4,
            Caches = [Cache(1, "data", 32, 4), Cache(2, "unified", 1024, 4), Cache(3, "unified", 32768, 1)],
        }) with
        {
            Os = "Alpine Linux v3.22",
            Kernel = "6.1.0-37-cloud-amd64",
            MemoryBytes = 16_384_000L * 1024,
            MemoryLimitBytes = 4L << 30,
            CpuLimitCores = 1.5,
            Container = "kubernetes, vm",
        });
    }

    [Fact]
    public void Limits_of_version_1_are_found_below_a_container_mount()
    {
        using var tree = Machines.OldContainer();
        Expect(tree, Build(new()
        {
            Model = "Intel(R) Xeon(R) CPU E5-2680 v2 @ 2.80GHz",
            Architecture = "X64",
            Flags = ["avx", "fpu", "lm"],
            LogicalCores = 4,
            PhysicalCores = 4,
        }) with
        {
            Os = "CentOS Linux 7 (Core)",
            Kernel = "3.10.0-1160.el7.x86_64",
            MemoryBytes = 16_000_000L * 1024,
            MemoryLimitBytes = 2L << 30,
            CpuLimitCores = 2.5,
            Container = "docker",
        });
    }

    [Fact]
    public void An_Arm_server_names_its_parts_and_hides_what_it_does_not_tell()
    {
        using var tree = Machines.ArmServer();
        Expect(tree, Build(new()
        {
            Model = "implementer 0x41 part 0xd40",
            Architecture = "Arm64",
            Flags = ["asimd", "asimddp", "fp", "i8mm", "sve"],
            LogicalCores = 4,
            PhysicalCores = null,
            Caches = [Cache(1, "data", 64, 3), Cache(3, "unified", 32768, 1)],
            Governor = "schedutil",
        }) with
        {
            Os = "Amazon Linux 2023.7",
            Kernel = "6.12.30-aarch64",
            MemoryBytes = 32_000_000L * 1024,
        });
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_not_guessed()
    {
        using var tree = new RecordedTree();
        Expect(tree, Build(new() { Model = "not observed", Architecture = "not observed", LogicalCores = 0 }) with { Os = "not observed" });
    }

    [Fact]
    public void This_machine_tells_at_least_what_dotnet_knows()
    {
        var environment = new EnvironmentProbe().Read();
        Assert.NotEqual("not observed", environment.Os);
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString(), environment.Cpu.Architecture);
        Assert.True(environment.Cpu.LogicalCores >= 1);
        Assert.True(environment.Cpu.PhysicalCores is null || environment.Cpu.PhysicalCores <= environment.Cpu.LogicalCores);
        Assert.StartsWith(".NET 10.", environment.Dotnet, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", environment.Inferbench);
#if DEBUG
        Assert.Equal("Debug", environment.BuildConfiguration);
#else
        Assert.Equal("Release", environment.BuildConfiguration);
#endif
    }

    // .NET and InferBench are those of this process, whatever tree is read.
    private static EnvironmentInfo Build(CpuInfo cpu) => new()
    {
        Os = "",
        Cpu = cpu,
        Dotnet = RuntimeInformation.FrameworkDescription,
        Inferbench = BuildInfo.Version,
        BuildConfiguration = BuildInfo.Configuration,
    };

    private static CacheInfo Cache(int level, string kind, long kibibytes, int count) =>
        new() { Level = level, Kind = kind, Bytes = kibibytes * 1024, Count = count };

    private static void Expect(RecordedTree tree, EnvironmentInfo expected) =>
        Assert.Equivalent(expected, new EnvironmentProbe(tree.Root).Read(), strict: true);
}
