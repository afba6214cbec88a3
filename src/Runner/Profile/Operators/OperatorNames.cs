namespace InferBench.Runner.Profile.Operators;

/// <summary>What records call kinds and roles of operators.</summary>
internal static class OperatorNames
{
    public static string Of(OperatorKind kind) => kind == OperatorKind.ControlFlow ? "control_flow" : kind.ToString().ToLowerInvariant();

    public static string Of(OperatorRole role) => role switch
    {
        OperatorRole.Qkv => "qkv_proj",
        OperatorRole.Query => "q_proj",
        OperatorRole.Key => "k_proj",
        OperatorRole.Value => "v_proj",
        OperatorRole.AttentionOutput => "o_proj",
        OperatorRole.GateUp => "gate_up_proj",
        OperatorRole.Gate => "gate_proj",
        OperatorRole.Up => "up_proj",
        OperatorRole.Down => "down_proj",
        OperatorRole.FeedForward => "activation",
        OperatorRole.LmHead => "lm_head",
        _ => role.ToString().ToLowerInvariant(),
    };
}
