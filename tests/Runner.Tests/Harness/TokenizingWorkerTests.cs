using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Tests.Harness;

public sealed class TokenizingWorkerTests : IDisposable
{
    private static readonly CaseWentOn Began = new(CasePhase.Tokenizing, 0);
    private readonly ScriptedWorkers workers = new();

    public TokenizingWorkerTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "scripted workers need a POSIX shell");

    [Fact]
    public void Ids_and_refusals_are_handed_over()
    {
        Assert.Equal([1, 2, int.MaxValue], workers.Then("exit 0", Began, new TextTokenized(new(Ids: [1, 2, int.MaxValue])), new GroupFinished()).Tokenize().Ids!);
        using var others = new ScriptedWorkers();
        Assert.Equal(new TokenizedText(Refused: "no"), others.Then("exit 0", Began, new TextTokenized(new(Refused: "no")), new GroupFinished()).Tokenize());
    }

    [Theory]
    [InlineData("kill -SEGV $$", "the worker process was killed by SIGSEGV while it turned text into token ids")]
    [InlineData("echo 'std::bad_alloc' >&2; exit 3", "the worker process ended with exit code 3 while it turned text into token ids; the last it printed: std::bad_alloc")]
    public void A_worker_that_dies_is_a_reason_and_what_it_printed_is_kept(string script, string reason)
    {
        Assert.Equal(new TokenizedText(Refused: reason), workers.Then(script, Began).Tokenize());

        Assert.Equal(script.Contains("bad_alloc", StringComparison.Ordinal), File.Exists(workers.LogPath) && File.ReadAllText(workers.LogPath) == "std::bad_alloc\n");
    }

    public void Dispose() => workers.Dispose();
}
