using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>CUptiResult: what stands in the way, and what to do.</summary>
internal static class CuptiStatus
{
    public const int Success = 0;
    public const int EndOfRecords = 12;
    public const int NotInitialized = 15;
    public const int InvalidKind = 21;
    public const int NotPermitted = 35;

    /// <summary>One line on a call that failed. CUPTI itself is not asked: after a failure some versions crash in any further call.</summary>
    public static string Tell(string library, string call, int status) => Invariant($"{library}: {call} returned {status}: {Meaning(status)}");

    private static string Meaning(int status) => status switch
    {
        8 => "out of memory",
        10 or 14 => "this CUPTI and the driver do not fit each other; take the CUPTI of the driver's CUDA release",
        NotInitialized => "not initialised: the driver has no usable device, is a toolkit's stub, or is older than this CUPTI; see nvidia-smi",
        26 => "the profiling hardware is taken by another process; end it",
        27 => "not supported on this device",
        33 => "not supported on a virtual GPU",
        NotPermitted => "no right to read hardware counters: run as root or with CAP_SYS_ADMIN (CAP_PERFMON from driver 565), or load the driver's module with "
            + "NVreg_RestrictProfilingToAdminUsers=0; a container needs --cap-add SYS_ADMIN",
        38 => "this kind of profiling was removed from CUPTI 13",
        39 => $"another tool is attached to CUPTI ({OtherTool.Name() ?? "nsys, ncu, cuda-gdb or another profiler"}); run without it",
        40 => "the virtual GPU's host does not permit profiling",
        41 => "not to be had in confidential computing mode",
        43 => "not to be had on a MIG slice",
        45 => "not to be had in WSL",
        999 => "unknown error: the driver has no usable device or is older than this CUPTI; see nvidia-smi",
        _ => "see CUptiResult in cupti_result.h",
    };
}
