using System.Text;

namespace InferBench.Runner.Tests.Inference.Trace;

/// <summary>Profiles as ONNX Runtime 1.30 writes them, members in any order and one event a line.</summary>
internal static class TraceText
{
    public static string Node(
        string name, string op, long start, long duration, string inputs = "", string outputs = "",
        int? index = null, long? activations = null, long? parameters = null, long? output = null, long thread = 7) =>
        FormattableString.Invariant($$$$"""
        {"cat" : "Node","pid" :7,"tid" :{{{{thread}}}},"dur" :{{{{duration}}}},"ts" :{{{{start}}}},"ph" : "X","name" :"{{{{name}}}}_kernel_time","args" : {{{{{Size("node_index", index)}}}}{{{{Size("activation_size", activations)}}}}"mem_bytes_in_use" : "11570522","input_type_shape" : [{{{{inputs}}}}],{{{{Size("parameter_size", parameters)}}}}"thread_scheduling_stats" : {"main_thread": {"thread_pool_name": "session-1-intra-op", "thread_id": "139688782313280", "block_size": [24, 1], "core": -1, "Run": 0}, "sub_threads": {"139635661469376": {"num_run": 0, "core": -1}}},{{{{Size("output_size", output)}}}}"output_type_shape" : [{{{{outputs}}}}],"op_name" : "{{{{op}}}}","provider" : "CPUExecutionProvider"}}
        """);

    public static string Span(string name, long start, long duration) => FormattableString.Invariant(
        $$$"""{"cat" : "Session","pid" :7,"tid" :7,"dur" :{{{duration}}},"ts" :{{{start}}},"ph" : "X","name" :"{{{name}}}","args" : {}}""");

    public static string File(params IEnumerable<string> events) => $"[\n{string.Join(",\n", events)}\n]\n";

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Size(string name, long? value) => value is null ? "" : FormattableString.Invariant($"\"{name}\" : \"{value}\",");
}
