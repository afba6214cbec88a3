using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Whether a run can use onnxruntime-genai, as far as that is known before anything is made.</summary>
internal static class GenAiEngine
{
    /// <param name="options">What was asked for.</param>
    /// <param name="requested">The plan of it.</param>
    /// <param name="runtime">The loaded ONNX Runtime.</param>
    /// <exception cref="BadInputException">
    /// The library cannot be used, or is not here and no other engine was asked for; or a model has no genai_config.json that can be
    /// used. Where there is another engine, cases of an absent library are skipped with the reason.
    /// </exception>
    public static void Require(RunOptions options, RequestedPlan requested, OrtLibrary runtime)
    {
        if (!options.Engines.Contains(EngineName.GenAi))
            return;
        string flag = options.Name("--engine");
        if (OgaLibrary.Absence() is not { } absence)
            OgaLibrary.Load(runtime);
        else if (options.Engines.Count == 1)
            throw new BadInputException($"{flag}: found '{EngineName.GenAi}', but {absence}; or give --engine {EngineName.Ort}");
        foreach (var group in requested.Plan.Groups.Where(g => g.Shared.Engine == EngineName.GenAi && requested.ByName[g.Shared.Model].Reference.Recipe is null))
            OgaModel.RequireConfig(ModelFolder.Open(group.ModelPath));
    }
}
