using System.Diagnostics.CodeAnalysis;

namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>Values by the bytes they were read from: the same bytes are read once.</summary>
internal sealed class ByteInterner<T>
{
    private readonly Dictionary<byte[], int> numbers;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> lookup;
    private readonly List<T> values = [];

    public ByteInterner()
    {
        numbers = new(SameBytes.Instance);
        lookup = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public T this[int number] => values[number];

    public int Count => values.Count;

    public bool TryGet(ReadOnlySpan<byte> bytes, out int number) => lookup.TryGetValue(bytes, out number);

    public int Add(ReadOnlySpan<byte> bytes, T value)
    {
        values.Add(value);
        numbers.Add(bytes.ToArray(), values.Count - 1);
        return values.Count - 1;
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static SameBytes Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        // Seeded anew in each process: a file cannot be made to collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
