using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>What a plan would run, as a table a person reads.</summary>
public static class PlanTable
{
    private const int MostPlaces = 12;

    /// <summary>Writes a row for each case and, below them, what the figures mean.</summary>
    public static void Write(IAnsiConsole console, PlanListing plan)
    {
        var table = InspectionTable.New(("order", true), ("case id", false), ("case", false), ("memory", true));
        foreach (var c in plan.Cases)
        {
            string name = string.Join(", ", CaseName.Parts(c.Case)) + (c.SkipReason is not null ? " (skipped)" : c.CaseId == plan.Anchor?.CaseId ? " (anchor)" : "");
            InspectionTable.Row(table, Quantity.Count(c.OrderIndex), c.CaseId, Printable.Of(name), Quantity.Bytes(c.Memory.Bytes));
        }

        Terminal.Wide(console).Write(table);
        InspectionTable.Line(console, $"{Number(plan.Cases.Count, "case")} in {Number(plan.Groups, "group")}, each of which opens its model once.");
        foreach (var skipped in plan.Cases.Where(c => c.SkipReason is not null).GroupBy(c => c.SkipReason))
            InspectionTable.Line(console, $"skipped, {Number(skipped.Count(), "case")}: {skipped.Key}");
        if (plan.Anchor is { } anchor)
            InspectionTable.Line(console, $"Anchor: {anchor.CaseId}, measured {Number(anchor.Places.Count, "more time")} through the run, before order {Where(anchor.Places, plan.Cases[^1].OrderIndex)}{(anchor.MostSeconds is { } more ? $": at most {Quantity.Duration(more)} of the time below" : "")}. --no-anchor leaves that out.");
        InspectionTable.Line(console, "Memory: weights, rotary tables, keys and values, logits. Not in it: the runtime's own workspace and, on a CPU, the copies of the weights it makes at load.");
        InspectionTable.Line(console, plan.MostSeconds is { } seconds
            ? $"Time: at most {Quantity.Duration(plan.Settings.MaxTime)} a case and {Quantity.Duration(seconds)} in all, by --max-time; loading the models and the trial that passes a limit come on top."
            : $"Time: not known; every case takes {Number(plan.Settings.Trials ?? 0, "trial")}, however long they are.");
    }

    private static string Where(IReadOnlyList<int> places, int last)
    {
        var before = places.Where(place => place <= last).ToArray();
        string shown = string.Join(", ", before.Take(MostPlaces).Select(place => Quantity.Count(place)));
        return $"{shown}{(before.Length > MostPlaces ? ", ..." : "")}{(places[^1] > last ? " and at the end" : "")}";
    }

    private static string Number(int count, string what) => $"{Quantity.Count(count)} {what}{(count == 1 ? "" : "s")}";
}
