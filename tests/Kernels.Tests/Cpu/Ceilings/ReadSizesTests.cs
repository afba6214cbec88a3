using InferBench.Kernels.Cpu.Ceilings;

namespace InferBench.Kernels.Tests.Cpu.Ceilings;

public sealed class ReadSizesTests
{
    private const long Kibibyte = 1024, Mebibyte = 1 << 20, Gibibyte = 1 << 30;
    private static readonly CacheLevel[] TwoCores = [new(48 * Kibibyte, 2), new(Mebibyte, 2), new(32 * Mebibyte, 1)];

    [Fact]
    public void One_thread_has_one_of_each_level() => Assert.Equal(
        ["24", "48", "96", "512", "1024", "2048", "16384", "32768", "65536", "1048576"],
        ReadSizes.For(TwoCores, threads: 1, 64 * Gibibyte).Select(shape => shape.ToString()));

    [Fact]
    public void Two_threads_have_the_levels_of_both_cores() => Assert.Equal(
        ["48", "96", "192", "1024", "2048", "4096", "16384", "32768", "65536", "1048576"],
        ReadSizes.For(TwoCores, threads: 2, 64 * Gibibyte).Select(shape => shape.ToString()));

    [Fact]
    public void A_last_level_of_half_a_gibibyte_asks_for_two() => Assert.Equal(
        "2097152", ReadSizes.For([new(256 * Mebibyte, 2)], threads: 1, 64 * Gibibyte)[^1].ToString());

    [Fact]
    public void Nothing_takes_more_than_half_of_what_is_available() => Assert.Equal(
        ["24", "48", "96", "512", "1024", "2048", "16384", "32768", "51200"],
        ReadSizes.For(TwoCores, threads: 1, 100 * Mebibyte).Select(shape => shape.ToString()));

    [Fact]
    public void Without_caches_there_is_memory() => Assert.Equal(
        "1048576", Assert.Single(ReadSizes.For([], threads: 4, 64 * Gibibyte)).ToString());
}
