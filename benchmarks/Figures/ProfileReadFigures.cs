using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Sinks;
using InferBench.Runner.Statistics;

namespace InferBench.Figures;

/// <summary>Reading a profile of ONNX Runtime of a million events, beside reading the same bytes as JSON and counting their lines.</summary>
internal static class ProfileReadFigures
{
    /// <summary>The argument by which this process starts itself to have its memory observed.</summary>
    public const string Child = "profile-read-child";

    private const int Steps = 14_286, Nodes = 68, Events = Steps * (Nodes + 2), Rounds = 5, Block = 256 << 10;

    public static FigureTable Measure()
    {
        var table = new FigureTable("profile-read");
        string file = Path.Combine(Path.GetTempPath(), FigureTable.Text($"inferbench-profile-read-{Environment.ProcessId}.json"));
        try
        {
            long bytes = Write(file);
            var turns = Enumerable.Range(0, Rounds + 1).Select(_ => new Turn(ChildProcess.Run("wc", "-l", file).Seconds, Time(() => Json(file)), Time(() => Ours(file)))).Skip(1).ToArray();
            string what = FigureTable.Text($"{Events:N0} events, {Quantity.Bytes(bytes)}, from the page cache");
            var seconds = Descriptive.Describe([.. turns.Select(t => t.Ours)]);
            table.Add($"reading a profile of {what}, and giving its events to their runs", FigureTable.Text($"{seconds.Median:F2} s (most {seconds.Max:F2} of {Rounds})"), "< 4 s");
            Ratio("the same / a bare pass of `Utf8JsonReader`, in turns", "", t => t.Ours / t.Json);
            Ratio("the same / `wc -l`, in turns", "", t => t.Ours / t.Wc);
            var outcome = ChildProcess.Run(Environment.ProcessPath!, Child, file);
            table.Add("peak memory of a process that does only that", outcome.PeakBytes is { } peak ? Quantity.Bytes(peak) : "not observed", "< 300 MB");

            void Ratio(string figure, string goal, Func<Turn, double> of)
            {
                var ratio = Descriptive.Describe([.. turns.Select(of)]);
                table.Add(figure, FigureTable.Text($"{ratio.Median:F2} (most {ratio.Max:F2} of {Rounds})"), goal);
            }
        }
        finally
        {
            File.Delete(file);
        }

        return table;
    }

    /// <summary>Reads a profile and gives its events to runs; throws where some are missing.</summary>
    public static long Ours(string file)
    {
        var trace = TraceReader.Read(file, new());
        var runs = Enumerable.Range(0, Steps).Select(i => new HostRun(RunPhase.Decode, i + 1, 1, 1, i, i * 1_000_000L, (i * 1_000_000L) + 990_000)).ToArray();
        return RunAssignment.Assign(file, trace, runs).Sum(r => r.Nodes.Count + 2L);
    }

    // Seconds of each.
    private sealed record Turn(double Wc, double Json, double Ours);

    private static double Time(Func<long> read)
    {
        long start = Stopwatch.GetTimestamp();
        long found = read();
        return found == Events
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException(FigureTable.Text($"found {found} events of {Events}"));
    }

    // Every token, and nothing kept.
    private static long Json(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] block = new byte[Block];
        var state = default(JsonReaderState);
        long objects = 0;
        int filled = 0;
        for (int read; (read = stream.Read(block, filled, block.Length - filled)) > 0;)
        {
            filled += read;
            var json = new Utf8JsonReader(block.AsSpan(0, filled), isFinalBlock: false, state);
            while (json.Read())
                objects += json.TokenType == JsonTokenType.StartObject && json.CurrentDepth == 1 ? 1 : 0;
            state = json.CurrentState;
            int used = (int)json.BytesConsumed;
            block.AsSpan(used, filled - used).CopyTo(block);
            filled -= used;
        }

        return objects;
    }

    // As ONNX Runtime 1.30 writes the decode steps of a model of six layers: names repeat, the mask's shape and every size of memory changes.
    private static long Write(string file)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, Block);
        text.Append("[\n");
        for (int step = 0; step < Steps; step++)
        {
            long start = (step * 1000L) + 5;
            for (int node = 0; node < Nodes; node++)
                Add(Node(step, node, start + (node * 13), random));
            Add(FigureTable.Text($$$"""{"cat" : "Session","pid" :2211,"tid" :2211,"dur" :930,"ts" :{{{start - 1}}},"ph" : "X","name" :"SequentialExecutor::Execute","args" : {}}"""));
            Add(FigureTable.Text($$$"""{"cat" : "Session","pid" :2211,"tid" :2211,"dur" :950,"ts" :{{{start - 3}}},"ph" : "X","name" :"model_run","args" : {}}"""), last: step == Steps - 1);
            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
            text.Clear();
        }

        stream.Write("]\n"u8);
        return stream.Length;

        void Add(string line, bool last = false) => text.Append(line).Append(last ? "\n" : ",\n");
    }

    private static string Node(int step, int node, long start, Random random)
    {
        bool isMask = node == 1;
        string path = isMask ? "/model/attn_mask_reformat/attn_mask_subgraph/Shape" : string.Create(CultureInfo.InvariantCulture, $"/model/layers.{node / 11}/mlp/node_{node}/MatMul_Q4");
        string op = isMask ? "Shape" : "MatMulNBits";
        string input = isMask ? string.Create(CultureInfo.InvariantCulture, $$"""{"int64":[1,{{step + 1}}]}""") : """{"float":[1,1,288]},{"float":[864,9]}""";
        string output = isMask ? """{"int64":[2]}""" : """{"float":[1,1,864]}""";
        long held = random.Next(10_000_000, 99_999_999);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"cat" : "Node","pid" :2211,"tid" :2211,"dur" :{{{random.Next(2, 12)}}},"ts" :{{{start}}},"ph" : "X","name" :"{{{path}}}_kernel_time","args" : {"mem_arena_held_delta" : "0","output_type_shape" : [{{{output}}}],"mem_bytes_requested_in_use" : "{{{held}}}","mem_bytes_in_use" : "{{{held}}}","node_index" : "{{{node}}}","op_name" : "{{{op}}}","mem_arena_held" : "{{{held + 725_504}}}","output_size" : "3456","provider" : "CPUExecutionProvider","mem_in_use_delta" : "110592","thread_scheduling_stats" : {"main_thread": {"thread_pool_name": "session-1-intra-op", "thread_id": "139688782313280", "block_size": [1], "core": 0, "Distribution": 1, "DistributionEnqueue": 0, "Run": {{{random.Next(5, 90)}}}, "Wait": 0, "WaitRevoke": 0}, "sub_threads": {"139635661469376": {"num_run": {{{step}}}, "core": 1} } },"activation_size" : "1152","mem_in_use_peak" : "12328794","mem_requested_in_use_delta" : "110592","parameter_size" : "31104","input_type_shape" : [{{{input}}}]}}""");
    }
}
