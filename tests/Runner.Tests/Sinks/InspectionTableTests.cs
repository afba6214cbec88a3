using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class InspectionTableTests
{
    private static readonly ModelInspection Model = ModelInspector.Inspect(
        new ModelRecipe { Preset = PresetCatalog.Get("llama-110m"), Precision = Precision.Fp32 }, [0, 1024]);

    private static string Print(ModelInspection inspection) => Culture.WithDecimalComma(() =>
    {
        var writer = new StringWriter { NewLine = "\n" };
        InspectionTable.Write(Terminal.Open(writer, redirected: true), inspection);
        return string.Join('\n', writer.ToString().Split('\n').Select(l => l.TrimEnd()));
    });

    [Fact]
    public void The_whole_text_in_a_culture_with_decimal_commas() => Assert.Equal(
        """
        model           llama-110m, not made: worked out from its recipe
        layout          genai, 418 MiB of files
        attention       grouped-query; past and present keys and values share one buffer
        precision       fp32
        parameters      109,529,856
        layers          12
        widths          768 hidden, 2,048 in the feed-forward block
        heads           12 for queries, 12 for keys and values, 64 elements each
        vocabulary      32,000, embedding tied to the output projection
        positions       2,048
        logits          of the last position, float32: 125 KiB for one
        KV per token    72.0 KiB, float32
        operations      170 MFLOP per prompt token, 49.2 MFLOP per row of logits
        hash            not made yet
        ╭───────────────────┬─────────┬────────────┬───────────┬──────────╮
        │ kind              │ tensors │ parameters │ stored as │    bytes │
        ├───────────────────┼─────────┼────────────┼───────────┼──────────┤
        │ attention         │      24 │ 28,311,552 │ float32   │  108 MiB │
        │ feed-forward      │      36 │ 56,623,104 │ float32   │  216 MiB │
        │ norms             │      25 │     19,200 │ float32   │ 75.0 KiB │
        │ output projection │       1 │ 24,576,000 │ float32   │ 93.8 MiB │
        │ rotary tables     │       2 │          - │ float32   │  512 KiB │
        │ constants         │       3 │          - │ int64     │     24 B │
        ╰───────────────────┴─────────┴────────────┴───────────┴──────────╯
        Weights in all: 418 MiB, without rotary tables and constants.
        ╭─────────────────┬─────────┬───────────────┬──────────┬────────────┬─────────╮
        │ decode at depth │ weights │ embedding row │  KV read │ KV written │     sum │
        ├─────────────────┼─────────┼───────────────┼──────────┼────────────┼─────────┤
        │               0 │ 418 MiB │      3.00 KiB │        0 │   72.0 KiB │ 418 MiB │
        │           1,024 │ 418 MiB │      3.00 KiB │ 72.0 MiB │   72.0 KiB │ 490 MiB │
        ╰─────────────────┴─────────┴───────────────┴──────────┴────────────┴─────────╯
        A decode step moves every weight once, one row of the embedding, and one sequence's keys and values.

        """,
        Print(Model));

    [Fact]
    public void A_copied_cache_has_its_copy_beside_the_sum_and_twice_its_memory()
    {
        var copied = Model with { Kv = "copied", Decode = [.. Model.Decode.Select(d => d with { KvCopiedBytes = 2 * d.KvReadBytes })] };

        string text = Print(copied with { Memory = [MemoryFitting.Fit(copied, "1 GiB", 1 << 30)] });

        Assert.Contains("attention       grouped-query; keys and values are copied in every step\n", text, StringComparison.Ordinal);
        Assert.Contains("│           1,024 │ 418 MiB │      3.00 KiB │ 72.0 MiB │   72.0 KiB │ 490 MiB │   144 MiB │\n", text, StringComparison.Ordinal);
        Assert.Contains("Copied besides, and not in the sum: the graph reads the whole cache and writes a longer one.\n", text, StringComparison.Ordinal);
        Assert.Contains("  418 MiB stored + 2 copies x 4 x 1,024 x 72.0 KiB = 576 MiB KV + 500 KiB logits = 995 MiB\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_told_is_said() => Assert.Contains(
        "Other: weights whose purpose neither their use nor their names tell; counted as read once in every step.\n",
        Print(Model with { Tensors = [new TensorGroup { Kind = TensorKind.Other, Count = 1, Parameters = 2, Stored = "float32", Bytes = 8 }] }),
        StringComparison.Ordinal);

    [Fact]
    public void Names_from_files_cannot_steer_the_terminal() => Assert.StartsWith(
        "model           [red]a\\u001b[31m, not made", Print(Model with { Model = Model.Model with { Name = "[red]a\u001b[31m" } }), StringComparison.Ordinal);
}
