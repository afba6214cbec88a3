namespace InferBench.Runner.Tests.Devices;

/// <summary>Machines of several kinds, each with the files that its kernel would show.</summary>
internal static class Machines
{
    private const string UnifiedMount = "35 24 0:29 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";

    /// <summary>Two sockets of two cores with two threads each, no virtual machine, no limits.</summary>
    public static RecordedTree BareMetal()
    {
        var tree = new RecordedTree()
            .File("usr/lib/os-release", "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian")
            .Link("etc/os-release", "../usr/lib/os-release")
            .File("proc/sys/kernel/osrelease", "6.12.48-amd64")
            .File("proc/cpuinfo", X86Cpus(8, "Intel(R) Xeon(R) Gold 6430", "fpu lm fma avx2 avx512f avx512_vnni avx_vnni amx_bf16 amx_int8"))
            .File("proc/self/status", "Name:\tinferbench\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7")
            .File("proc/self/cgroup", "0::/user.slice/user-1000.slice/session-1.scope")
            .File("proc/self/mountinfo", UnifiedMount)
            .File("proc/meminfo", "MemTotal:       263846748 kB\nMemFree:        11111 kB\nMemAvailable:   209715200 kB")
            .File("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0")
            .File("sys/fs/cgroup/user.slice/memory.max", "max")
            .File("sys/fs/cgroup/user.slice/cpu.max", "max 100000")
            .File("sys/class/dmi/id/sys_vendor", "Dell Inc.")
            .File("sys/class/dmi/id/product_name", "PowerEdge R760")
            .File("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hpet acpi_pm")
            .File("sys/devices/system/cpu/online", "0-7");
        for (var cpu = 0; cpu < 8; cpu++)
        {
            var core = $"{cpu % 4},{(cpu % 4) + 4}";
            tree.Cpu(
                cpu, core, (1, "Data", "48K", core), (1, "Instruction", "32K", core), (2, "Unified", "2048K", core),
                (3, "Unified", "61440K", cpu % 4 < 2 ? "0-1,4-5" : "2-3,6-7"));
            tree.File($"sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_governor", "powersave");
        }

        return tree;
    }

    /// <summary>Two processors that are two threads of one core; the kernel would allow 128 to be plugged in.</summary>
    public static RecordedTree SmallVirtualMachine()
    {
        var tree = new RecordedTree()
            .File("etc/os-release", "PRETTY_NAME='Ubuntu 24.04.2 LTS'")
            .File("proc/sys/kernel/osrelease", "6.8.0-60-generic")
            .File("proc/cpuinfo", X86Cpus(2, "AMD EPYC 7763 64-Core Processor", "fpu lm fma hypervisor avx2"))
            .File("proc/self/status", "Cpus_allowed_list:\t0-127")
            .File("proc/self/cgroup", "0::/")
            .File("proc/self/mountinfo", UnifiedMount)
            .File("proc/meminfo", "MemTotal:        8131672 kB\nMemAvailable:    7340032 kB")
            .File("proc/stat", "cpu  500 0 100 350 20 0 0 30 0 0\ncpu0 250 0 50 175 10 0 0 15 0 0")
            .File("sys/class/dmi/id/sys_vendor", "QEMU")
            .File("sys/class/dmi/id/product_name", "Standard PC (Q35 + ICH9, 2009)")
            .File("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc kvm-clock acpi_pm")
            .File("sys/devices/system/cpu/online", "0-1");
        foreach (var cpu in new[] { 0, 1 })
            tree.Cpu(cpu, "0-1", (1, "Data", "32K", "0-1"), (1, "Instruction", "32K", "0-1"), (2, "Unified", "512K", "0-1"), (3, "Unified", "32768K", "0-1"));
        return tree;
    }

