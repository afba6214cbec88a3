using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class ResumptionTests
{
    private static readonly EnvironmentInfo Here = TestRecords.Ok().Environment;

    private static PlannedCase Case(int prompt, int order, string? skip = null)
    {
        var spec = TestRecords.Ok().Case with { Prompt = prompt };
        return new() { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = order, SkipReason = skip };
    }

    // Two groups of which the first holds a case twice.
    private static readonly RunPlan Plan = new()
    {
        Groups =
        [
            new() { ModelPath = "a", ModelHash = "h", Cases = [Case(1, 0), Case(2, 1), Case(1, 2)] },
            new() { ModelPath = "b", Cases = [Case(3, 3), Case(4, 4, "too long")] },
        ],
        Measurement = new(),
    };

    private static RunRecord Answer(int prompt, CaseStatus status = CaseStatus.Ok, string? reason = null) => TestRecords.Ok() with
    {
        Case = TestRecords.Ok().Case with { Prompt = prompt },
        CaseId = Case(prompt, 0).CaseId,
        Status = status,
        Reason = reason,
    };

    private static IEnumerable<int> Left(ResumeMode mode, params RunRecord[] records) =>
        Resumption.Remaining(Plan, records, Here, "1.30.0", mode, "F").Cases.Select(c => c.OrderIndex);

    private static string Refused(RunRecord record, RunPlan? plan = null, EnvironmentInfo? now = null, string engine = "1.30.0") =>
        Assert.Throws<BadInputException>(() => Resumption.Remaining(plan ?? Plan, [record], now ?? Here, engine, ResumeMode.Ok, "F")).Message;

    [Fact]
    public void Nothing_answered_leaves_everything() => Assert.Equal([0, 1, 2, 3, 4], Left(ResumeMode.Ok));

    [Fact]
    public void Measured_cases_go_and_a_group_without_cases_goes_too()
    {
        Assert.Equal([0, 2, 4], Left(ResumeMode.Ok, Answer(2), Answer(3)));
        Assert.Single(Resumption.Remaining(Plan, [Answer(3), Answer(4)], Here, null, ResumeMode.Ok, "F").Groups);
    }

    [Fact]
    public void A_record_answers_one_place_of_its_case()
    {
        Assert.Equal([1, 2, 3, 4], Left(ResumeMode.Ok, Answer(1)));
        Assert.Equal([1, 3, 4], Left(ResumeMode.Ok, Answer(1), Answer(1)));
    }

    [Fact]
    public void Repeats_of_the_anchor_answer_no_case_and_must_be_of_the_plan()
    {
        Assert.Equal([0, 2, 3, 4], Left(ResumeMode.Attempted, Answer(2), Answer(1) with { Anchor = new(1, 1) }, Answer(2) with { Anchor = new(2, 5) }));
        Assert.Contains("which is not in the plan", Refused(Answer(9) with { Anchor = new(1, 1) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_cases_are_run_again_unless_attempts_count()
    {
        Assert.Equal([0, 1, 2, 3, 4], Left(ResumeMode.Ok, Answer(2, CaseStatus.Failed)));
        Assert.Equal([0, 2, 3, 4], Left(ResumeMode.Attempted, Answer(2, CaseStatus.Failed)));
    }

    [Fact]
    public void What_the_model_can_never_run_is_answered_and_what_was_refused_for_another_reason_is_not()
    {
        Assert.Equal([0, 1, 2, 3], Left(ResumeMode.Ok, Answer(4, CaseStatus.Skipped, "too long")));
        Assert.Equal([0, 1, 2, 3, 4], Left(ResumeMode.Ok, Answer(4, CaseStatus.Skipped, "no memory"), Answer(3, CaseStatus.Skipped, "no memory")));
    }

    [Fact]
    public void What_was_not_here_is_run_when_it_is_and_answered_while_it_is_not()
    {
        var absent = Answer(3, CaseStatus.Skipped, "no driver") with { Absent = "cuda:0" };
        var still = Plan with
        {
            Groups = [Plan.Groups[0], Plan.Groups[1] with { Cases = [Case(3, 3, "no driver") with { Absent = "cuda:0" }, Case(4, 4, "too long")] }],
        };

        Assert.Equal([0, 1, 2, 3, 4], Left(ResumeMode.Ok, absent));
        Assert.Equal([0, 1, 2, 3, 4], Left(ResumeMode.Attempted, absent));
        Assert.Equal([0, 1, 2, 4], Resumption.Remaining(still, [absent], Here, "1.30.0", ResumeMode.Ok, "F").Cases.Select(c => c.OrderIndex));
    }

    [Fact]
    public void Another_engine_has_a_version_of_its_own()
    {
        var spec = Answer(1).Case with { Engine = "genai" };
        var plan = Plan with { Groups = [new() { ModelPath = "a", Cases = [new() { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = 0 }] }] };
        var record = Answer(1) with { Case = spec, CaseId = CaseId.Of(spec), Engine = TestRecords.Ok().Engine! with { Name = "genai", Version = "0.18.0" } };

        Assert.Empty(Resumption.Remaining(plan, [record], Here, "1.30.0", ResumeMode.Ok, "F").Cases);
    }

    [Fact]
    public void Another_version_of_genai_is_named_where_both_are_known()
    {
        var record = Answer(1) with { Engine = Answer(1).Engine! with { Name = EngineName.GenAi, Version = "0.17.0", RuntimeVersion = "1.30.0" } };

        Assert.Equal(
            "--resume F: version of onnxruntime-genai: found '0.17.0' in the file and '0.18.0' now; give what the file was begun with, or another --out",
            Assert.Throws<BadInputException>(() => Remaining(record, "0.18.0")).Message);
        Assert.Equal([1, 2, 3, 4], Remaining(record, "0.17.0"));
        Assert.Equal([1, 2, 3, 4], Remaining(record, null));
        Assert.Equal([1, 2, 3, 4], Remaining(Answer(1), "0.18.0"));

        static IEnumerable<int> Remaining(RunRecord answered, string? genai) =>
            [.. Resumption.Remaining(Plan, [answered], Here, "1.30.0", ResumeMode.Ok, "F", genai).Cases.Select(c => c.OrderIndex)];
    }

    [Fact]
    public void A_case_that_the_plan_does_not_have_is_named() => Assert.Equal(
        $"--resume F: found case {Answer(9).CaseId} (synth:llama-15m:int4, prompt 9, gen 64), which is not in the plan; give what the file was begun with, or another --out",
        Refused(Answer(9)));

    [Fact]
    public void Many_cases_that_the_plan_does_not_have_are_one_line() => Assert.Equal(
        $"--resume F: found 2 cases that are not in the plan, such as {Answer(9).CaseId} (synth:llama-15m:int4, prompt 9, gen 64); give what the file was begun with, or another --out",
        Assert.Throws<BadInputException>(() => Resumption.Remaining(Plan, [Answer(9), Answer(1), Answer(8), Answer(9)], Here, null, ResumeMode.Ok, "F")).Message);

    [Fact]
    public void Another_seed_and_another_way_to_take_tokens_are_named_once_and_not_case_by_case()
    {
        RunRecord Other(int prompt)
        {
            var spec = Answer(prompt).Case with { Seed = 7, Sample = new() { TopK = 5 } };
            return Answer(prompt) with { Case = spec, CaseId = CaseId.Of(spec) };
        }

        Assert.Equal(
            """
            --resume F: --sample: found 'temperature=1,top_k=5,top_p=1,seed=0' in the file and 'none' now; give what the file was begun with, or another --out
            --resume F: --seed: found '7' in the file and '1' now; give what the file was begun with, or another --out
            """,
            Assert.Throws<BadInputException>(() => Resumption.Remaining(Plan, [Other(1), Other(2)], Here, null, ResumeMode.Ok, "F")).Message);
    }

    [Fact]
    public void A_kernel_that_the_plan_does_not_have_is_named_with_its_shape() => Assert.Contains(
        "(cpu.matmul.1_naive, 64x64x64), which is not in the plan", Refused(TestKernels.Ok("cpu.matmul.1_naive")), StringComparison.Ordinal);

    public static TheoryData<string, EnvironmentInfo> OtherMachines => new()
    {
        { "processor: found 'Test CPU' in the file and 'Other' now", Here with { Cpu = Here.Cpu with { Model = "Other" } } },
        { "logical cores: found '2' in the file and '4' now", Here with { Cpu = Here.Cpu with { LogicalCores = 4 } } },
        { "limit of cores: found 'none' in the file and '1.5' now", Here with { CpuLimitCores = 1.5 } },
        { ".NET runtime: found '.NET 10.0.0' in the file and '.NET 11' now", Here with { Dotnet = ".NET 11" } },
        { "InferBench: found '0.1.0' in the file and '0.1.0+abc' now", Here with { Inferbench = "0.1.0+abc" } },
        { "build configuration: found 'Release' in the file and 'Debug' now", Here with { BuildConfiguration = "Debug" } },
    };

    [Theory]
    [MemberData(nameof(OtherMachines), DisableDiscoveryEnumeration = true)]
    public void Another_machine_or_build_is_named(string difference, EnvironmentInfo now) => Assert.Equal(
        $"--resume F: {difference}; give what the file was begun with, or another --out", Refused(Answer(1), now: now));

    [Fact]
    public void Other_settings_runtime_and_weights_are_named()
    {
        var plan = Plan with { Measurement = new() { Trials = 5, MinTime = 0.5 } };

        Assert.Equal(
            string.Join('\n',
                ((string[])["--min-time: found '1' in the file and '0.5' now", "--trials: found 'none' in the file and '5' now"])
                    .Select(d => $"--resume F: {d}; give what the file was begun with, or another --out")),
            Refused(Answer(1), plan));
        Assert.StartsWith("--resume F: version of ONNX Runtime: found '1.30.0' in the file and '1.31.0' now;", Refused(Answer(1), engine: "1.31.0"), StringComparison.Ordinal);
        var genai = Answer(1).Engine! with { Name = EngineName.GenAi, Version = "0.18.0", RuntimeVersion = "1.29.0" };
        Assert.StartsWith(
            "--resume F: version of ONNX Runtime: found '1.29.0' in the file and '1.30.0' now;",
            Refused(Answer(1) with { Engine = genai }, engine: "1.30.0"), StringComparison.Ordinal);
        Assert.StartsWith(
            "--resume F: hash of synth:llama-15m:int4: found 'other' in the file and 'h' now;",
            Refused(Answer(1) with { Model = TestRecords.Model("int4") with { Hash = "other" } }), StringComparison.Ordinal);
    }
}
