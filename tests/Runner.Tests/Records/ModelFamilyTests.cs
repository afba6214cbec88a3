using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class ModelFamilyTests
{
    [Theory]
    [InlineData("synth:llama-110m:int4-f16", "synth:llama-110m:int4")]
    [InlineData("synth:llama-110m:int8-f16:block=64", "synth:llama-110m:int8:block=64")]
    [InlineData("llama:int4-f16", "llama:int4")]
    [InlineData("llama:fp16", "llama:fp16")]
    [InlineData("int4-f16", "int4-f16")]
    [InlineData("llama/onnx/model_q4f16.onnx", "llama/onnx/model_q4f16.onnx")]
    public void Variants_of_the_same_rounding_have_one_stem(string model, string stem) => Assert.Equal(stem, ModelFamily.Stem(model));
}
