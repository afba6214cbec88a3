using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace InferBench.EndToEnd.Tests;

/// <summary>Two processes that need the same cached model, which is large enough to be in the making when both ask for it.</summary>
public sealed class SharedCacheTests(ModelFixture models)
{
    private const string Waiting = "waiting for another process", Making = "not made yet; making it";

    private readonly string cache = models.NewFolder();

    private string Folder => Path.Combine(cache, "llama-110m-fp32-s0-last");

    [Fact]
    public async Task One_makes_it_and_the_other_waits()
    {
        var both = await Task.WhenAll(Synth(), Synth());

        Assert.All(both, o => Assert.Equal((0, Folder), (o.ExitCode, Assert.Single(o.OutputLines))));
        var maker = Assert.Single(both, o => o.Errors.Contains(Making, StringComparison.Ordinal));
        var other = Assert.Single(both, o => o != maker);
        Assert.Contains(Waiting, Assert.Single(other.ErrorLines), StringComparison.Ordinal);
        AssertWhole();
    }

    [Fact]
    public async Task The_one_that_waits_makes_it_when_the_maker_is_killed()
    {
        Task<Inferbench.Outcome>? waits = null;
        var killed = await Inferbench.Run(Start(), async maker =>
        {
            await Until(() => Directory.GetDirectories(cache, ".*.partial").Length == 1);
            waits = Synth();
            await Task.Delay(200, TestContext.Current.CancellationToken);
            maker.Kill();
        });
        var waited = await waits!;

        Assert.NotEqual(0, killed.ExitCode);
        Assert.Equal((0, Folder), (waited.ExitCode, Assert.Single(waited.OutputLines)));
        Assert.Contains(Making, waited.Errors, StringComparison.Ordinal);
        Assert.Equal([Folder, Path.Combine(cache, "hashes")], Directory.GetDirectories(cache).Order(StringComparer.Ordinal).Reverse());
        AssertWhole();
    }

    private Task<Inferbench.Outcome> Synth() => Inferbench.Run(Start());

    private ProcessStartInfo Start() => new(Inferbench.Executable, ["model", "synth", "llama-110m", "--cache-dir", cache]);

    private void AssertWhole()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "inferbench-model.json")));
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToDictionary(
            f => f.GetProperty("name").GetString()!, f => f.GetProperty("sha256").GetString());

        Assert.Equal(
            files.Keys.Append("inferbench-model.json").Order(StringComparer.Ordinal),
            Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        Assert.All(files, f => Assert.Equal(f.Value, Hash(Path.Combine(Folder, f.Key))));
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }
}