    /// <summary>Kubernetes on control groups of version 2: the pod limits processors, the container memory.</summary>
    public static RecordedTree Container()
    {
        const string pods = "sys/fs/cgroup/kubepods.slice";
        var tree = new RecordedTree()
            .File("etc/os-release", "PRETTY_NAME=\"Alpine Linux v3.22\"")
            .File("proc/sys/kernel/osrelease", "6.1.0-37-cloud-amd64")
            .File("proc/cpuinfo", X86Cpus(4, "AMD EPYC 9R14", "fpu lm fma hypervisor avx2 avx512f avx512_vnni"))
            .File("proc/self/status", "Cpus_allowed_list:\t0-3")
            .File("proc/self/cgroup", "0::/kubepods.slice/pod\\x2d7.slice/app.scope")
            .File("proc/self/mountinfo", UnifiedMount)
            .File("proc/meminfo", "MemTotal:       16384000 kB\nMemAvailable:   12582912 kB")
            .File("proc/stat", "cpu  500 0 100 390 10 0 0 0 0 0")
            .File($"{pods}/memory.max", "12884901888")
            .File($"{pods}/cpu.max", "max 100000")
            .File($"{pods}/pod\\x2d7.slice/memory.max", "8589934592")
            .File($"{pods}/pod\\x2d7.slice/cpu.max", "150000 100000")
            .File($"{pods}/pod\\x2d7.slice/app.scope/memory.max", "4294967296")
            .File($"{pods}/pod\\x2d7.slice/app.scope/cpu.max", "max 100000")
            .File("var/run/secrets/kubernetes.io/serviceaccount/namespace", "default")
            .File("sys/devices/system/cpu/online", "0-3");
        for (var cpu = 0; cpu < 4; cpu++)
            tree.Cpu(cpu, $"{cpu}", (1, "Data", "32K", $"{cpu}"), (2, "Unified", "1024K", $"{cpu}"), (3, "Unified", "32768K", "0-3"));
        return tree;
    }

    /// <summary>
    /// Docker on control groups of version 1, which shows the host's path though only the container's own group is mounted.
    /// </summary>
    public static RecordedTree OldContainer()
    {
        var tree = new RecordedTree()
            .File(".dockerenv")
            .File("etc/os-release", "PRETTY_NAME=\"CentOS Linux 7 (Core)\"")
            .File("proc/sys/kernel/osrelease", "3.10.0-1160.el7.x86_64")
            .File("proc/cpuinfo", X86Cpus(4, "Intel(R) Xeon(R) CPU E5-2680 v2 @ 2.80GHz", "fpu lm avx"))
            .File("proc/self/status", "Cpus_allowed_list:\t0-3")
            .File("proc/self/cgroup", "11:cpu,cpuacct:/docker/0a1b\n4:memory:/docker/0a1b\n1:name=systemd:/docker/0a1b")
            .File(
                "proc/self/mountinfo",
                "640 639 0:23 /docker/0a1b /sys/fs/cgroup/cpu,cpuacct ro,nosuid master:10 - cgroup cgroup rw,cpuacct,cpu\n"
                + "641 639 0:24 /docker/0a1b /sys/fs/cgroup/memory ro,nosuid master:11 - cgroup cgroup rw,memory")
            .File("proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:   1048576 kB")
            .File("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "250000")
            .File("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000")
            .File("sys/fs/cgroup/memory/memory.limit_in_bytes", "2147483648")
            .File("sys/devices/system/cpu/online", "0-3");
        for (var cpu = 0; cpu < 4; cpu++)
            tree.Cpu(cpu, $"{cpu}");
        return tree;
    }

    /// <summary>Four Arm cores, of which one cannot be read any closer: the topology of the fourth is missing.</summary>
    public static RecordedTree ArmServer()
    {
        var tree = new RecordedTree()
            .File("etc/os-release", "PRETTY_NAME=\"Amazon Linux 2023.7\"")
            .File("proc/sys/kernel/osrelease", "6.12.30-aarch64")
            .File("proc/cpuinfo", ArmCpus(4))
            .File("proc/self/status", "Cpus_allowed_list:\t0-3")
            .File("proc/self/cgroup", "0::/")
            .File("proc/meminfo", "MemTotal:       32000000 kB\nMemAvailable:   30408704 kB")
            .File("sys/devices/system/cpu/online", "0-3")
            .File("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "schedutil");
        for (var cpu = 0; cpu < 3; cpu++)
            tree.Cpu(cpu, $"{cpu}", (1, "Data", "64K", $"{cpu}"), (3, "Unified", "32M", "0-3"));
        return tree;
    }

    private static string X86Cpus(int count, string model, string flags) => string.Join("\n\n", Enumerable.Range(0, count).Select(cpu =>
        $"processor\t: {cpu}\nvendor_id\t: some\nmodel\t\t: 143\nmodel name\t: {model}\nflags\t\t: {flags}\nbugs\t\t:\npower management:"));

    private static string ArmCpus(int count) => string.Join("\n\n", Enumerable.Range(0, count).Select(cpu =>
        $"processor\t: {cpu}\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd asimddp sve i8mm\nCPU implementer\t: 0x41\n"
        + "CPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd40\nCPU revision\t: 1"));
}
