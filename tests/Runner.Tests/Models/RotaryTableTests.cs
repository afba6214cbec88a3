using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class RotaryTableTests
{
    [Theory]
    [InlineData("llama-15m")]
    [InlineData("llama-110m")]
    [InlineData("llama-2-7b")]
    [InlineData("llama-3.2-1b")]
    [InlineData("llama-3.1-8b")]
    public void The_table_agrees_with_the_mathematics_library(string name)
    {
        Preset preset = PresetCatalog.Get(name);
        RotaryTable table = new(preset);
        ReferenceRotation reference = new(preset);
        int pairs = preset.Geometry.HeadSize / 2, positions = preset.Geometry.Positions;
        float[] cos = new float[pairs], sin = new float[pairs];
        foreach (int position in (int[])[0, 1, 511, 512, 513, positions / 3, positions - 1])
        {
            long start = (long)position * pairs;
            table.FillCos(start, cos);
            table.FillSin(start, sin);
            for (int j = 0; j < pairs; j++)
            {
                double angle = position * reference.Frequency(j);
                Assert.Equal(Math.Cos(angle), cos[j], 1e-7);
                Assert.Equal(Math.Sin(angle), sin[j], 1e-7);
            }
        }
    }
}
