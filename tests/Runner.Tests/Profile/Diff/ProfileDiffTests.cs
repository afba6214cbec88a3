using InferBench.Runner.Profile.Diff;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Profile.Diff;

public sealed class ProfileDiffTests
{
    [Fact]
    public void A_slower_role_is_first_with_its_time_and_its_share_of_the_step()
    {
        var after = TestProfiles.Phase(ProfilePhase.Decode, 1);
        after = after with
        {
            StepNs = 1_130_000,
            Operators = [.. after.Operators.Select(o => o.Role == "gate_proj" ? o with { Ns = o.Ns + (o.Layer == 0 ? 40_000 : 60_000) } : o.Role == "lm_head" ? o with { Ns = o.Ns + 30_000 } : o)],
        };

        var phase = Assert.Single(ProfileDiff.Of(TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1)), TestProfiles.Of(after)).Phases);

        Assert.Equal(130_000m, phase.Step.ChangeNs);
        Assert.Equal(0.13, phase.Step.OfStep);
        var (first, second) = (phase.Parts[0], phase.Parts[1]);
        Assert.Equal(("gate_proj", "matmul", 2), (first.Name, first.Kind, first.Layers));
        Assert.Equal((420_000m, 520_000m, 100_000m, 0.1), (first.Time.BaseNs, first.Time.NewNs, first.Time.ChangeNs, first.Time.OfStep!.Value));
        Assert.Equal([("/layers.1/mlp/gate_proj/MatMul", 60_000m), ("/layers.0/mlp/gate_proj/MatMul", 40_000m)], first.Nodes.Select(n => (n.Node, n.Time.ChangeNs)));
        Assert.Equal(("lm_head", null, 30_000m), (second.Name, second.Layers, second.Time.ChangeNs));
        Assert.All(phase.Parts.Skip(2), p => Assert.Equal(0m, p.Time.ChangeNs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Parts_and_nodes_add_up_to_the_whole_change_without_a_rest(int seed)
    {
        var random = new Random(seed);
        var difference = ProfileDiff.Of(Noisy(random), Noisy(random));

        Assert.Equal(2, difference.Phases.Count);
        foreach (var phase in difference.Phases)
        {
            Assert.Equal(phase.Step.NewNs - phase.Step.BaseNs, phase.Step.ChangeNs);
            AssertSums(phase.Step, phase.Parts);
            AssertSums(phase.Device!.Step, phase.Device.Parts);
            foreach (var part in phase.Parts.Where(p => p.Part == StepPart.Operators))
                Assert.Equal(part.Time.ChangeNs, part.Nodes.Sum(n => n.Time.ChangeNs));
        }

        static void AssertSums(TimeDifference step, IReadOnlyList<PartDifference> parts)
        {
            Assert.Equal(step.ChangeNs, parts.Sum(p => p.Time.ChangeNs));
            Assert.Equal(step.BaseNs, parts.Sum(p => p.Time.BaseNs ?? 0));
            Assert.Equal(step.NewNs, parts.Sum(p => p.Time.NewNs ?? 0));
            Assert.Equal(parts.OrderByDescending(p => Math.Abs(p.Time.ChangeNs)).Select(p => p.Time.ChangeNs), parts.Select(p => p.Time.ChangeNs));
        }
    }

    [Fact]
    public void What_only_one_side_ran_is_said_to_be_of_that_side_alone()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);
        var after = phase with
        {
            Operators =
            [
                .. phase.Operators.Where(o => o.Role != "norm"),
                TestProfiles.Operator("/layers.0/mlp/act", "elementwise", "activation", 0, 40_000, "Mul"),
            ],
        };

        var parts = ProfileDiff.Of(TestProfiles.Of(phase), TestProfiles.Of(after)).Phases[0].Parts;

        var fresh = Assert.Single(parts, p => p.Name == "activation");
        Assert.Equal((null, 40_000m, 40_000m), (fresh.Time.BaseNs, fresh.Time.NewNs, fresh.Time.ChangeNs));
        Assert.Equal((null, "Mul, CPUExecutionProvider"), (fresh.Nodes[0].BaseOperator, fresh.Nodes[0].NewOperator));
        Assert.Equal([(2, -30_000m), (null, -10_000m)], parts.Where(p => p.Name == "norm").Select(p => (p.Layers, p.Time.ChangeNs)));
        Assert.All(parts.Where(p => p.Name == "norm"), p => Assert.Null(p.Time.NewNs));
    }

    [Fact]
    public void A_node_that_became_another_operator_is_one_node()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);
        var after = phase with { Operators = [.. phase.Operators.Select(o => o.Role == "lm_head" ? o with { Operator = "MatMulNBits", Ns = 100_000 } : o)] };

        var node = Assert.Single(Assert.Single(ProfileDiff.Of(TestProfiles.Of(phase), TestProfiles.Of(after)).Phases[0].Parts, p => p.Name == "lm_head").Nodes);

        Assert.Equal(("MatMul, CPUExecutionProvider", "MatMulNBits, CPUExecutionProvider", -200_000m), (node.BaseOperator, node.NewOperator, node.Time.ChangeNs));
    }

    [Fact]
    public void What_a_record_calls_unaccounted_gives_way_to_what_is_left()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);
        var wrong = phase with { GapsNs = new Dictionary<string, double>(phase.GapsNs) { [GapName.Unaccounted] = 777_000 } };

        var rest = Assert.Single(ProfileDiff.Of(TestProfiles.Of(phase), TestProfiles.Of(wrong)).Phases[0].Parts, p => p.Part == StepPart.Unaccounted);

        Assert.Equal((GapName.Unaccounted, 10_000m, 10_000m), (rest.Name, rest.Time.BaseNs, rest.Time.NewNs));
    }

    [Fact]
    public void Kernels_are_told_where_both_were_traced()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);
        var (traced, slower) = (phase with { Device = TestProfiles.Device() }, phase with { Device = TestProfiles.Device(2) });

        var device = ProfileDiff.Of(TestProfiles.Of(traced), TestProfiles.Of(slower)).Phases[0].Device!;

        Assert.Equal(500_000m, device.Step.ChangeNs);
        Assert.Equal(
            [(StepPart.Kernel, "gemv_int4", 300_000m), (StepPart.Kernel, "softmax", 100_000m), (StepPart.Copy, "host_to_device", 60_000m), (StepPart.Unaccounted, "no kernel or copy", 40_000m)],
            device.Parts.Select(p => (p.Part, p.Name, p.Time.ChangeNs)));
        var one = ProfileDiff.Of(TestProfiles.Of(traced), TestProfiles.Of(phase));
        Assert.Null(one.Phases[0].Device);
        Assert.Equal(["decode: kernels were traced in base alone"], one.Notes);
    }

    [Fact]
    public void A_batch_has_as_many_tokens_a_step_and_a_prompt_all_of_its_own()
    {
        var record = TestProfiles.Ok() with { Case = TestProfiles.Ok().Case with { Batch = 4, Prompt = 100 } };

        Assert.Equal([(ProfilePhase.Prefill, 400L), (ProfilePhase.Decode, 4L)], ProfileDiff.Of(record, record).Phases.Select(p => (p.Name, p.Tokens)));
    }

    [Fact]
    public void What_stands_against_a_comparison_is_noted()
    {
        var before = TestProfiles.Ok();
        var after = TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1)) with { Model = TestRecords.Model("int4") with { Name = "gpt2" } };
        after = after with { Profile = after.Profile! with { Passes = [new() { Name = ProfilePass.Operators, Trials = 3, DecodeNs = 1.2e6, Overhead = 1.2 }] } };

        Assert.Equal(
            [
                "different models, llama-110m in base and gpt2 in new: nodes are matched by their names, and groups by what they are for",
                "prefill: profiled in base alone",
                "new: the operators pass slows decode by 20 %: its shares are not those of a run without it",
            ],
            ProfileDiff.Of(before, after).Notes);
    }

    [Fact]
    public void Records_without_a_profile_and_times_that_none_can_be_are_refused()
    {
        var phase = TestProfiles.Phase(ProfilePhase.Decode, 1);

        Assert.Equal(
            "case 0123456789ab (synth:llama-15m:int4): found no profile, allowed are profiled cases; profile it with 'inferbench profile'",
            Assert.Throws<BadInputException>(() => ProfileDiff.Of(TestRecords.Ok(), TestProfiles.Ok())).Message);
        Assert.Equal(
            "case ab0123456789: found 1E+300 ns in its decode, allowed are times up to 1E+015; profile it again",
            Assert.Throws<BadInputException>(() => ProfileDiff.Of(TestProfiles.Ok(), TestProfiles.Of(phase with { StepNs = 1e300 }))).Message);
    }

    private static RunRecord Noisy(Random random)
    {
        return TestProfiles.Of([.. new[] { ProfilePhase.Prefill, ProfilePhase.Decode }.Select(Phase)]);

        ProfilePhase Phase(string name)
        {
            var phase = TestProfiles.Phase(name, 1);
            return phase with
            {
                StepNs = 1e6 * (1 + random.NextDouble()),
                Operators = [.. phase.Operators.Where(_ => random.NextDouble() < 0.8).Select(o => o with { Ns = o.Ns * random.NextDouble() })],
                GapsNs = phase.GapsNs.Where(_ => random.NextDouble() < 0.8).ToDictionary(g => g.Key, g => g.Value * random.NextDouble()),
                Device = TestProfiles.Device(random.NextDouble()) with { StepNs = 1e6 * random.NextDouble() },
            };
        }
    }
}
