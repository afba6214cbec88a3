using System.Buffers.Text;

namespace InferBench.Runner.Store;

/// <summary>
/// Takes the expected text off the front of some JSON. It knows no white space and no escapes: what InferBench writes has none
/// between its members, and a caller leaves any other text to a parser.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    // Of so few digits no number is beyond a double or a long.
    private const int MostDigits = 100, MostExponentDigits = 2, MostWholeDigits = 9, MostLongDigits = 18;

    private readonly ReadOnlySpan<byte> json = json;

    public int At { get; private set; }

    public readonly bool IsAtEnd => At == json.Length;

    public bool Take(ReadOnlySpan<byte> text)
    {
        if (!json[At..].StartsWith(text))
            return false;
        At += text.Length;
        return true;
    }

    /// <summary>A number as RFC 8259 has it, which a double can hold.</summary>
    /// <param name="number">Where it lies; the numbers beside it are not looked at yet.</param>
    public bool TakeNumber(out Range number)
    {
        int start = At;
        number = default;
        Take("-"u8);
        if (Digits() is not (> 0 and <= MostDigits and var whole) || (whole > 1 && json[At - whole] == '0'))
            return false;
        if (Take("."u8) && Digits() == 0)
            return false;
        if (At < json.Length && json[At] is (byte)'e' or (byte)'E')
        {
            At++;
            if (At < json.Length && json[At] is (byte)'+' or (byte)'-')
                At++;
            if (Digits() is not (> 0 and <= MostExponentDigits))
                return false;
        }

        number = start..At;
        return true;
    }

    /// <summary>A number without fraction and exponent, of up to nine digits.</summary>
    public bool TakeWhole(out int number)
    {
        bool taken = TakeLong(MostWholeDigits, out long value);
        number = (int)value;
        return taken;
    }

    /// <summary>A number without fraction and exponent, of up to 18 digits.</summary>
    public bool TakeLong(out long number) => TakeLong(MostLongDigits, out number);

    /// <summary>The number that lies there.</summary>
    public static double Number(ReadOnlySpan<byte> json, Range number) =>
        Utf8Parser.TryParse(json[number], out double value, out _) ? value : throw new ArgumentException("found no number");

    private bool TakeLong(int mostDigits, out long number)
    {
        bool negative = Take("-"u8);
        int start = At;
        number = 0;
        for (; At < json.Length && (uint)(json[At] - '0') <= 9; At++)
        {
            if (At - start == mostDigits)
                return false;
            number = (number * 10) + (json[At] - '0');
        }

        number = negative ? -number : number;
        // A point or an exponent that follows is not what the caller expects next.
        return At - start == 1 || (At > start && json[start] != '0');
    }

    private int Digits()
    {
        int digits = json[At..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? json.Length - At : digits;
        At += digits;
        return digits;
    }
}
