namespace InferBench.Runner.Inference;

/// <summary>
/// One sequence of a loaded model, with every buffer allocated before the first call. The caller stages input and
/// runs it in separate calls, so that the time of the engine call is known apart from everything else.
/// Staging a token and running allocate no managed memory.
/// </summary>
public interface IInferenceSession : IDisposable
{
    /// <summary>Most tokens, prompt and generated together, that the KV cache holds.</summary>
    int Capacity { get; }

    /// <summary>
    /// Empties the KV cache and stages a whole prompt as the next input. Untimed: may rebind buffers.
    /// </summary>
    /// <param name="ids">[prompt] token ids.</param>
    void StagePrompt(ReadOnlySpan<int> ids);

    /// <summary>Stages the next token as the input, after those already in the KV cache.</summary>
    void StageToken(int id);

    /// <summary>Runs the model over what was staged; returns when <see cref="Logits"/> can be read on the host.</summary>
    void Run();

    /// <summary>[vocabulary] logits of the last position of the last run, in host memory.</summary>
    ReadOnlySpan<float> Logits { get; }
}
