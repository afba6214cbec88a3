namespace InferBench.Runner.Tests.Architecture;

/// <summary>
/// Which folder of the Runner may use which; Kernels is the other project. Anything absent is forbidden. Statistics knows
/// the shape of a distribution, which is a record's; Plan and Commands know the catalogue of kernels, which names cases; Devices samples GPUs
/// by NVML, whose one binding stands beside CUDA's in Kernels; SelfTest plants truths and lies in whatever measures, checks or compares, and
/// nothing but its command knows it; Profile runs workloads once more under profilers, CUPTI's binding in Kernels and the processor's counters in Devices among them, and joins what ran with the model's graph; Program hands the frozen options from Cli to Commands.
/// </summary>
internal static class ImportTable
{
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Records"] = [],
        ["Statistics"] = ["Records"],
        ["Options"] = ["Records"],
        ["Plan"] = ["Options", "Models", "Records", "Kernels"],
        ["Measurement"] = ["Records", "Statistics"],
        ["Models"] = ["Records"],
        ["Devices"] = ["Records", "Kernels"],
        ["Inference"] = ["Models", "Devices", "Records"],
        ["Workloads"] = ["Inference", "Models", "Measurement", "Records", "Kernels"],
        ["Worker"] = ["Workloads", "Profile", "Measurement", "Statistics", "Devices", "Plan", "Records"],
        ["Harness"] = ["Plan", "Worker", "Devices", "Store", "Records"],
        ["Store"] = ["Records"],
        ["Sinks"] = ["Records"],
        ["Telemetry"] = ["Records"],
        ["Compare"] = ["Statistics", "Store", "Records"],
        ["Report"] = ["Statistics", "Compare", "Store", "Records"],
        ["Profile"] = ["Workloads", "Inference", "Devices", "Models", "Measurement", "Statistics", "Store", "Records", "Kernels"],
        ["Labs"] = ["Plan", "Harness", "Report", "Records"],
        ["SelfTest"] =
        [
            "Compare", "Devices", "Inference", "Kernels", "Measurement", "Models", "Plan", "Records", "Statistics", "Store", "Worker", "Workloads",
        ],
        ["Cli"] = ["Options", "Records"],
        ["Commands"] =
        [
            "Records", "Statistics", "Options", "Plan", "Measurement", "Models", "Devices", "Inference", "Workloads",
            "Worker", "Harness", "Store", "Sinks", "Telemetry", "Compare", "Report", "Profile", "Labs", "SelfTest",
            "Kernels",
        ],
        ["Program"] = ["Cli", "Commands", "Options", "Records"],
    };
}
