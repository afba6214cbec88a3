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
        var table = InspectionTable.New(("order", true), ("case id", false), ("case", false), ("memory", true));
        foreach (var c in plan.Cases)
        {
            string name = string.Join(", ", CaseName.Parts(c.Case)) + (c.SkipReason is null ? "" : " (skipped)");
            InspectionTable.Row(table, Quantity.Count(c.OrderIndex), c.CaseId, Printable.Of(name), Quantity.Bytes(c.Memory.Bytes));
        }

        Terminal.Wide(console).Write(table);
        InspectionTable.Line(console, $"{Number(plan.Cases.Count, "case")} in {Number(plan.Groups, "group")}, each in a process of its own.");
        foreach (var skipped in plan.Cases.Where(c => c.SkipReason is not null).GroupBy(c => c.SkipReason))
            InspectionTable.Line(console, $"skipped, {Number(skipped.Count(), "case")}: {skipped.Key}");
        InspectionTable.Line(console, $"Memory: operands and results, one copy of each. Kernels of decode go round through {Quantity.Bytes(rotation)} of copies, unless --cached.");
        InspectionTable.Line(console, plan.MostSeconds is { } seconds
            ? $"Time: at most {Quantity.Duration(plan.Settings.MaxTime)} a case and {Quantity.Duration(seconds)} in all, by --max-time; laying out operands, checking results and the trial that passes a limit come on top."
            : $"Time: not known; every case takes {Number(plan.Settings.Trials ?? 0, "trial")}, however long they are.");
    }

    private static string Number(int count, string what) => $"{Quantity.Count(count)} {what}{(count == 1 ? "" : "s")}";
}
