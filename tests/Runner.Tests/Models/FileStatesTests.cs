using InferBench.Runner.Models;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class FileStatesTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ModelFolder model;
    private readonly FileStates before;

    public FileStatesTests()
    {
        model = ModelFolder.Open(folder.Synthesize(Recipe(Tied, Precision.Int4)));
        File.SetLastWriteTimeUtc(Data, File.GetLastWriteTimeUtc(Data));
        before = FileStates.Of(model);
    }

    public void Dispose() => folder.Dispose();

    private string Data => folder["model", "model.onnx.data"];

    [Fact]
    public void Nothing_changed()
    {
        Assert.Null(before.FindChange());
        Assert.Equal(before.Stamp, FileStates.Of(model).Stamp);
    }

    [Fact]
    public void A_file_that_took_another_s_place_with_its_size_and_time_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells which file it is");
        DateTime written = File.GetLastWriteTimeUtc(Data);
        File.Copy(Data, Data + ".new");
        File.Move(Data + ".new", Data, overwrite: true);
        File.SetLastWriteTimeUtc(Data, written);

        Assert.Equal("model.onnx.data", before.FindChange());
        Assert.NotEqual(before.Stamp, FileStates.Of(model).Stamp);
    }

    [Fact]
    public void A_change_in_place_whose_time_was_put_back_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells when anything of a file was changed");
        DateTime written = File.GetLastWriteTimeUtc(Data);
        using (FileStream data = File.OpenWrite(Data))
            data.WriteByte(1);
        File.SetLastWriteTimeUtc(Data, written);

        Assert.Equal("model.onnx.data", before.FindChange());
    }

    [Fact]
    public void A_file_that_is_gone_is_seen()
    {
        File.Delete(folder["model", "model.onnx"]);

        Assert.Equal("model.onnx", before.FindChange());
    }
}
