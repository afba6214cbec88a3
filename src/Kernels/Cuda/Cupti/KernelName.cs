using System.Text;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>Short names of kernels: namespaces and name of the Itanium C++ ABI's mangling, without template arguments and parameters.</summary>
public static class KernelName
{
    /// <returns>Such as <c>cutlass::Kernel2</c>; the name itself where it is not mangled or not of the usual kind.</returns>
    public static string Short(string mangled)
    {
        var reader = new Reader(mangled);
        return reader.TryRead() is { Length: > 0 } name ? name : mangled;
    }

    private ref struct Reader(string text)
    {
        private const int DeepestNesting = 256;
        private int at;

        public string? TryRead()
        {
            if (!text.StartsWith("_Z", StringComparison.Ordinal))
                return null;
            at = 2;
            bool isNested = Take('N');
            var name = new StringBuilder();
            while (at < text.Length)
            {
                char next = text[at];
                if (char.IsAsciiDigit(next))
                {
                    if (Identifier() is not { } part)
                        return null;
                    if (!part.StartsWith("_GLOBAL__N_", StringComparison.Ordinal))
                        name.Append(name.Length == 0 ? "" : "::").Append(part);
                    if (!isNested)
                        break;
                }
                else if (next == 'I')
                {
                    at++;
                    if (!SkipToEnd(0))
                        return null;
                }
                else if (next == 'S')
                {
                    if (at + 1 < text.Length && text[at + 1] == 't')
                        name.Append("std");
                    Substitution();
                }
                else if (next is 'L' or 'K' or 'V' or 'r')
                {
                    at++;
                }
                else if (next == 'E' && isNested)
                {
                    break;
                }
                else
                {
                    // Operators, constructors, lambdas: no kernel has such a name of its own.
                    return null;
                }
            }

            return name.ToString();
        }

        private bool Take(char what)
        {
            if (at >= text.Length || text[at] != what)
                return false;
            at++;
            return true;
        }

        private string? Identifier()
        {
            int length = 0;
            while (at < text.Length && char.IsAsciiDigit(text[at]) && length <= text.Length)
                length = (length * 10) + (text[at++] - '0');
            if (length == 0 || length > text.Length - at)
                return null;
            at += length;
            return text[(at - length)..at];
        }

        private void Substitution()
        {
            at++;
            if (at < text.Length && char.IsAsciiLetterLower(text[at]))
            {
                at++;
                return;
            }

            while (at < text.Length && text[at] != '_')
                at++;
            at++;
        }

        // Past the E that ends what was opened.
        private bool SkipToEnd(int depth)
        {
            while (at < text.Length && depth < DeepestNesting)
            {
                char next = text[at];
                if (char.IsAsciiDigit(next))
                {
                    if (Identifier() is null)
                        return false;
                }
                else if (next == 'L' && at + 1 < text.Length && char.IsAsciiLetterLower(text[at + 1]))
                {
                    // A number: its digits are no length.
                    at = text.IndexOf('E', at) + 1;
                    if (at == 0)
                        return false;
                }
                else if (next == 'L')
                {
                    at++;
                    if (!SkipLiteral(depth + 1))
                        return false;
                }
                else if (next is 'I' or 'N' or 'X' or 'J' or 'F')
                {
                    at++;
                    if (!SkipToEnd(depth + 1))
                        return false;
                }
                else if (next is 'S' or 'T')
                {
                    Substitution();
                }
                else if (next is 'A')
                {
                    at = text.IndexOf('_', at) + 1;
                    if (at == 0)
                        return false;
                }
                else if (next == 'D' && at + 1 < text.Length && text[at + 1] == 'F')
                {
                    // DF16_ and DF16b are types of 16 bits.
                    at = Math.Min(at + 5, text.Length);
                }
                else
                {
                    at++;
                    if (next == 'E')
                        return true;
                }
            }

            return false;
        }

        // A value of an enumeration: its type, then a number.
        private bool SkipLiteral(int depth)
        {
            if (Take('N'))
            {
                if (!SkipToEnd(depth))
                    return false;
            }
            else if (at < text.Length && text[at] is 'S' or 'T')
            {
                Substitution();
            }
            else if (Identifier() is null)
            {
                return false;
            }

            at = text.IndexOf('E', Math.Min(at, text.Length)) + 1;
            return at != 0;
        }
    }
}
