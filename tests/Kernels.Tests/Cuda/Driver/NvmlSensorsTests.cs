using InferBench.Kernels.Cuda.Driver;
using InferBench.Tests.Native;

namespace InferBench.Kernels.Tests.Cuda.Driver;

/// <summary>The real loader and the real entry points, on a library made for it.</summary>
public sealed class NvmlSensorsTests
{
    private const string TooOld = "this driver's NVML is too old for it", NotTold = "this GPU does not tell it (NVML: not supported)";

    private static NvmlSensors Open(CompiledNvml nvml) => new(Library(nvml).Device("0000:00:00.0"));

    private static NvmlLibrary Library(CompiledNvml nvml) =>
        NvmlLibrary.Load(new LibraryPlaces(name => name == NativeLibraries.Override ? nvml.Folder : null, []), []);

    private static double[] Read(NvmlSensors sensors)
    {
        var values = new double[NvmlSensors.All.Count];
        sensors.Read(values);
        return values;
    }

    [Fact]
    public void Every_sensor_is_read()
    {
        using var nvml = CompiledNvml.Compile();
        nvml.Set("now_ms", 1_000);
        nvml.Set("reasons", 0x44);
        var sensors = Open(nvml);

        Assert.Equal([90, 5L << 30, 300_000, 300_000, 60, 1980, 2619, 0x44], Read(sensors));
        nvml.Set("sm_mhz", 1095);
        nvml.Set("power_mw", 700_123);
        Assert.Equal([90, 5L << 30, 700_123, 700_123, 60, 1095, 2619, 0x44], Read(sensors));
        Assert.All(NvmlSensors.All, sensor => Assert.Null(sensors.WhyNot(sensor)));
    }

    [Fact]
    public void The_energy_counter_moves_every_100_ms()
    {
        using var nvml = CompiledNvml.Compile();
        var sensors = Open(nvml);
        long[] times = [1_000, 1_050, 1_099, 1_100, 1_199, 1_250];

        Assert.Equal([300_000, 300_000, 300_000, 330_000, 330_000, 360_000], times.Select(at =>
        {
            nvml.Set("now_ms", at);
            return Read(sensors)[(int)NvmlSensor.Energy];
        }));
    }

    [Fact]
    public void An_old_driver_tells_less_and_names_reasons_otherwise()
    {
        using var nvml = CompiledNvml.Compile(oldDriver: true);
        nvml.Set("reasons", 8);
        var sensors = Open(nvml);

        Assert.Equal([90, 5L << 30, 300_000, double.NaN, 60, 1980, 2619, 8], Read(sensors));
        Assert.Equal(TooOld, sensors.WhyNot(NvmlSensor.Energy));
        Assert.Null(Library(nvml).Devices()[0].EnergyMillijoules);
    }

    [Fact]
    public void What_a_board_does_not_have_is_not_zero()
    {
        using var nvml = CompiledNvml.Compile();
        nvml.Set("energy_status", 3);
        nvml.Set("clock_status", 3);
        var sensors = Open(nvml);

        Assert.Equal([90, 5L << 30, 300_000, double.NaN, 60, double.NaN, double.NaN, 0], Read(sensors));
        Assert.Equal([NotTold, NotTold, NotTold], new[] { NvmlSensor.Energy, NvmlSensor.SmClock, NvmlSensor.MemoryClock }.Select(sensors.WhyNot));
    }

    [Theory]
    [InlineData(9223372036854775794)]
    [InlineData(9223372036854775792)]
    [InlineData(-1)]
    public void A_long_number_that_stands_for_none_is_none(long blank)
    {
        using var nvml = CompiledNvml.Compile();
        nvml.Set("energy_blank", blank);
        var sensors = Open(nvml);

        Assert.Equal(double.NaN, Read(sensors)[(int)NvmlSensor.Energy]);
        Assert.Equal(NotTold, sensors.WhyNot(NvmlSensor.Energy));
        Assert.Null(Library(nvml).Devices()[0].EnergyMillijoules);
    }

    [Theory]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0x7FFFFFF0)]
    [InlineData(0x7FFFFFF2)]
    public void A_number_that_stands_for_none_is_none(long blank)
    {
        using var nvml = CompiledNvml.Compile();
        nvml.Set("power_blank", blank);

        Assert.Equal(double.NaN, Read(Open(nvml))[(int)NvmlSensor.Power]);
        Assert.Null(Library(nvml).Devices()[0].PowerMilliwatts);
    }

    [Fact]
    public void A_gap_ends_again()
    {
        using var nvml = CompiledNvml.Compile();
        var sensors = Open(nvml);

        nvml.Set("temperature_status", 999);
        Assert.Equal(double.NaN, Read(sensors)[(int)NvmlSensor.Temperature]);
        Assert.Equal("NVML (999): Unknown Error", sensors.WhyNot(NvmlSensor.Temperature));
        nvml.Set("temperature_status", 0);
        Assert.Equal(60, Read(sensors)[(int)NvmlSensor.Temperature]);
        Assert.False(sensors.IsLost);
    }

    [Fact]
    public void A_GPU_that_is_lost_is_asked_nothing_more()
    {
        using var nvml = CompiledNvml.Compile();
        var sensors = Open(nvml);

        nvml.Set("status", 15);
        Assert.All(Read(sensors), value => Assert.Equal(double.NaN, value));
        Assert.True(sensors.IsLost);
        Assert.Equal("NVML (15): GPU is lost", sensors.WhyNot(NvmlSensor.Utilization));
        nvml.Set("status", 0);
        Assert.All(Read(sensors), value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var nvml = CompiledNvml.Compile();
        nvml.Set("clock_status", 3);
        var sensors = Open(nvml);
        var values = new double[NvmlSensors.All.Count];
        sensors.Read(values);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sensors.Read(values);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
