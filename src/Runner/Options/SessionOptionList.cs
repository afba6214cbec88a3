using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>
/// Reads <c>--option KEY=VALUE,..</c>, once for each key, into every combination of the values. The runtime takes any key of a
/// session and passes over those it does not know, so only known ones are let through; none of them names a file. Keys of a
/// device's provider, <c>cuda.KEY</c>, are the provider's to know.
/// </summary>
internal static class SessionOptionList
{
    /// <summary>Most combinations of the values.</summary>
    public const int MostSets = 10_000;

    private const int LongestValue = 256;

    /// <summary>Keys of providers whose values are addresses in the process.</summary>
    private static readonly string[] Addresses =
    [
        "cuda.user_compute_stream", "cuda.has_user_compute_stream", "cuda.gpu_external_alloc", "cuda.gpu_external_free", "cuda.gpu_external_empty_cache",
        "webgpu.dawnProcTable", "webgpu.webgpuInstance", "webgpu.webgpuDevice",
    ];

    /// <summary>Keys of ONNX Runtime's session configuration (onnxruntime_session_options_config_keys.h) that can change a speed.</summary>
    private static readonly string[] Keys =
    [
        "mlas.disable_kleidiai",
        "mlas.use_lut_gemm",
        "optimization.disable_specified_optimizers",
        "optimization.enable_cast_chain_elimination",
        "optimization.enable_gelu_approximation",
        "session.disable_aot_function_inlining",
        "session.disable_double_qdq_remover",
        "session.disable_prepacking",
        "session.disable_quant_qdq",
        "session.dynamic_block_base",
        "session.enable_quant_qdq_cleanup",
        "session.force_spinning_stop",
        "session.graph_optimizations_loop_level",
        "session.inter_op.allow_spinning",
        "session.intra_op.allow_spinning",
        "session.intra_op_thread_affinities",
        "session.qdq_matmulnbits_accuracy_level",
        "session.qdqisint8allowed",
        "session.set_denormal_as_zero",
        "session.use_device_allocator_for_initializers",
        "session.use_env_allocators",
        "session.x64quantprecision",
    ];

    /// <summary>Every combination, in the order of the keys and values; null alone where no option was given.</summary>
    /// <param name="read">Takes the problems.</param>
    /// <param name="given">Each option, by its flag or its place in a plan file.</param>
    /// <param name="devices">The devices of the run, whose providers may have settings.</param>
    public static IReadOnlyList<SessionOptions?> Read(OptionReader read, IReadOnlyList<PlanText> given, IReadOnlyList<string>? devices = null)
    {
        var axes = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, text) in given)
        {
            string[] parts = text.Split('=', 2);
            string[] values = parts.Length == 2 ? parts[1].Split(',', StringSplitOptions.TrimEntries) : [];
            if (parts.Length < 2)
                read.Problem(name, text, "KEY=VALUE, or KEY=VALUE,VALUE to compare them");
            else if (!Keys.Contains(parts[0]) && !IsOfProvider(parts[0], devices ?? []))
                read.Problem(name, UnknownName.Describe("session option", parts[0], Keys));
            else if (values.Distinct(StringComparer.Ordinal).Count() < values.Length || !values.All(IsValue))
                read.Problem(name, text, "different values of letters, digits and the signs . _ : ; -, with commas between");
            else if (!axes.TryAdd(parts[0], values))
                read.Problem(name, text, "each key once; give its values with commas between");
        }

        double sets = axes.Values.Aggregate(1.0, (product, values) => product * values.Length);
        if (sets <= MostSets)
            return Combine(axes);
        read.Problem(
            given[0].Name, string.Create(CultureInfo.InvariantCulture, $"found {sets:0} combinations of session options, allowed are at most {MostSets}; give fewer values"));
        return [null];
    }

    private static IReadOnlyList<SessionOptions?> Combine(SortedDictionary<string, string[]> axes)
    {
        if (axes.Count == 0)
            return [null];
        IEnumerable<IEnumerable<KeyValuePair<string, string>>> sets = [[]];
        foreach (var (key, values) in axes)
            sets = sets.SelectMany(_ => values, (set, value) => set.Append(new(key, value)));
        return [.. sets.Select(Set)];
    }

    private static SessionOptions Set(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var set = new SessionOptions();
        foreach (var (key, value) in entries)
            set.Add(key, value);
        return set;
    }

    private static bool IsOfProvider(string key, IReadOnlyList<string> devices) =>
        SessionOptions.IsOfProvider(key) && key.Length <= LongestValue && !Addresses.Contains(key)
        && devices.Any(device => device != "cpu" && key.StartsWith(SessionOptions.KindOf(device) + ".", StringComparison.Ordinal))
        && key[(key.IndexOf('.') + 1)..] is { Length: > 0 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');

    private static bool IsValue(string text) =>
        text.Length is > 0 and <= LongestValue && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or ';' or '-');
}
