using System.Text;
using System.Text.Json;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class NestedJsonTests
{
    [Theory]
    [InlineData("{}", 2)]
    [InlineData("[1,[2,{\"a\":3}],4],5", 17)]
    [InlineData("{\"}\":\"]\\\"}\"} ", 12)]
    [InlineData("{\"a\":[", -1)]
    [InlineData("[\"]", -1)]
    [InlineData("[\"\\", -1)]
    public void A_value_ends_at_its_last_bracket(string json, int end)
    {
        // Any place in a block, and any number of blocks around.
        foreach (int before in (int[])[0, 1, 50, 63, 64, 100])
        {
            foreach (int after in (int[])[0, 1, 63, 64, 200])
            {
                if (end < 0 && after > 0)
                    continue;
                string text = new string(' ', before) + json + new string(' ', after);
                Assert.Equal(end < 0 ? -1 : before + end, NestedJson.EndOf(Encoding.UTF8.GetBytes(text), before));
            }
        }
    }

    [Fact]
    public void Random_values_end_where_a_parser_ends()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            Append(text, random, 0);
            byte[] value = Encoding.UTF8.GetBytes(text.ToString());
            JsonDocument.Parse(value).Dispose();

            Assert.Equal(value.Length, NestedJson.EndOf([.. value, .. ",\"}]\":1}"u8], 0));
        }
    }

    private static void Append(StringBuilder text, Random random, int depth)
    {
        bool isObject = random.Next(2) == 0;
        text.Append(isObject ? '{' : '[');
        int members = random.Next(8);
        for (int i = 0; i < members; i++)
        {
            if (i > 0)
                text.Append(',');
            if (isObject)
                text.Append(JsonSerializer.Serialize(Name(random) + i)).Append(':');
            switch (random.Next(depth > 5 ? 2 : 4))
            {
                case 0:
                    text.Append(random.Next());
                    break;
                case 1:
                    text.Append(JsonSerializer.Serialize(Name(random)));
                    break;
                default:
                    Append(text, random, depth + 1);
                    break;
            }
        }

        text.Append(isObject ? '}' : ']');
    }

    private static string Name(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(20) == 0 ? '\\' : "{}[]abc"[random.Next(7)]));
}
