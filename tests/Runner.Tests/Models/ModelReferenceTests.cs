using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("synth:llama-15m", "synth:llama-15m:fp32")]
    [InlineData("synth:llama-15m:int4", "synth:llama-15m:int4")]
    [InlineData("synth:llama-15m:int4:block=32:seed=0:logits=last", "synth:llama-15m:int4")]
    [InlineData("synth:llama-2-7b:int4:logits=all:seed=3:block=128", "synth:llama-2-7b:int4:block=128:seed=3:logits=all")]
    [InlineData("synth:llama-15m:seed=9", "synth:llama-15m:fp32:seed=9")]
    [InlineData("synth:llama-15m:int8-f16:block=16", "synth:llama-15m:int8-f16:block=16")]
    [InlineData("synth:llama-15m:fp16", "synth:llama-15m:fp16")]
    [InlineData("models/some-folder", "models/some-folder")]
    public void A_reference_is_written_in_its_shortest_form(string given, string expected)
    {
        ModelReference reference = ModelReference.Parse(given);

        Assert.Equal(expected, reference.ToString());
        Assert.Equal(reference, ModelReference.Parse(expected));
    }

    [Theory]
    [InlineData("synth:llama-15m", "synth:llama-15m:fp32")]
    [InlineData("synth:llama-15m", "synth:llama-15m:seed=0:logits=last")]
    [InlineData("synth:llama-15m:int4:seed=007", "synth:llama-15m:int4:block=032:seed=7")]
    public void Two_ways_to_write_one_recipe_are_equal_and_give_the_same_text(string one, string other)
    {
        ModelReference first = ModelReference.Parse(one), second = ModelReference.Parse(other);

        Assert.Equal(first, second);
        Assert.Equal(first.ToString(), second.ToString());
    }

    [Fact]
    public void A_block_size_without_effect_makes_no_other_reference()
    {
        ModelRecipe recipe = new() { Preset = PresetCatalog.Get("llama-15m"), BlockSize = 64 };

        Assert.Equal(ModelReference.Parse("synth:llama-15m:fp32"), ModelReference.To(recipe));
        Assert.Equal("synth:llama-15m:fp32", ModelReference.To(recipe).ToString());
    }

    [Fact]
    public void Options_reach_the_recipe()
    {
        ModelRecipe recipe = ModelReference.Parse("synth:llama-2-7b:int4:block=64:seed=5:logits=all").Recipe!;

        Assert.Equal(
            new ModelRecipe
            {
                Preset = PresetCatalog.Get("llama-2-7b"),
                Precision = Precision.Int4,
                BlockSize = 64,
                Seed = 5,
                Logits = LogitsScope.All,
            },
            recipe);
    }

    [Theory]
    [InlineData("", "--model: is empty; give a model folder, an .onnx file or synth:PRESET[:PRECISION]")]
    [InlineData("synth:llama-15m:int5", "synth:llama-15m:int5: unknown precision 'int5' (did you mean int8?); allowed: fp32, fp16, int8, int8-f16, int4, int4-f16")]
    [InlineData("synth:llama-15m:bf16", "synth:llama-15m:bf16: unknown precision 'bf16'; allowed: fp32, fp16, int8, int8-f16, int4, int4-f16")]
    [InlineData(
        "synth:llama-15m:fp16:block=32",
        "synth:llama-15m:fp16:block=32: cannot use 'block=32'; allowed after the precision are block=N (quantised precisions), seed=N (from 0) and logits=last|all")]
    [InlineData(
        "synth:gpt2",
        "synth:gpt2: unknown preset 'gpt2'; allowed: llama-15m, llama-110m, tinyllama-1.1b, llama-3.2-1b, llama-3.2-3b, llama-2-7b, llama-3.1-8b")]
    [InlineData(
        "synth:llama-15m:int4:blok=32",
        "synth:llama-15m:int4:blok=32: cannot use 'blok=32'; allowed after the precision are block=N (quantised precisions), seed=N (from 0) and logits=last|all")]
    [InlineData(
        "synth:llama-15m:fp32:block=32",
        "synth:llama-15m:fp32:block=32: cannot use 'block=32'; allowed after the precision are block=N (quantised precisions), seed=N (from 0) and logits=last|all")]
    [InlineData(
        "synth:llama-15m:seed=-1",
        "synth:llama-15m:seed=-1: cannot use 'seed=-1'; allowed after the precision are block=N (quantised precisions), seed=N (from 0) and logits=last|all")]
    [InlineData(
        "synth:llama-2-7b:int4:block=48",
        "synth:llama-2-7b:int4:block=48: block size 48: allowed are 16, 32, 64, 128, 256")]
    [InlineData(
        "synth:llama-15m:int4:block=64",
        "synth:llama-15m:int4:block=64: block size 64: does not divide the width 288 of llama-15m, whose embedding is its output projection; allowed for this preset: 16, 32")]
    public void A_reference_that_cannot_be_used_says_why(string given, string message)
    {
        BadInputException e = Assert.Throws<BadInputException>(() => ModelReference.Parse(given));

        Assert.Equal(message, e.Message);
    }
}
