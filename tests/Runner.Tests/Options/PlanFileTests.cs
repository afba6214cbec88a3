using System.Text;
using InferBench.Runner.Cli;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Options;

public sealed class PlanFileTests
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "benchmarks", "plans");

    public static TheoryData<string> Plans => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)!).Where(f => f != "plan.schema.json").Order()];

    private static RunOptions Read(string json, params (string Flag, string Text)[] given) => new RunArguments(
        given.ToDictionary(g => g.Flag, g => g.Text), [], PlanFile.Parse("p/a.json", Encoding.UTF8.GetBytes(json))).Validate(new(), verbose: false);

    private static string Refused(string json, params (string Flag, string Text)[] given) =>
        Assert.Throws<BadInputException>(() => Read(json, given)).Message;

    private static string[] Ids(RunOptions options) =>
        [.. CaseExpansion.Expand(options, [.. options.Models.Select(m => new PlannedModel(m, m, 1 << 30))], toRun: false).Cases.Select(c => c.CaseId)];

    [Fact]
    public void The_committed_schema_is_the_readers()
    {
        string path = Path.Combine(Folder, "plan.schema.json");
        string committed = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(PlanSchema.Text == committed, $"replace benchmarks/plans/plan.schema.json with:\n{PlanSchema.Text}");
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named_in_one_line()
    {
        string missing = Path.Combine(Folder, "none.json");

        Assert.Equal(
            $"--plan {missing}: cannot be read (Could not find file '{missing}'); name a plan file, such as one of benchmarks/plans",
            Assert.Throws<BadInputException>(() => PlanFile.Read(missing)).Message);
        Assert.Equal(
            $"--plan {Folder}: found a folder, allowed is a plan file; name one, such as one of benchmarks/plans",
            Assert.Throws<BadInputException>(() => PlanFile.Read(Folder)).Message);
        Assert.StartsWith("--plan : cannot be read (", Assert.Throws<BadInputException>(() => PlanFile.Read("")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_committed_plans_can_be_read_and_say_what_they_are_for(string name)
    {
        var options = new RunArguments(new Dictionary<string, string> { ["--plan"] = Path.Combine(Folder, name) }).Validate(new(), verbose: false);

        CaseExpansion.CheckCount(options);
        Assert.NotEmpty(Ids(options));
        Assert.Contains("\"description\": ", File.ReadAllText(Path.Combine(Folder, name)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_and_a_command_line_are_the_same_cases_in_the_same_order()
    {
        var plan = Read(
            """
            {
              "model": ["synth:llama-15m:int4", "synth:llama-15m:fp32"], "device": ["cpu", "cuda:0"], "batch": [1, "2..8*2"],
              "prompt": "128..4096*2", "gen": [1, 2, "8..64*2"], "depth": 0, "threads": "1..2+1",
              "option": { "session.intra_op.allow_spinning": [0, "1"], "session.disable_prepacking": 1 },
              "sample": "top_k=40", "seed": 7, "trials": 3, "warmup": 0, "min_time": 0.5, "max_time": 2.5, "ci": 3
            }
            """);
        var line = new RunArguments(
            new Dictionary<string, string>
            {
                ["--model"] = "synth:llama-15m:int4,synth:llama-15m:fp32",
                ["--device"] = "cpu,cuda:0",
                ["--batch"] = "1,2..8*2",
                ["--prompt"] = "128..4096*2",
                ["--gen"] = "1,2,8..64*2",
                ["--depth"] = "0",
                ["--threads"] = "1..2+1",
                ["--sample"] = "top_k=40",
                ["--seed"] = "7",
                ["--trials"] = "3",
                ["--warmup"] = "0",
                ["--min-time"] = "0.5",
                ["--max-time"] = "2.5",
                ["--ci"] = "3",
            },
            ["session.intra_op.allow_spinning=0,1", "session.disable_prepacking=1"]).Validate(new(), verbose: false);

        Assert.Equal(2 * 2 * 4 * 6 * 6 * 2 * 2, Ids(plan).Distinct().Count());
        Assert.Equal(Ids(line), Ids(plan));
        Assert.Equal(line.Measurement, plan.Measurement);
    }

    [Fact]
    public void What_the_command_line_gives_replaces_what_the_plan_gives()
    {
        var options = Read("""{ "model": "synth:llama-15m", "prompt": [1, 2], "gen": 4 }""", ("--prompt", "8,16"), ("--trials", "2"));

        Assert.Equal([8, 16], options.Prompts);
        Assert.Equal([4], options.Generates);
        Assert.Equal(2, options.Measurement.Trials);
        Assert.Equal("--prompt: found 'x', allowed is a list of different whole numbers from 0 to 16777216, such as 0,1", Refused("""{ "model": "a", "prompt": "y" }""", ("--prompt", "x")));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", \"anchor\": true", true)]
    [InlineData(", \"anchor\": false", false)]
    public void A_plan_may_go_without_an_anchor(string field, bool anchor)
    {
        Assert.Equal(anchor, Read($"{{ \"model\": \"a\"{field} }}").Anchor);
        Assert.False(Read($"{{ \"model\": \"a\"{field} }}", ("--no-anchor", "")).Anchor);
    }

    [Fact]
    public void Models_lie_where_the_plan_lies() => Assert.Equal(
        ["synth:llama-15m", Path.Combine("p", "models/tiny"), "/models/b"],
        Read("""{ "model": ["synth:llama-15m", "models/tiny", "/models/b"] }""").Models);

    [Fact]
    public void Ids_lie_in_the_plan_s_folder_unless_the_command_line_names_them()
    {
        const string plan = "{ \"model\": \"a\",\n\"eval_ids\": \"ids/a.txt\" }";

        Assert.Equal(new GivenFile("ids/a.txt", Path.GetFullPath("p")), Read(plan).EvalIds);
        Assert.Equal("p/a.json: line 2: eval_ids", Read(plan).Name(GivenFile.EvalIds));
        Assert.Equal(new GivenFile("b.txt", Within: null), Read(plan, (GivenFile.EvalIds, "b.txt")).EvalIds);
        Assert.Equal(new GivenFile("b.txt", Path.GetFullPath("p")), Read("{ \"model\": \"a\", \"eval_text\": \"b.txt\" }").EvalText);
        Assert.Equal("p/a.json: line 1: eval_ids: found 5, allowed is a text", Refused("""{ "eval_ids": 5 }"""));
    }

    [Theory]
    [InlineData("", "p/a.json: line 1: is not JSON: ")]
    [InlineData("{\n\"model\": \"a\",\n}", "p/a.json: line 3: is not JSON: ")]
    [InlineData("{\"model\": \"a\"}\n\n{}", "p/a.json: line 3: is not JSON: ")]
    [InlineData("{\n\"model\": \"a\",\n\"prompt\": [1,\n2", "p/a.json: line 4: is not JSON: ")]
    [InlineData("[]", "p/a.json: line 1: found a list, allowed is an object, such as { \"model\": \"synth:llama-15m\" }")]
    [InlineData("null", "p/a.json: line 1: found null, allowed is an object, such as { \"model\": \"synth:llama-15m\" }")]
    [InlineData("{}", "p/a.json: line 1: model (absent): found 'nothing', allowed is a list of different models, each synth:PRESET:PRECISION or a folder")]
    [InlineData("{\n\"model\": \"a\",\n\"promt\": 1}", "p/a.json: line 3: unknown field 'promt' (did you mean prompt?); allowed: $schema, description, model, file, ")]
    [InlineData("{\n\"model\": \"a\",\n\"Prompt\": 1}", "p/a.json: line 3: unknown field 'Prompt' (did you mean prompt?); allowed: ")]
    [InlineData("{\"gen\": 1,\n\"gen\": 2}", "p/a.json: line 2: found 'gen' twice, allowed is each field once; leave one of them out")]
    [InlineData("{\"model\": \"a\",\n\"gen\": null}", "p/a.json: line 2: gen: found null, allowed is a whole number, a text such as \"128..4096*2\", or a list of them")]
    [InlineData("{\"model\": \"a\",\n\"gen\": []}", "p/a.json: line 2: gen: found an empty list, allowed is a whole number, a text such as \"128..4096*2\", or a list of them")]
    [InlineData("{\"model\": \"a\",\n\"gen\": [[1]]}", "p/a.json: line 2: gen: found a list, allowed is ")]
    [InlineData("{\"model\": \"a\",\n\"gen\": 1.5}", "p/a.json: line 2: gen: found '1.5', allowed is a list of different whole numbers from 1 to 16777216, such as 1,3")]
    [InlineData("{\"model\": \"a\",\n\"gen\": \"8..1+1\"}", "p/a.json: line 2: gen: found '8..1+1', allowed is a range that rises, such as 1..8+1")]
    [InlineData("{\"model\": \"a\",\n\"seed\": \"1\"}", "p/a.json: line 2: seed: found 1, allowed is a number")]
    [InlineData("{\"model\": \"a\",\n\"seed\": 1.5}", "p/a.json: line 2: seed: found '1.5', allowed is a whole number from 0 to 9223372036854775807")]
    [InlineData("{\"model\": \"a\",\n\"anchor\": 1}", "p/a.json: line 2: anchor: found 1, allowed is true or false")]
    [InlineData("{\"model\": \"a\",\n\"anchor\": \"false\"}", "p/a.json: line 2: anchor: found false, allowed is true or false")]
    [InlineData("{\"model\": \"a\",\n\"anchor\": [true]}", "p/a.json: line 2: anchor: found a list, allowed is true or false")]
    [InlineData("{\"model\": \"a\",\n\"anchr\": true}", "p/a.json: line 2: unknown field 'anchr' (did you mean anchor?); allowed: ")]
    [InlineData("{\"model\": \"a\",\n\"in_process\": true}", "p/a.json: line 2: found 'in_process', which is no field, since it is no part of what is measured; give --in-process on the command line")]
    [InlineData("{\"model\": \"a\",\n\"price_per_hour\": 0}", "p/a.json: line 2: price_per_hour: found '0', allowed is a number of currency above 0 and up to 1000000")]
    [InlineData("{\"model\": true}", "p/a.json: line 1: model: found true, allowed is a text without commas, or a list of them")]
    [InlineData("{\n\"model\": \"a,b\"}", "p/a.json: line 2: model: found a,b, allowed is a text without commas, or a list of them")]
    [InlineData("{\n\"model\": [\"a\", 5]}", "p/a.json: line 2: model: found 5, allowed is a text without commas, or a list of them")]
    [InlineData("{\n\"model\": {\"a\": 1}}", "p/a.json: line 2: model: found an object, allowed is ")]
    [InlineData("{\"model\": \"a\",\n\"device\": \"gpu\"}", "p/a.json: line 2: device: found 'gpu', allowed is a list of different devices, each cpu, cuda:N, webgpu:N or PROVIDER:0")]
    [InlineData("{\"model\": \"a\",\n\"device\": [\"cuda\", \"cuda:0\"]}", "p/a.json: line 2: device: found 'cuda,cuda:0', allowed is a list of different devices, ")]
    [InlineData("{\"model\": \"a\",\n\"device\": [\"cpu\", \"cuda:01\"]}", "p/a.json: line 2: device: found 'cpu,cuda:01', allowed is ")]
    [InlineData("{\"model\": \"a\",\n\"engine\": \"vllm\"}", "p/a.json: line 2: engine: found 'vllm', allowed is a list of different engines, each ort or genai")]
    [InlineData("{\"model\": \"a\",\n\"option\": 5}", "p/a.json: line 2: option: found 5, allowed is an object of texts or numbers without commas, or lists of them")]
    [InlineData("{\"model\": \"a\",\n\"option\": {\n\"session.intra_op.allow_spining\": 0}}", "p/a.json: line 3: option: unknown session option 'session.intra_op.allow_spining' (did you mean session.intra_op.allow_spinning?); allowed: ")]
    [InlineData("{\"option\": {\n\"a\": 0,\n\"a\": 1}}", "p/a.json: line 3: found 'a' twice, allowed is each option once; give its values as a list")]
    [InlineData("{\"option\": {\n\"a\": \"0,1\"}}", "p/a.json: line 2: a: found 0,1, allowed is an object of texts or numbers without commas, or lists of them")]
    [InlineData("{\"model\": \"a\",\n\"max_time\": 1,\n\"min_time\": 2}", "p/a.json: line 3: min_time: found '2', allowed is at most the time limit, --max-time")]
    [InlineData("{\n\"model\": \"a\\u0000b\"}", "p/a.json: line 2: model: found text with a control character, allowed is a text without commas, or a list of them")]
    [InlineData("{\n\"model\": \"\\ud800\"}", "p/a.json: line 2: found text that is not Unicode, allowed is UTF-8")]
    public void What_is_wrong_is_told_with_its_line(string json, string message) =>
        Assert.StartsWith(message, Culture.WithDecimalComma(() => Refused(json)), StringComparison.Ordinal);

    [Fact]
    public void A_plan_of_too_many_cases_or_of_none_that_runs_is_told_with_its_lines()
    {
        var many = Read("{\n\"model\": \"a\", \"prompt\": \"1..1000+1\",\n\"gen\": \"1..1000+1\" }");
        var none = Read("{\n\"model\": \"a\",\n\"prompt\": 100 }");

        Assert.Equal(
            "p/a.json: line 1: found 1000000 cases, allowed are at most 100000 without --yes; give shorter lists",
            Assert.Throws<BadInputException>(() => CaseExpansion.CheckCount(many)).Message);
        Assert.Equal(
            "p/a.json: line 3: prompt, p/a.json: line 1: gen (absent): no case can run: found prompt 100 + gen 64 tokens, allowed are at most 16 positions of a; give shorter lengths",
            Assert.Throws<BadInputException>(() => CaseExpansion.Expand(none, [new("a", "a", 16)])).Message);
    }

    [Fact]
    public void Every_option_of_run_is_a_field_or_said_to_be_of_the_command_line_alone()
    {
        var options = new RunCommandLine(new("--verbose")).Command.Options.Select(o => o.Name);
        var fields = PlanField.All.Where(f => f.Kind != PlanFieldKind.Note).Select(f => f.Kind == PlanFieldKind.Switch ? "--no-" + f.Flag[2..] : f.Flag);

        Assert.Equal(fields.Concat(PlanField.OnCommandLineAlone).Order(StringComparer.Ordinal), options.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("check", "--no-check")]
    [InlineData("ceilings", "--no-ceilings")]
    [InlineData("quality", "--no-quality")]
    [InlineData("memory_check", "--no-memory-check")]
    public void A_switch_is_on_unless_the_plan_or_the_command_line_turns_it_off(string field, string flag)
    {
        string[] plans = ["{ \"model\": \"a\" }", $"{{ \"model\": \"a\", \"{field}\": true }}", $"{{ \"model\": \"a\", \"{field}\": false }}"];

        Assert.Equal([true, true, false], plans.Select(plan => Value(Read(plan))));
        Assert.Equal([false, false, false], plans.Select(plan => Value(Read(plan, (flag, "")))));

        bool Value(RunOptions options) => field switch
        {
            "check" => options.Check,
            "ceilings" => options.Ceilings,
            "quality" => options.Quality,
            _ => options.MemoryCheck,
        };
    }

    [Fact]
    public void Retries_and_the_price_of_the_machine_may_stand_in_a_plan()
    {
        var options = Read("""{ "model": "a", "retries": 3, "price_per_hour": 0.42 }""");

        Assert.Equal((3, 0.42), (options.Retries, options.PricePerHour));
        Assert.Equal((1, 2.0), (Read("""{ "model": "a", "retries": 3 }""", ("--retries", "1")).Retries, Read("""{ "model": "a", "price_per_hour": 1 }""", ("--price-per-hour", "2")).PricePerHour));
        Assert.Equal("p/a.json: line 1: retries: found '3', allowed is no --in-process beside it: what dies then is the run", Refused("""{ "model": "a", "retries": 3 }""", ("--in-process", "")));
        Assert.False(Read("""{ "model": "a", "retries": 3 }""", ("--in-process", ""), ("--retries", "0")).Retries > 0);
    }

    [Fact]
    public void A_file_that_is_not_there() => Assert.StartsWith(
        "--plan /no/such/plan.json: cannot be read (",
        Assert.Throws<BadInputException>(() => PlanFile.Read("/no/such/plan.json")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_file_that_never_ends() => Assert.Equal(
        "--plan /dev/zero: line 1: found more than 1 MiB, allowed is a plan of a page or two; name another file",
        Assert.Throws<BadInputException>(() => PlanFile.Read("/dev/zero")).Message);
}
