using InferBench.Kernels.Cpu;

namespace InferBench.Kernels.Tests.Cpu;

public sealed unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(1, 64)]
    [InlineData(1000, 64)]
    [InlineData(1 << 19, 2 << 20)]
    [InlineData(3_000_001, 2 << 20)]
    public void Begins_at_a_cache_line_or_where_large_at_a_huge_page_and_is_zero(long length, int alignment)
    {
        using var buffer = new AlignedBuffer<float>(length);

        Assert.Equal(0, (nint)buffer.Pointer % alignment);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(length, buffer.Span.Length);
        Assert.False(buffer.Span.ContainsAnyExcept(0f));
    }

    [Fact]
    public void Fills_and_clears_all()
    {
        using var buffer = new AlignedBuffer<short>(70_001);

        buffer.Fill(-3);
        Assert.False(buffer.Span.ContainsAnyExcept((short)-3));
        buffer.Clear();
        Assert.False(buffer.Span.ContainsAnyExcept((short)0));
    }

    [Fact]
    public void Refuses_more_than_an_address_space() => Assert.Throws<OverflowException>(() => new AlignedBuffer<float>(long.MaxValue));

    [Fact]
    public void Can_be_disposed_twice()
    {
        var buffer = new AlignedBuffer<byte>(10);
        buffer.Dispose();
        buffer.Dispose();
        Assert.True(buffer.Pointer is null);
    }
}
