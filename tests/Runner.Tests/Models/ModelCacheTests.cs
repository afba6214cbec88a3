using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelCacheTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ModelCache cache;
    private readonly List<string> notices = [];
    private readonly ModelReference reference = ModelReference.To(Recipe(Tied, Precision.Int4));

    public ModelCacheTests() => cache = new ModelCache(folder.Path);

    private string ModelPath => folder["tiny-tied-int4-b32-s7-last"];

    private string Data => Path.Combine(ModelPath, "model.onnx.data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_is_made_once_and_then_reused()
    {
        ModelFolder first = Open();
        DateTime made = File.GetLastWriteTimeUtc(Data);
        ModelFolder second = Open();

        Assert.Equal(Path.Combine(ModelPath, "model.onnx"), first.GraphPath);
        Assert.Equal(first.Info, second.Info);
        Assert.Equal(made, File.GetLastWriteTimeUtc(Data));
        Assert.Equal([$"synth:tiny-tied:int4:seed=7: not made yet; making it in {ModelPath}"], notices);
    }

    [Fact]
    public void Recipes_are_kept_apart()
    {
        ModelRecipe recipe = reference.Recipe!;
        string[] paths =
        [
            cache.PathOf(recipe),
            cache.PathOf(recipe with { BlockSize = 16 }),
            cache.PathOf(recipe with { Seed = 8 }),
            cache.PathOf(recipe with { Logits = LogitsScope.All }),
            cache.PathOf(recipe with { Precision = Precision.Fp32 }),
            cache.PathOf(recipe with { Precision = Precision.Fp16 }),
            cache.PathOf(recipe with { Precision = Precision.Int8F16, BlockSize = 64 }),
        ];

        Assert.Equal(
            ["tiny-tied-int4-b32-s7-last", "tiny-tied-int4-b16-s7-last", "tiny-tied-int4-b32-s8-last", "tiny-tied-int4-b32-s7-all", "tiny-tied-fp32-s7-last",
                "tiny-tied-fp16-s7-last", "tiny-tied-int8-f16-b64-s7-last"],
            paths.Select(Path.GetFileName));
    }

    [Fact]
    public void A_truncated_model_is_made_again()
    {
        Open();
        long size = new FileInfo(Data).Length;
        Change(stream => stream.SetLength(size - 1));

        Reopened($"model.onnx.data has {size - 1} bytes, not the {size} it was made with");
    }

    [Fact]
    public void A_changed_first_byte_is_noticed()
    {
        Open();
        Change(stream => stream.WriteByte(0xFF));

        Reopened("the first MiB of model.onnx.data is not what it was made with");
    }

    [Fact]
    public void A_changed_last_byte_of_a_large_model_is_noticed()
    {
        ModelReference large = ModelReference.Parse("synth:llama-15m:int4");
        ModelFolder made = cache.Open(large, cancellation: TestContext.Current.CancellationToken);
        using (FileStream stream = File.Open(made.Files[1], FileMode.Open))
        {
            stream.Seek(-1, SeekOrigin.End);
            int last = stream.ReadByte();
            stream.Seek(-1, SeekOrigin.End);
            stream.WriteByte((byte)(last ^ 1));
        }

        ModelFolder again = cache.Open(large, notify: notices.Add, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(made.Info, again.Info);
        Assert.Equal(
            [$"{large}: the last MiB of model.onnx.data is not what it was made with; making it in {folder["llama-15m-int4-b32-s0-last"]}"], notices);
    }

    [Fact]
    public void A_missing_file_is_noticed()
    {
        Open();
        File.Delete(Path.Combine(ModelPath, "tokenizer.json"));

        Reopened("tokenizer.json is missing");
    }

    [Fact]
    public void A_folder_without_manifest_is_not_trusted()
    {
        Open();
        File.Delete(Path.Combine(ModelPath, ModelManifest.FileName));

        Reopened($"{ModelPath} has no {ModelManifest.FileName}");
    }

    [Fact]
    public void A_manifest_that_names_other_folders_is_not_trusted()
    {
        Open();
        string manifest = Path.Combine(ModelPath, ModelManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"model.onnx.data\"", "\"../model.onnx.data\"", StringComparison.Ordinal));

        Reopened($"{manifest}: names the file '../model.onnx.data', which is not inside the model's folder; refused");
    }

    [Theory]
    [InlineData("\"generator\": 3", "\"generator\": 2")]
    [InlineData("\"rope_theta\": 10000", "\"rope_theta\": 9000")]
    public void A_model_of_another_version_is_made_again(string found, string given)
    {
        Open();
        string manifest = Path.Combine(ModelPath, ModelManifest.FileName), text = File.ReadAllText(manifest);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(manifest, text.Replace(found, given, StringComparison.Ordinal));

        Reopened($"{ModelPath} was made by another version of inferbench");
    }

    [Fact]
    public async Task Two_at_once_make_it_once()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        int made = 0;
        void Count(string notice) => Interlocked.Add(ref made, notice.Contains("making it", StringComparison.Ordinal) ? 1 : 0);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => cache.Open(reference, notify: Count, cancellation: cancellation), cancellation)));

        Assert.Equal(1, made);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed()
    {
        string left = folder[".tiny-tied-int4-b32-s7-last.abcdefgh.ijk.partial"];
        Directory.CreateDirectory(left);

        Open();

        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void A_block_size_without_effect_does_not_make_a_model_again()
    {
        ModelRecipe recipe = Recipe(Tied, Precision.Fp32);
        folder.Synthesize(recipe with { BlockSize = 64 }, Path.GetFileName(cache.PathOf(recipe)));

        cache.Open(ModelReference.To(recipe), notify: notices.Add, cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(notices);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_cache_without_a_usable_name_is_refused(string name)
    {
        BadInputException e = Assert.Throws<BadInputException>(() => new ModelCache(name));

        Assert.Equal($"--cache-dir: found '{name}', allowed is the path of a folder", e.Message);
    }

    [Fact]
    public void A_path_is_opened_where_it_is()
    {
        string model = folder.Synthesize(Recipe(Untied, Precision.Fp32), "mine");

        Assert.Equal("tiny-untied", cache.Open(ModelReference.Parse(model), cancellation: TestContext.Current.CancellationToken).Info.Name);
    }

    [Fact]
    public void A_cache_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(folder["file"], "");
        ModelCache below = new(folder["file", "models"]);

        BadInputException e = Assert.Throws<BadInputException>(() => below.Open(reference, cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith($"{folder["file", "models"]}: the folder of made models cannot be created: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_folder_follows_the_base_directory_specification()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps it in the local application data");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal("/xdg/inferbench/models", ModelCache.DefaultFolder("/xdg"));
        Assert.Equal($"{home}/.cache/inferbench/models", ModelCache.DefaultFolder(null));
        Assert.Equal($"{home}/.cache/inferbench/models", ModelCache.DefaultFolder("relative/is/ignored"));
    }

    private void Change(Action<FileStream> change)
    {
        using FileStream stream = File.Open(Data, FileMode.Open);
        change(stream);
    }

    private ModelFolder Open() => cache.Open(reference, notify: notices.Add, cancellation: TestContext.Current.CancellationToken);

    private void Reopened(string reason)
    {
        notices.Clear();

        ModelFolder again = Open();

        Assert.Equal([$"{reference}: {reason}; making it in {ModelPath}"], notices);
        Assert.Null(ModelManifest.Read(ModelPath)!.FindChange(ModelPath));
        Assert.Equal(reference.Recipe, ModelManifest.Read(ModelPath)!.Recipe);
        Assert.Equal(Tied.Geometry, again.Geometry);
    }
}
