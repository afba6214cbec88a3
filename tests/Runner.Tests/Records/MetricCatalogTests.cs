using System.Reflection;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class MetricCatalogTests
{
    [Fact]
    public void Every_id_has_one_row()
    {
        var ids = typeof(MetricId).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(ids.Order(StringComparer.Ordinal), MetricCatalog.All.Select(m => m.Id).Order(StringComparer.Ordinal));
        Assert.All(MetricCatalog.All, m => Assert.Same(m, MetricCatalog.Get(m.Id)));
    }

    [Fact]
    public void Every_warning_has_advice() => Assert.All(Enum.GetValues<WarningCode>(), code => Assert.NotEmpty(Warnings.Advice(code, "inferbench run")));
}
