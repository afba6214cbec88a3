using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What <c>kernels</c> would run, as a table a person reads.</summary>
public static class KernelPlanTable
{
    /// <summary>Writes a row for each case and, below them, what the figures mean.</summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="plan">The cases.</param>
    /// <param name="rotation">Bytes that rotated operands go round through.</param>
    public static void Write(IAnsiConsole console, PlanListing plan, long rotation)
    {
        PlanTable.Cases(console, plan, "each in a process of its own");
        PlainTable.Line(console, $"Memory: operands and results, one copy of each. Kernels of decode go round through {Quantity.Bytes(rotation)} of copies, unless --cached.");
        PlanTable.Time(console, plan, "laying out operands, checking results");
    }
}
