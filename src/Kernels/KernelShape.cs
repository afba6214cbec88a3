using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InferBench.Kernels;

/// <summary>Sizes of one problem, such as <c>1024x1024x1024</c>. What each means is its ladder's to say.</summary>
public sealed class KernelShape : IEquatable<KernelShape>
{
    private readonly int[] sizes;

    /// <param name="sizes">One or more, each 1 or more.</param>
    /// <exception cref="ArgumentException">There is none, or one is below 1.</exception>
    public KernelShape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty || sizes.ContainsAnyInRange(int.MinValue, 0))
            throw new ArgumentException($"found sizes {string.Join('x', sizes.ToArray())}, allowed are one or more of 1 or more");
        this.sizes = sizes.ToArray();
    }

    /// <summary>How many sizes there are.</summary>
    public int Count => sizes.Length;

    /// <summary>The size at this place, from 0.</summary>
    public int this[int index] => sizes[index];

    /// <summary>Reads sizes with <c>x</c> between them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KernelShape? shape)
    {
        string[] parts = text.Split('x');
        var sizes = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) || sizes[i] < 1)
            {
                shape = null;
                return false;
            }
        }

        shape = new(sizes);
        return true;
    }

    public bool Equals(KernelShape? other) => other is not null && sizes.AsSpan().SequenceEqual(other.sizes);

    public override bool Equals(object? obj) => Equals(obj as KernelShape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int size in sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>The sizes with <c>x</c> between them.</summary>
    public override string ToString() => string.Join('x', sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
