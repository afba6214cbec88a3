using System.Globalization;

namespace InferBench.Runner.Tests;

/// <summary>Runs a test's body where a comma is the decimal separator, on a machine with or without ICU.</summary>
internal static class Culture
{
    public static T WithDecimalComma<T>(Func<T> body)
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        comma.NumberFormat.PercentDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "\u2212";
        comma.DateTimeFormat.DateSeparator = ".";
        CultureInfo.CurrentCulture = comma;
        try
        {
            return body();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
