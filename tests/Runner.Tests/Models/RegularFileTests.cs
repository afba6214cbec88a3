using System.ComponentModel;
using System.Diagnostics;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>Every file of a model, replaced by something that is no file.</summary>
public sealed class RegularFileTests : IDisposable
{
    // Only so that a reader that waits for ever fails its test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData(GenAiConfig.FileName)]
    [InlineData(ModelManifest.FileName)]
    [InlineData("tokenizer.json")]
    public async Task A_pipe_among_the_files_is_refused(string file)
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        File.Delete(folder["model", file]);
        MakePipe(folder["model", file]);

        await Refused(folder["model"], $"{folder["model", file]}: is not a regular file but a pipe, a socket or a device");
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx.data")]
    [InlineData(GenAiConfig.FileName)]
    [InlineData(ModelManifest.FileName)]
    [InlineData("tokenizer.json")]
    public async Task A_directory_among_the_files_is_refused(string file)
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        File.Delete(folder["model", file]);
        Directory.CreateDirectory(folder["model", file]);

        await Refused(folder["model"], $"{folder["model", file]}: is a directory; a file is needed there");
    }

    [Fact]
    public async Task A_pipe_for_a_model_is_refused()
    {
        MakePipe(folder["pipe"]);
        File.CreateSymbolicLink(folder["link"], "pipe");

        await Refused(folder["pipe"], $"{folder["pipe"]}: is not a regular file but a pipe, a socket or a device");
        await Refused(folder["link"], $"{folder["link"]}: is not a regular file but a pipe, a socket or a device");
    }

    [Fact]
    public async Task A_device_for_a_model_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices are files on Linux");

        await Refused("/dev/zero", "/dev/zero: is not a regular file but a pipe, a socket or a device");
    }

    [Fact]
    public void Files_are_told_from_nothing()
    {
        File.WriteAllText(folder["file"], "");
        File.CreateSymbolicLink(folder["link"], "file");
        File.CreateSymbolicLink(folder["broken"], "none");

        Assert.True(RegularFile.Exists(folder["file"]));
        Assert.True(RegularFile.Exists(folder["link"]));
        Assert.False(RegularFile.Exists(folder["broken"]));
        Assert.False(RegularFile.Exists(folder["none", "below"]));
        Assert.False(RegularFile.Exists(folder["file", "below"]));
    }

    private static void MakePipe(string path)
    {
        try
        {
            using Process process = Process.Start("mkfifo", [path]);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
        catch (Win32Exception)
        {
            Assert.Skip("there is no mkfifo");
        }
    }

    private static async Task Refused(string path, string message)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        BadInputException e = await Assert.ThrowsAsync<BadInputException>(
            () => Task.Run(() => ModelFolder.Open(path), cancellation).WaitAsync(Patience, cancellation));
        Assert.Equal(message, e.Message);
    }
}
