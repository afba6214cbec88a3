namespace InferBench.Runner.Devices;

/// <summary>What to do about a finding: one command that mends it or, where no command can, advice.</summary>
public sealed record Mend
{
    private Mend(string text, bool isCommand) => (Text, IsCommand) = (text, isCommand);

    /// <summary>The command to paste into a shell, or a sentence.</summary>
    public string Text { get; }

    public bool IsCommand { get; }

    public static Mend Command(string line) => new(line, isCommand: true);

    public static Mend Advice(string sentence) => new(sentence, isCommand: false);

    /// <summary>The same, followed by a command that needs it done.</summary>
    public Mend Then(string command) =>
        new(IsCommand ? $"{Text} && {command}" : $"{Text}, then run {command}", IsCommand);

    /// <summary><c>$ command</c>, or the advice as it is.</summary>
    public override string ToString() => IsCommand ? "$ " + Text : Text;
}
