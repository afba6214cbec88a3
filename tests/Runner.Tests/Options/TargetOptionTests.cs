using InferBench.Runner.Options;

namespace InferBench.Runner.Tests.Options;

public sealed class TargetOptionTests
{
    [Theory]
    [InlineData("cpu,cuda,webgpu", "cpu,cuda:0,webgpu:0")]
    [InlineData("cuda:3,OpenVINO:0,XNNPACK:0", "cuda:3,OpenVINO:0,XNNPACK:0")]
    public void Devices_by_their_one_name(string given, string devices)
    {
        var read = new OptionReader();

        Assert.Equal(devices.Split(','), TargetOption.Devices(read, given));
        Assert.Empty(read.Problems);
    }

    // Another provider has one device, and none of them takes a name that means something else.
    [Theory]
    [InlineData("OpenVINO:1")]
    [InlineData("OpenVINO")]
    [InlineData("CUDA:0")]
    [InlineData("session:0")]
    [InlineData("../x:0")]
    [InlineData("cuda:01")]
    public void A_device_that_cannot_be(string given)
    {
        var read = new OptionReader();
        TargetOption.Devices(read, given);

        Assert.Equal($"--device: found '{given}', allowed is a list of different devices, each cpu, cuda:N, webgpu:N or PROVIDER:0", Assert.Single(read.Problems));
    }
}
