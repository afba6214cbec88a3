namespace InferBench.Runner.Worker;

/// <summary>Why a case has no figures, in the words of something that may name the user's files.</summary>
public static class Reason
{
    /// <summary>The words on one line, without the folders above the model: those are the user's own and no part of a record.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="modelPath">The model's folder or graph.</param>
    public static string Of(string words, string modelPath)
    {
        string reason = words.ReplaceLineEndings(" ");
        string full = Path.GetFullPath(modelPath), root = Path.GetPathRoot(full)!;
        // A graph may lie below its model's folder, and messages may name files of either.
        for (var folder = Path.GetDirectoryName(full); folder is not null && folder != root; folder = Path.GetDirectoryName(folder))
            reason = reason.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        return reason;
    }
}
