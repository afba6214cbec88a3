namespace InferBench.Runner.Records;

/// <summary>
/// Settings of the engine's session by key, sorted, such as <c>session.intra_op.allow_spinning</c> to <c>0</c>. Sets with
/// equal entries are equal. Filled once, before anything compares it.
/// </summary>
public sealed class SessionOptions() : SortedDictionary<string, string>(StringComparer.Ordinal), IEquatable<SessionOptions>
{
    public bool Equals(SessionOptions? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as SessionOptions);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>As on the command line: <c>KEY=VALUE</c>, with spaces between.</summary>
    public override string ToString() => string.Join(' ', this.Select(option => $"{option.Key}={option.Value}"));
}
