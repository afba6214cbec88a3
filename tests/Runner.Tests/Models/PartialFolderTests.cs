using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class PartialFolderTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_killed_processes_left_is_removed_by_the_next_writer()
    {
        foreach (string left in (string[])[".model.abcdefgh.ijk.partial", ".model.01234567.890.partial"])
        {
            Directory.CreateDirectory(folder[left]);
            File.WriteAllText(folder[left, "model.onnx"], "");
        }

        File.WriteAllText(folder[".model.abcdefgh.ijk.partial.lock"], "");

        folder.Synthesize(Recipe(Tied, Precision.Fp32));

        Assert.Equal([folder["model"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_a_living_writer_has_is_kept()
    {
        using PartialFolder living = new(folder["model"]);
        File.WriteAllText(Path.Combine(living.Path, "model.onnx"), "half");

        foreach (int _ in (int[])[1, 2])
        {
            using PartialFolder another = new(folder["model"]);
            Assert.NotEqual(living.Path, another.Path);
        }

        Assert.Equal("half", File.ReadAllText(Path.Combine(living.Path, "model.onnx")));
        living.Keep();
        Assert.Equal("half", File.ReadAllText(folder["model", "model.onnx"]));
    }

    [Fact]
    public void Only_leftovers_of_this_folder_are_removed()
    {
        string[] others = [".model.mine.partial", ".model.b.abcdefgh.ijk.partial", ".models.abcdefgh.ijk.partial", "model.abcdefgh.ijk.partial"];
        foreach (string other in others)
            Directory.CreateDirectory(folder[other]);

        folder.Synthesize(Recipe(Tied, Precision.Fp32));

        Assert.All(others, other => Assert.True(Directory.Exists(folder[other]), other));
    }
}
