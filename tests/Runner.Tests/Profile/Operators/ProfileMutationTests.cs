using System.Text;
using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.Profile.Operators;

/// <summary>A real profile in which numbers, names and lines were changed, so that it still is JSON more often than not.</summary>
public sealed class ProfileMutationTests(TinyModels models)
{
    private const int Seeds = 1000;

    private static readonly string[] Numbers = ["0", "1", "7", "999999", "4503599627370496", "9223372036854775807", "-1", "1e9"];

    [Fact]
    public void A_changed_profile_is_refused_by_name_or_joined()
    {
        using var profiled = ProfiledModel.Run(models.Get("untied", "int4"), prompt: 4, steps: 1);
        string[] lines = File.ReadAllLines(profiled.File);
        int refused = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            File.WriteAllText(profiled.File, Mutate(lines, new Random(seed)));
            try
            {
                var profile = OperatorProfile.Read(profiled.File, new TraceLimits { KeepCutShort = true }, profiled.Model, profiled.Runs);
                foreach (var phase in Enum.GetValues<RunPhase>())
                {
                    var nodes = profile.Nodes(phase);
                    Assert.Equal(nodes.Sum(n => n.Nanoseconds), OperatorTotals.By(nodes, n => n.Place.Role).Sum(g => g.Nanoseconds));
                }
            }
            catch (BadInputException e)
            {
                refused++;
                Assert.StartsWith($"{profiled.File}: ", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
        }

        Assert.InRange(refused, Seeds / 5, Seeds * 9 / 10);
    }

    private static string Mutate(string[] lines, Random random)
    {
        List<string> changed = [.. lines];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(1, changed.Count - 1), other = random.Next(1, changed.Count - 1);
            switch (random.Next(5))
            {
                case 0:
                    changed.RemoveAt(at);
                    break;
                case 1:
                    changed.Insert(other, changed[at]);
                    break;
                case 2:
                    (changed[at], changed[other]) = (changed[other], changed[at]);
                    break;
                case 3:
                    changed[at] = changed[at].Replace("layers.1", "layers.9", StringComparison.Ordinal).Replace("MatMulNBits", "Mystery", StringComparison.Ordinal);
                    break;
                default:
                    changed[at] = WithNumber(changed[at], random);
                    break;
            }
        }

        return string.Join('\n', changed);
    }

    private static string WithNumber(string line, Random random)
    {
        var text = new StringBuilder(line);
        int start = random.Next(line.Length);
        while (start < line.Length && !char.IsAsciiDigit(line[start]))
            start++;
        int end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        return text.Remove(start, end - start).Insert(start, Numbers[random.Next(Numbers.Length)]).ToString();
    }
}
