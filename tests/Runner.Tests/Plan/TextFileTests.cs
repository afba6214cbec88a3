using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Plan;

public sealed class TextFileTests : IDisposable
{
    private const string Flag = "--eval-text";
    private readonly TestFolder folder = new();

    private string Problem(byte[] content)
    {
        File.WriteAllBytes(folder["t"], content);
        string message = Assert.Throws<BadInputException>(() => TextFile.Read(Flag, folder["t"])).Message;
        Assert.StartsWith($"{Flag} {folder["t"]}: ", message, StringComparison.Ordinal);
        return message[$"{Flag} {folder["t"]}: ".Length..];
    }

    [Fact]
    public void A_text_is_its_bytes_without_the_mark_before_it()
    {
        File.WriteAllBytes(folder["t"], [0xEF, 0xBB, 0xBF, .. "é€😀"u8]);

        var text = TextFile.Read(Flag, folder["t"]);

        Assert.Equal("é€😀"u8.ToArray(), text.Utf8);
        // As sha256sum prints it, of the whole file.
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["t"]))), text.Sha256);
    }

    [Fact]
    public void What_is_no_text_is_named_with_its_place()
    {
        Assert.Equal("found an empty file, allowed is text in UTF-8; give one that holds some", Problem([]));
        Assert.Equal("found an empty file, allowed is text in UTF-8; give one that holds some", Problem([0xEF, 0xBB, 0xBF]));
        Assert.Equal("byte 3: found byte 0xFF, which begins no character, allowed is text in UTF-8; save it as such", Problem([.. "aé"u8, 0xFF, 0]));
        Assert.Equal("byte 1: found byte 0xC3, which begins no character, allowed is text in UTF-8; save it as such", Problem([(byte)'a', 0xC3]));
        Assert.Equal("byte 4: found a zero byte, allowed is text in UTF-8; save it as such", Problem([0xEF, 0xBB, 0xBF, (byte)'a', 0, 0xFF]));
        // A surrogate, and a character written in more bytes than it takes.
        Assert.StartsWith("byte 0: ", Problem([0xED, 0xA0, 0x80]), StringComparison.Ordinal);
        Assert.StartsWith("byte 0: ", Problem([0xC0, 0x80]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_file_is_taken_and_a_larger_one_is_not()
    {
        byte[] content = new byte[TextFile.MostBytes + 1];
        content.AsSpan().Fill((byte)'a');
        Assert.Equal("found more than 4 MiB, allowed is as much; give a shorter text", Problem(content));
        File.WriteAllBytes(folder["t"], content[1..]);
        Assert.Equal(TextFile.MostBytes, TextFile.Read(Flag, folder["t"]).Utf8.Length);
    }

    [Fact]
    public void What_is_no_file_is_refused()
    {
        Assert.Contains("/none: not found", Assert.Throws<BadInputException>(() => TextFile.Read(Flag, folder["none"])).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{Flag} ", Assert.Throws<BadInputException>(() => TextFile.Read(Flag, folder.Path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{Flag}: found '../t', allowed is a file inside the plan's folder", Assert.Throws<BadInputException>(() => TextFile.Read(Flag, "../t", folder.Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
