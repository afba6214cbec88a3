using System.Security.Cryptography;
using System.Text;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>A synthetic model without its manifest stands for one that was made elsewhere.</summary>
public sealed class ModelHashTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string model;
    private readonly string synthetic;

    public ModelHashTests()
    {
        model = folder.Synthesize(Recipe(Tied, Precision.Int4));
        synthetic = ModelFolder.Open(model).Info.Hash!;
        File.Delete(Path.Combine(model, ModelManifest.FileName));

        // A time that .NET can put back: it has ticks of 100 ns.
        File.SetLastWriteTimeUtc(Data, File.GetLastWriteTimeUtc(Data));
    }

    public void Dispose() => folder.Dispose();

    private string Data => Path.Combine(model, "model.onnx.data");

    private string Cache => folder["cache"];

    private string Entry => Assert.Single(Directory.GetFiles(Path.Combine(Cache, "hashes")));

    private string Hash(Action<string>? notify = null) => ModelHash.Of(ModelFolder.Open(model), Cache, notify, TestContext.Current.CancellationToken);

    [Fact]
    public void It_is_that_of_the_manifest_and_of_sha256sum()
    {
        string lines = string.Concat(((string[])["model.onnx", "model.onnx.data"]).Select(
            name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(model, name))))}  {name}\n"));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), Hash());
        Assert.Equal(synthetic, Hash());
    }

    [Fact]
    public void A_graph_given_by_its_file_has_the_same_hash() => Assert.Equal(
        synthetic, ModelHash.Of(ModelFolder.Open(Path.Combine(model, "model.onnx")), Cache, cancellation: TestContext.Current.CancellationToken));

    [Fact]
    public void The_manifest_of_a_synthetic_model_is_not_believed()
    {
        string other = folder.Synthesize(Recipe(Tied, Precision.Int4), "other"), manifest = Path.Combine(other, ModelManifest.FileName);
        string Of() => ModelHash.Of(ModelFolder.Open(other), Cache, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(synthetic, Of());
        string sha256 = ModelManifest.Read(other)!.Files.Single(f => f.Name == "model.onnx.data").Sha256;
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace($"\"sha256\": \"{sha256}", $"\"sha256\": \"{new string('0', 64)}", StringComparison.Ordinal));

        var e = Assert.Throws<BadInputException>(Of);

        Assert.Equal($"{other}: its files are not those that inferbench-model.json tells of; make the model again", e.Message);
    }

    [Fact]
    public void It_is_remembered_while_size_and_times_stay()
    {
        Hash();
        string whole = File.ReadAllText(Entry), forged = whole.Replace(Known("model.onnx.data"), new string('0', 64), StringComparison.Ordinal);
        File.WriteAllText(Entry, forged);

        Assert.NotEqual(synthetic, Hash());
        Assert.Equal(forged, File.ReadAllText(Entry));
    }

    [Fact]
    public void It_is_computed_again_when_a_change_hides_its_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells when anything of a file was changed");
        Hash();
        ChangeByte(keepTimes: true);

        Assert.NotEqual(synthetic, Hash());
    }

    [Fact]
    public async Task Files_that_change_while_they_are_read_have_none()
    {
        using CancellationTokenSource done = new();
        using ManualResetEventSlim begun = new();
        using (FileStream data = File.OpenWrite(Data))
            data.SetLength(256 << 20);
        ModelFolder opened = ModelFolder.Open(model);
        Task writing = Task.Factory.StartNew(
            () =>
            {
                using FileStream data = new(Data, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                for (; !done.IsCancellationRequested; begun.Set())
                    data.WriteByte(0);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        begun.Wait(TestContext.Current.CancellationToken);

        var e = Assert.Throws<BadInputException>(() => ModelHash.Of(opened, Cache, cancellation: TestContext.Current.CancellationToken));

        await done.CancelAsync();
        await writing;
        Assert.EndsWith("it or its data changed while it was read; try again when nothing writes to it", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public void It_is_computed_again_when_a_file_was_written()
    {
        Hash();
        ChangeByte(keepTimes: false);

        string changed = Hash();

        Assert.NotEqual(synthetic, changed);
        Assert.Equal(changed, Hash());
    }

    [Fact]
    public void It_is_computed_again_when_another_file_took_the_place()
    {
        Hash();
        DateTime written = File.GetLastWriteTimeUtc(Data);
        File.Copy(Data, Data + ".new");
        Change(Data + ".new");
        File.Move(Data + ".new", Data, overwrite: true);
        File.SetLastWriteTimeUtc(Data, written);

        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells which file it is");
        Assert.NotEqual(synthetic, Hash());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"version\": 2, \"graph\": null, \"files\": [null]}")]
    public void A_damaged_entry_is_replaced(string text)
    {
        Hash();
        string whole = File.ReadAllText(Entry);
        File.WriteAllText(Entry, text);

        Assert.Equal(synthetic, Hash());
        Assert.Equal(whole, File.ReadAllText(Entry));
    }

    [Theory]
    [InlineData("\"version\": 2", "\"version\": 1")]
    [InlineData("model.onnx\",\n  \"files\"", "other.onnx\",\n  \"files\"")]
    [InlineData("\"sha256\": \"", "\"sha256\": \"0")]
    [InlineData("\"sha256\": \"", "\"sha\": \"")]
    [InlineData("\"name\": \"model.onnx.data\"", "\"name\": \"../model.onnx.data\"")]
    public void An_entry_that_says_something_else_is_not_trusted(string old, string changed)
    {
        Hash();
        string whole = File.ReadAllText(Entry);
        Assert.Contains(old, whole, StringComparison.Ordinal);
        File.WriteAllText(Entry, whole.Replace(old, changed, StringComparison.Ordinal));

        Assert.Equal(synthetic, Hash());
        Assert.Equal(whole, File.ReadAllText(Entry));
    }

    [Fact]
    public void Nothing_is_remembered_of_what_was_not_read_to_its_end()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ModelHash.Of(ModelFolder.Open(model), Cache, cancellation: cancelled.Token));
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_costs_a_word_only()
    {
        File.WriteAllText(Cache, "a file in its place");
        List<string> told = [];

        Assert.Equal(synthetic, Hash(told.Add));
        Assert.StartsWith("model: its hash cannot be remembered: ", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void Verifying_reads_everything_again_and_forgets_the_old_state_only_when_told_to()
    {
        Assert.Equal([FileState.New, FileState.New], Verify().Found.Files.Select(f => f.State));
        Hash();
        Assert.Equal([FileState.Ok, FileState.Ok], Verify().Found.Files.Select(f => f.State));
        ChangeByte(keepTimes: true);

        var (found, hash, keep) = Verify();

        Assert.Equal(("cache", false), (found.Against, found.Intact));
        Assert.Equal([new("model.onnx", FileState.Ok), new("model.onnx.data", FileState.Differs)], found.Files);
        Assert.NotEqual(synthetic, hash);
        Assert.False(Verify().Found.Intact);
        keep();
        Assert.True(Verify().Found.Intact);
        Assert.Equal(hash, Hash());
    }

    [Theory]
    [InlineData("model.onnx.data", FileState.Differs)]
    [InlineData("genai_config.json", FileState.Differs)]
    [InlineData("tokenizer.json", FileState.Missing)]
    public void A_synthetic_model_is_compared_with_its_manifest(string name, FileState state)
    {
        string made = folder.Synthesize(Recipe(Tied, Precision.Int4), "made"), path = Path.Combine(made, name);
        Assert.True(ModelVerifier.AgainstManifest(made, TestContext.Current.CancellationToken)!.Value.Found.Intact);
        if (state == FileState.Missing)
            File.Delete(path);
        else
            Change(path);

        var (found, recipe) = ModelVerifier.AgainstManifest(made, TestContext.Current.CancellationToken)!.Value;

        Assert.Equal(("manifest", false), (found.Against, found.Intact));
        Assert.Equal([new VerifiedFile(name, state)], found.Files.Where(f => f.State != FileState.Ok));
        Assert.Equal(5, found.Files.Count);
        Assert.Null(recipe);
    }

    [Fact]
    public void The_recipe_of_a_preset_is_told_with_it()
    {
        ModelRecipe recipe = Recipe(PresetCatalog.Get("llama-15m"), Precision.Int4);

        Assert.Equal(recipe, ModelVerifier.AgainstManifest(folder.Synthesize(recipe, "preset"), TestContext.Current.CancellationToken)!.Value.Recipe);
    }

    [Fact]
    public void A_folder_without_a_manifest_has_none_to_compare_with() =>
        Assert.Null(ModelVerifier.AgainstManifest(model, TestContext.Current.CancellationToken));

    private string Known(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(model, name))));

    private (ModelVerification Found, string Hash, Action Keep) Verify() =>
        ModelVerifier.AgainstCache(ModelFolder.Open(model), Cache, cancellation: TestContext.Current.CancellationToken);

    private void ChangeByte(bool keepTimes)
    {
        DateTime written = File.GetLastWriteTimeUtc(Data);
        Change(Data);
        File.SetLastWriteTimeUtc(Data, keepTimes ? written : written.AddTicks(1));
    }

    private static void Change(string path)
    {
        using FileStream file = new(path, FileMode.Open);
        file.Seek(file.Length / 2, SeekOrigin.Begin);
        int old = file.ReadByte();
        file.Seek(-1, SeekOrigin.Current);
        file.WriteByte((byte)(old ^ 1));
    }
}
