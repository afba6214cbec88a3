namespace InferBench.Runner.Worker;

/// <summary>A device that seemed to be there is not, or does not work at all.</summary>
/// <param name="device">The device.</param>
/// <param name="reason">What its runtime says.</param>
/// <param name="cause">What failed because of it.</param>
internal sealed class DeviceAbsentException(string device, string reason, Exception cause) : Exception(reason, cause)
{
    /// <summary>Such as <c>webgpu:0</c>.</summary>
    public string Device => device;
}
