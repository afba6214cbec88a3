using InferBench.Runner.Models;
using InferBench.Runner.Profile.ForModel;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Tests.Profile.Operators;

namespace InferBench.Runner.Tests.Profile.ForModel;

public sealed class ProfiledOperationsTests
{
    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public void What_the_real_runtime_ran_asks_for_the_kernels_that_the_graph_asks_for(string precision)
    {
        const int prompt = 8, steps = 3;
        using var folder = new TestFolder();
        var model = ModelFolder.Open(folder.Synthesize(new() { Preset = PresetCatalog.Get("llama-15m"), Precision = Precision.Parse(precision) }));
        using var ran = ProfiledModel.Run(model, prompt, steps);
        var profile = ran.Read();
        var record = TestProfiles.Of(Phase(profile, RunPhase.Prefill, ProfilePhase.Prefill), Phase(profile, RunPhase.Decode, ProfilePhase.Decode));
        record = record with { Model = model.Info, Case = record.Case with { Prompt = prompt, Generate = 0 } };

        var profiled = ProfiledOperations.Of(record);
        var graph = GraphOperations.Of(model, prompt, depth: 0);

        for (int i = 0; i < graph.Count; i++)
        {
            Assert.Equal((graph[i].Name, graph[i].Tokens, graph[i].Past), (profiled[i].Name, profiled[i].Tokens, profiled[i].Past));
            Assert.Equal(Launches(graph[i]), Launches(profiled[i]));
            // Products and attention by the runtime's shapes are those of the graph; and every use has a time.
            Assert.All(KernelUses.Of(profiled[i]), use => Assert.True(use.Part > 0));
        }

        static (string, string, double)[] Launches(PhaseOperations phase) =>
            [.. KernelUses.Of(phase).GroupBy(u => (u.Ladder, u.Shape)).Select(u => (u.Key.Ladder, u.Key.Shape, u.Sum(one => one.Launches))).OrderBy(u => u.Ladder, StringComparer.Ordinal).ThenBy(u => u.Shape, StringComparer.Ordinal)];
    }

    private static ProfilePhase Phase(OperatorProfile profile, RunPhase phase, string name)
    {
        int runs = profile.Runs.Count(r => r.Host.Phase == phase);
        return TestProfiles.Phase(name, 1) with
        {
            GapsNs = new Dictionary<string, double>(),
            Operators =
            [
                .. profile.Nodes(phase).Select(n => new OperatorTime
                {
                    Node = n.Name,
                    Operator = n.Operator,
                    Kind = OperatorNames.Of(n.Kind),
                    Layer = n.Place.Layer,
                    Role = OperatorNames.Of(n.Place.Role),
                    Provider = n.Provider,
                    Calls = (double)n.Calls / runs,
                    Ns = (double)n.Nanoseconds / runs,
                    Flops = (double?)n.Cost.Operations / runs,
                    Bytes = (double?)n.Cost.Bytes / runs,
                }),
            ],
        };
    }
}
