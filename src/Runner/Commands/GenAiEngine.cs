using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Whether a run can use onnxruntime-genai, as far as that is known before anything is made.</summary>
internal static class GenAiEngine
{
    /// <param name="requested">The plan, in which cases of an absent library are skipped.</param>
    /// <param name="runtime">The loaded ONNX Runtime.</param>
    /// <returns>The library; null where no case needs it.</returns>
    /// <exception cref="BadInputException">The library cannot be used, or a model has no genai_config.json that can be used.</exception>
    public static OgaLibrary? Require(RequestedPlan requested, OrtLibrary runtime)
    {
        var groups = requested.Plan.Groups.Where(g => g.Shared.Engine == EngineName.GenAi && !g.IsAbsent).ToArray();
        if (groups.Length == 0)
            return null;
        var library = OgaLibrary.Load(runtime);
        foreach (var group in groups.Where(g => requested.ByName[g.Shared.Model].Reference.Recipe is null))
            OgaModel.RequireConfig(ModelFolder.Open(group.ModelPath));
        return library;
    }
}
