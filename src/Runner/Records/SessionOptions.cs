namespace InferBench.Runner.Records;

/// <summary>
/// Settings of the engine's session by key, sorted, such as <c>session.intra_op.allow_spinning</c> to <c>0</c>, and of a device's
/// execution provider, whose keys begin with the device's kind, such as <c>cuda.enable_cuda_graph</c> to <c>1</c>. Sets with equal
/// entries are equal. Filled once, before anything compares it.
/// </summary>
public sealed class SessionOptions() : SortedDictionary<string, string>(StringComparer.Ordinal), IEquatable<SessionOptions>
{
    // What the keys of sessions themselves begin with.
    private static readonly string[] OwnKinds = ["session", "mlas", "optimization"];

    /// <summary>Settings of the session itself.</summary>
    public IEnumerable<KeyValuePair<string, string>> OfSession => this.Where(option => OwnKinds.Contains(KindOf(option.Key)));

    /// <summary>Whether a key is one of a device's provider, and not of the session.</summary>
    public static bool IsOfProvider(string key) => !OwnKinds.Contains(KindOf(key));

    /// <summary>What a device's name or a key begins with: <c>cuda</c> of <c>cuda:0</c> and of <c>cuda.use_tf32</c>.</summary>
    public static string KindOf(string name) => name.Split(':', '.')[0];

    /// <summary>Settings of a device's provider, with keys as the provider knows them.</summary>
    public IEnumerable<KeyValuePair<string, string>> OfProvider(string device) =>
        from option in this
        where IsOfProvider(option.Key) && KindOf(option.Key) == KindOf(device)
        select KeyValuePair.Create(option.Key[(KindOf(device).Length + 1)..], option.Value);

    /// <summary>These without the settings of other devices; null where none is left.</summary>
    public SessionOptions? For(string device)
    {
        var own = new SessionOptions();
        foreach (var (key, value) in this.Where(option => !IsOfProvider(option.Key) || KindOf(option.Key) == KindOf(device)))
            own.Add(key, value);
        return own.Count > 0 ? own : null;
    }

    public bool Equals(SessionOptions? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as SessionOptions);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>As on the command line: <c>KEY=VALUE</c>, with spaces between.</summary>
    public override string ToString() => string.Join(' ', this.Select(option => $"{option.Key}={option.Value}"));
}
