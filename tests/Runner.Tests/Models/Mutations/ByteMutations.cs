namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>Changes that know nothing of what the bytes mean: of the graph, of a config, of a data file.</summary>
internal static class ByteMutations
{
    private static readonly (string Name, Func<Random, byte[], byte[]> Change)[] Changes =
    [
        ("flip one bit", (random, bytes) => Flip(random, bytes, 1)),
        ("flip bits", (random, bytes) => Flip(random, bytes, random.Next(2, 40))),
        ("overwrite bytes", (random, bytes) => Overwrite(random, bytes)),
        ("truncate", (random, bytes) => bytes[..random.Next(bytes.Length)]),
        ("insert a span", (random, bytes) => Insert(random, bytes, Noise(random, random.Next(1, 300)))),
        ("repeat a span", (random, bytes) => Insert(random, bytes, Span(random, bytes))),
        ("delete a span", (random, bytes) => Delete(random, bytes)),
        ("append", (random, bytes) => [.. bytes, .. Noise(random, random.Next(1, 300))]),
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        .. Changes.Select(c => new Mutation($"{c.Name} of a graph", m => Change(m, m.Graph, c.Change))),
        .. Changes.Select(c => new Mutation($"{c.Name} of a graph again", m => Change(m, m.Graph, c.Change))),
        .. Changes.Select(c => new Mutation($"{c.Name} of a config", m => Change(m, m.Pick(m.Configs), c.Change))),
        .. Changes.Select(c => new Mutation($"{c.Name} of data", m => Change(m, m.Data is { Length: > 0 } data ? m.Pick(data) : m.Graph, c.Change))),
    ];

    public static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static void Change(Mutant mutant, string file, Func<Random, byte[], byte[]> change) =>
        mutant.Files[file] = change(mutant.Random, [.. mutant.Files[file]]);

    private static byte[] Flip(Random random, byte[] bytes, int count)
    {
        for (int i = 0; i < count; i++)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Overwrite(Random random, byte[] bytes)
    {
        int start = random.Next(bytes.Length);
        byte[] with = random.Next(3) switch
        {
            0 => Noise(random, 20),
            1 => [.. Enumerable.Repeat((byte)0xff, 12)],
            _ => new byte[12],
        };
        with.AsSpan(0, Math.Min(with.Length, bytes.Length - start)).CopyTo(bytes.AsSpan(start));
        return bytes;
    }

    private static byte[] Insert(Random random, byte[] bytes, byte[] span)
    {
        int at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. span, .. bytes[at..]];
    }

    private static byte[] Span(Random random, byte[] bytes)
    {
        int start = random.Next(bytes.Length);
        return bytes[start..Math.Min(bytes.Length, start + random.Next(1, 300))];
    }

    private static byte[] Delete(Random random, byte[] bytes)
    {
        int start = random.Next(bytes.Length);
        return [.. bytes[..start], .. bytes[Math.Min(bytes.Length, start + random.Next(1, 300))..]];
    }
}
