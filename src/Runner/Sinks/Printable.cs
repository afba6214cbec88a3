using System.Globalization;
using System.Text;

namespace InferBench.Runner.Sinks;

/// <summary>Text from files that nobody here wrote, made safe for a terminal.</summary>
public static class Printable
{
    /// <summary>The text on one line; control and formatting characters, which could steer a terminal, as \uXXXX.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (IsUnsafe(c))
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                safe.Append(c);
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
