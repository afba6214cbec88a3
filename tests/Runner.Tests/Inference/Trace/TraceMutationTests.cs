using System.Text;
using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference.Trace;

/// <summary>A thousand profiles that something happened to: each is refused with file and place, or read.</summary>
public sealed class TraceMutationTests
{
    private const int Seeds = 1000;

    private static readonly string[] Scraps =
        ["\"", "{", "}", "[", "]", ",", ":", "\\", "-1", "1e300", "null", "99999999999999999999", "\"args\" : {", "\u0000", "é", "\\u12", "[[[[[[[[", "\"cat\" : \"Node\","];

    [Fact]
    public void Mutated_profiles_are_refused_with_file_and_place_or_read()
    {
        using var folder = new TestFolder();
        string file = folder.Place("profile.json");
        byte[] whole = Encoding.UTF8.GetBytes(TraceText.File(Profile()));
        int refused = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            File.WriteAllBytes(file, Mutate(whole, new Random(seed)));
            try
            {
                var trace = TraceReader.Read(file, new() { KeepCutShort = seed % 2 == 0 });
                Assert.All(trace.Nodes, n => Assert.InRange(n.Call, 0, trace.Calls.Count - 1));
            }
            catch (BadInputException e)
            {
                refused++;
                Assert.StartsWith($"{file}: at byte ", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
        }

        Assert.InRange(refused, Seeds / 4, Seeds * 3 / 4);
    }

    private static IEnumerable<string> Profile()
    {
        for (int run = 0; run < 3; run++)
        {
            for (int node = 0; node < 6; node++)
                yield return TraceText.Node($"/model/layers.{node}/MatMul", "MatMul", (run * 100) + node, 1, """{"float":[1,2,4]}""", """{"float":[1,2,5]}""", node, 32, 0, 40);
            yield return TraceText.Span("SequentialExecutor::Execute", run * 100, 10);
            yield return TraceText.Span("model_run", run * 100, 12);
        }
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    // A digit for a digit leaves a profile.
                    at = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                    if (at >= 0)
                        bytes[at] = (byte)random.Next('0', '9' + 1);
                    break;
                default:
                    if (random.Next(4) == 0)
                        bytes.RemoveRange(at + 1, bytes.Count - at - 1);
                    break;
            }
        }

        return [.. bytes];
    }
}
