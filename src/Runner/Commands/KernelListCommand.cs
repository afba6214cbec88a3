using System.Text.Json;
using InferBench.Runner.Devices;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Shows what <c>kernels</c> would run, in its order, with the memory of each case. Nothing is run or written.</summary>
public static class KernelListCommand
{
    /// <exception cref="BadInputException">Something named does not exist here.</exception>
    public static int Run(KernelsOptions options)
    {
        if (options.ForModel is { } model)
            options = KernelModel.Open(model, options.Output.Quiet, CancellationToken.None).Shaped(options);
        var environment = new EnvironmentProbe().Read();
        var listing = List(KernelPlan.Of(options, KernelPlan.References(options), KernelGpus.Of(options), environment, toRun: false));
        if (options.Output.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(listing, ReportJson.Indented.PlanListing));
        else
            KernelPlanTable.Write(Terminal.Output(), listing, KernelRotation.Bytes(environment.Cpu, AvailableMemory.Read(new HostTree("/"))));
        return ExitCode.Ok;
    }

    private static PlanListing List(RunPlan plan) => new()
    {
        Schema = PlanListing.CurrentSchema,
        Settings = plan.Measurement,
        Groups = plan.Groups.Count,
        MostSeconds = Seconds(plan, plan.Measurement.MaxTime),
        LeastSeconds = Seconds(plan, plan.Measurement.MinTime),
        Cases = [.. plan.Cases.Select(c => new ListedCase
        {
            CaseId = c.CaseId,
            OrderIndex = c.OrderIndex,
            Case = c.Spec,
            SkipReason = c.SkipReason,
            Memory = Memory(KernelMemory.Bytes(c.Spec)),
        })],
    };

    private static double? Seconds(RunPlan plan, double each) => plan.Measurement.Trials is null ? each * plan.Cases.Count(c => c.SkipReason is null) : null;

    private static MemorySum Memory(long bytes) => new() { Batch = 1, Context = 0, StoredBytes = bytes, KvCopies = 0, KvBytes = 0, LogitsBytes = 0, Bytes = bytes };
}
