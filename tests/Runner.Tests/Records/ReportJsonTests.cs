using System.Text.Json;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class ReportJsonTests
{
    [Fact]
    public void The_committed_schema_of_a_model_is_the_inspections() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(ModelInspection), "model", ModelInspection.CurrentSchema);

    [Fact]
    public void The_committed_schema_of_the_presets_is_the_lists() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(PresetList), "presets", PresetList.CurrentSchema);

    [Fact]
    public void The_committed_schema_of_a_plan_is_the_listings() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(PlanListing), "list", PlanListing.CurrentSchema);

    [Fact]
    public void The_published_schema_of_devices_is_that_of_the_type() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(DeviceListing), "devices", DeviceListing.CurrentSchema);

    [Fact]
    public void The_committed_schema_of_a_comparison_is_the_reports() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(ComparisonReport), "compare", ComparisonReport.CurrentSchema);

    [Fact]
    public void The_committed_schema_of_a_self_test_is_the_reports() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(SelfTestReport), "selftest", SelfTestReport.CurrentSchema);

    [Fact]
    public void The_committed_schema_of_a_difference_of_profiles_is_the_reports() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(ProfileDiffReport), "profile-diff", ProfileDiffReport.CurrentSchema);

    [Fact]
    public void The_committed_schema_of_kernels_for_a_model_is_the_reports() =>
        PublishedSchema.Check(ReportJson.Indented.Options, typeof(KernelsForModelReport), "kernels-for-model", KernelsForModelReport.CurrentSchema);

    [Fact]
    public void An_inspection_is_the_same_in_any_culture_and_leaves_out_what_was_not_asked_for()
    {
        var inspection = ModelInspector.Inspect(new ModelRecipe { Preset = PresetCatalog.Get("llama-15m"), Precision = Precision.Int4 }, [0]);

        string json = Culture.WithDecimalComma(() => JsonSerializer.Serialize(inspection, ReportJson.Indented.ModelInspection));

        Assert.Equal(JsonSerializer.Serialize(inspection, ReportJson.Indented.ModelInspection), json);
        Assert.Contains("\"kind\": \"feed_forward\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("verification", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, ReportJson.Indented.ModelInspection)!, ReportJson.Indented.ModelInspection));
    }
}
