using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Records under the names that llama-bench gives its JSON output, prompt processing and token generation as entries of their own.
/// Settings that exist only there have its neutral value, which says nothing of ours, since its comparison script joins on them and
/// null equals nothing in SQL; other fields that have no counterpart are null.
/// </summary>
public static class LlamaBenchExport
{
    /// <summary>Writes an entry for each phase that was measured.</summary>
    /// <param name="leftOut">Told of each record that has no counterpart, with the reason.</param>
    public static void Write(Stream stream, IEnumerable<RunRecord> records, Action<string> leftOut)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartArray();
        int kernels = 0;
        foreach (var r in records)
        {
            if (r.Case.Kernel is not null)
            {
                kernels++;
                continue;
            }

            if (Reason(r) is { } reason)
            {
                leftOut($"{string.Join(' ', CaseName.Parts(r.Case))}: left out, {reason}");
                continue;
            }

            Entry(json, r, MetricId.PrefillTime, MetricId.PrefillTps, r.Case.Prompt, 0, r.Case.Depth);
            // The first token comes with the prompt; the clock of decode runs over the others, on a cache of depth + prompt.
            Entry(json, r, MetricId.DecodeTime, MetricId.DecodeTps, 0, r.Case.Generate - 1, (long)r.Case.Depth + Math.Max(r.Case.Prompt, 1));
            json.Flush();
        }

        json.WriteEndArray();
        json.Flush();
        stream.WriteByte((byte)'\n');
        if (kernels > 0)
            leftOut(string.Create(CultureInfo.InvariantCulture, $"{kernels} record{(kernels == 1 ? "" : "s")} of kernels: left out, llama-bench measures models"));
    }

    private static string? Reason(RunRecord r) =>
        r.Status != CaseStatus.Ok ? $"it is {r.Status.ToString().ToLowerInvariant()}"
        : r.Grade?.Verdict == Verdict.Invalid ? $"it is {GradeMarks.InWords(r)}"
        : r.Anchor is { } repeat ? string.Create(CultureInfo.InvariantCulture, $"it is repeat {repeat.Number} of the anchor")
        : r.Model is null || r.Engine is null ? "it names no model or engine"
        : r.Case.Batch != 1 ? "llama-bench runs one sequence"
        : null;

    private static void Entry(Utf8JsonWriter json, RunRecord r, string time, string rate, int prompt, int generated, long depth)
    {
        if (!r.Statistics.TryGetValue(time, out var seconds) || !r.Statistics.TryGetValue(rate, out var speed))
            return;
        json.WriteStartObject();
        Text("build_commit", r.Environment.Inferbench.Split('+') is [_, { Length: > 0 } commit] ? commit[..Math.Min(commit.Length, 9)] : r.Environment.Inferbench);
        json.WriteNull("build_number");
        Text("cpu_info", r.Environment.Cpu.Model);
        Text("gpu_info", r.Case.Device == "cpu" ? "" : r.Device.Name);
        Text("backends", r.Engine!.Provider);
        Text("model_filename", r.Case.Model);
        Text("model_type", $"{r.Model!.Name} {r.Model.Precision}".TrimEnd());
        json.WriteNumber("model_size", r.Model.Bytes);
        json.WriteNumber("model_n_params", r.Model.Parameters);
        // A prompt goes in as one run.
        json.WriteNumber("n_batch", Math.Max(prompt, 1));
        json.WriteNumber("n_ubatch", Math.Max(prompt, 1));
        json.WriteNumber("n_threads", r.Engine.Threads);
        Text("cpu_mask", "0x0");
        json.WriteBoolean("cpu_strict", false);
        json.WriteNumber("poll", 0);
        string cache = r.Model.Precision is { } p && p.Contains("f16", StringComparison.Ordinal) || r.Model.Precision == "fp16" ? "f16" : "f32";
        Text("type_k", cache);
        Text("type_v", cache);
        json.WriteNumber("n_gpu_layers", r.Case.Device == "cpu" ? 0 : r.Model.Geometry.Layers + 1);
        Text("split_mode", "none");
        json.WriteNumber("main_gpu", 0);
        json.WriteBoolean("no_kv_offload", false);
        json.WriteBoolean("flash_attn", false);
        Text("tensor_split", "0.00");
        Text("tensor_buft_overrides", "none");
        json.WriteBoolean("use_mmap", false);
        json.WriteBoolean("embeddings", false);
        json.WriteNumber("no_op_offload", 0);
        json.WriteNumber("n_prompt", prompt);
        json.WriteNumber("n_gen", generated);
        json.WriteNumber("n_depth", depth);
        Text("test_time", r.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("avg_ns", Nanoseconds(seconds.Mean));
        json.WriteNumber("stddev_ns", Nanoseconds(seconds.StandardDeviation ?? 0));
        json.WriteNumber("avg_ts", speed.Mean);
        json.WriteNumber("stddev_ts", speed.StandardDeviation ?? 0);
        Samples(json, r.Samples.TryGetValue(time, out var samples) ? samples.Values : [], (long)prompt + generated);
        json.WriteEndObject();

        void Text(string name, string value) => json.WriteString(name, value);
    }

    private static void Samples(Utf8JsonWriter json, IReadOnlyList<long> nanoseconds, long tokens)
    {
        json.WriteStartArray("samples_ns");
        foreach (long ns in nanoseconds)
            json.WriteNumberValue(ns);
        json.WriteEndArray();
        json.WriteStartArray("samples_ts");
        foreach (long ns in nanoseconds.Where(ns => ns > 0))
            json.WriteNumberValue(tokens * 1e9 / ns);
        json.WriteEndArray();
    }

    private static decimal Nanoseconds(double seconds) => Math.Abs(seconds) < 1e15 ? Math.Round((decimal)seconds * 1_000_000_000m) : 0;
}
