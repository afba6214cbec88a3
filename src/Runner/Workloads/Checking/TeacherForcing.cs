using InferBench.Runner.Inference;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>Runs a session on given tokens, whatever it would choose itself.</summary>
internal static class TeacherForcing
{
    /// <summary>Runs a prompt, then one token after another.</summary>
    /// <param name="session">A new session with room for all of it; every sequence is fed the same.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="prompt">How many of them are the prompt.</param>
    /// <param name="goesOn">Whether to go on after this many steps.</param>
    /// <returns>[1 + steps][vocabulary] logits of the first sequence.</returns>
    public static IReadOnlyList<float[]> Run(IInferenceSession session, ReadOnlySpan<int> ids, int prompt, Func<int, bool> goesOn)
    {
        int[] repeated = new int[session.Batch * prompt];
        for (int sequence = 0; sequence < session.Batch; sequence++)
            ids[..prompt].CopyTo(repeated.AsSpan(sequence * prompt));
        session.StagePrompt(repeated);
        session.Run();
        List<float[]> logits = [session.Logits(0).ToArray()];
        int[] next = new int[session.Batch];
        for (int i = prompt; i < ids.Length && goesOn(i - prompt); i++)
        {
            Array.Fill(next, ids[i]);
            session.StageTokens(next);
            session.Run();
            logits.Add(session.Logits(0).ToArray());
        }

        return logits;
    }
}
