using System.Text.RegularExpressions;
using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Commands;

/// <summary>Plan files with seeded damage: each is planned, or refused with the line; nothing else ever happens.</summary>
public sealed partial class PlanMutationTests : IDisposable
{
    private const int Mutations = 1000;

    private static readonly string[] Pieces =
    [
        "", "\0", "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "0", "1e9", "1.5", "99999999999999999999", "..", "*", "+", "\\", "\n",
        "\\u0000", "\\ud800", "\"1..8*1\"", "\"8..1+1\"", "[]", "{}", "[1, 1]", "\"synth:\"", "../../..", "\"cuda:0\"", "\"gen\": 1,", "/*", "\uFEFF", "\u2028",
    ];

    private readonly TestFolder folder = new();

    [Fact]
    public void Damaged_plans_are_planned_or_refused_with_the_line()
    {
        byte[][] plans =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "benchmarks", "plans"), "*.json")
                .Where(file => !file.EndsWith("plan.schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
            """
            {
              "model": ["synth:llama-15m:int4", "synth:llama-15m:fp32"],
              "device": ["cpu", "cuda:0"], "threads": "1..4*2",
              "option": {
                "session.intra_op.allow_spinning": [0, 1]
              },
              "sample": "temperature=0.8,top_k=40", "seed": 7, "trials": 3, "warmup": 0, "min_time": 0.5, "max_time": 2.5, "ci": 3
            }
            """u8.ToArray(),
        ];
        var random = new Random(20_261_123);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] json = Mutate(plans[random.Next(plans.Length)], random);
            var problems = Problems(json);
            refused += problems.Count > 0 ? 1 : 0;
            Assert.All(problems, problem => Assert.Matches(OneLineWithNumber(), problem));
        }

        Assert.InRange(refused, Mutations / 2, Mutations - 1);
    }

    public void Dispose() => folder.Dispose();

    private IReadOnlyList<string> Problems(byte[] json)
    {
        try
        {
            var plan = PlanFile.Parse(folder["a.json"], json);
            RequestedPlan.Of(new RunArguments(new Dictionary<string, string>(), [], plan).Validate(new(), verbose: false), new ModelCache(folder.Path));
            return [];
        }
        catch (BadInputException e)
        {
            return e.Problems;
        }
    }

    private static byte[] Mutate(byte[] json, Random random)
    {
        List<byte> bytes = [.. json];
        for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count), length = random.Next(1, Math.Min(12, bytes.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"^[^\r\n]*a\.json: line [1-9][0-9]*: [^\r\n]+$")]
    private static partial Regex OneLineWithNumber();
}
