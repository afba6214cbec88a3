using InferBench.Runner.Profile.Operators;

namespace InferBench.Runner.Tests.Profile.Operators;

public sealed class OperatorPlaceTests
{
    [Theory]
    [InlineData("/model/embed_tokens/Gather", null, nameof(OperatorRole.Embedding))]
    [InlineData("/model/attn_mask_reformat/attn_mask_subgraph/Sub/Cast", null, nameof(OperatorRole.Mask))]
    [InlineData("/model/layers.3/input_layernorm/LayerNorm", 3, nameof(OperatorRole.Norm))]
    [InlineData("/model/layers.3/post_attention_layernorm/SkipLayerNorm", 3, nameof(OperatorRole.Norm))]
    [InlineData("/model/layers.4/final_norm_layernorm/SkipLayerNorm", null, nameof(OperatorRole.Norm))]
    [InlineData("/model/layers.3/attn/q_norm/LayerNorm", 3, nameof(OperatorRole.Norm))]
    [InlineData("/model/layers.3/attn/qkv_proj/MatMul_Q4", 3, nameof(OperatorRole.Qkv))]
    [InlineData("/model/layers.3/attn/q_proj/MatMul", 3, nameof(OperatorRole.Query))]
    [InlineData("/model/layers.3/self_attn/k_proj/MatMul", 3, nameof(OperatorRole.Key))]
    [InlineData("model.layers.3.self_attn.v_proj.MatMul", 3, nameof(OperatorRole.Value))]
    [InlineData("/model/layers.3/attn/o_proj/MatMul_Q8", 3, nameof(OperatorRole.AttentionOutput))]
    [InlineData("/model/layers.3/self_attn/MatMul_1", 3, nameof(OperatorRole.Attention))]
    [InlineData("/model/layers.3/self_attn/rotary_emb/Cos", 3, nameof(OperatorRole.Rotary))]
    [InlineData("/model/layers.3/mlp/gate_proj/MatMul", 3, nameof(OperatorRole.Gate))]
    [InlineData("/model/layers.3/mlp/gate_up_proj/MatMul", 3, nameof(OperatorRole.GateUp))]
    [InlineData("/model/layers.3/mlp/up_proj/MatMul", 3, nameof(OperatorRole.Up))]
    [InlineData("/model/layers.3/mlp/down_proj/MatMul", 3, nameof(OperatorRole.Down))]
    [InlineData("/model/layers.3/mlp/act_fn/Mul/QuickGeluFusion/", 3, nameof(OperatorRole.FeedForward))]
    [InlineData("/transformer/h.3/attn/c_attn/Gemm", 3, nameof(OperatorRole.Qkv))]
    [InlineData("/transformer/h.3/attn/c_proj/Gemm", 3, nameof(OperatorRole.AttentionOutput))]
    [InlineData("h.3.mlp.c_fc.Gemm", 3, nameof(OperatorRole.Up))]
    [InlineData("/transformer/h.3/mlp/c_proj/Gemm", 3, nameof(OperatorRole.Down))]
    [InlineData("/lm_head/MatMul_Q4", null, nameof(OperatorRole.LmHead))]
    [InlineData("Memcpy_token_12", null, nameof(OperatorRole.Other))]
    [InlineData("", null, nameof(OperatorRole.Other))]
    public void Names_tell_layer_and_role(string name, int? layer, string role)
    {
        var place = OperatorPlace.Of(name, OperatorKind.MatMul, null, layers: 4);

        Assert.Equal((layer, role), (place.Layer, place.Role.ToString()));
    }

    [Fact]
    public void An_attention_operator_is_attention_whatever_its_name() =>
        Assert.Equal(new(null, OperatorRole.Attention), OperatorPlace.Of("fused_7", OperatorKind.Attention, null, 4));
}
