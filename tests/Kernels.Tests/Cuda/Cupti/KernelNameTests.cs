using InferBench.Kernels.Cuda.Cupti;

namespace InferBench.Kernels.Tests.Cuda.Cupti;

public sealed class KernelNameTests
{
    [Theory]
    [InlineData("plain_kernel", "plain_kernel")]
    [InlineData("", "")]
    [InlineData("_Z4gemvPKfPf", "gemv")]
    [InlineData("_ZL6staticv", "static")]
    [InlineData("_Z4gemvILi4EfEvPKT0_", "gemv")]
    [InlineData("_ZN7cutlass7Kernel2I66cutlass_80_wmma_tensorop_f16_s161616gemm_f16_16x16_128x1_tn_align8EEvNT_6ParamsE", "cutlass::Kernel2")]
    [InlineData("_ZN11onnxruntime4cuda22_BinaryElementWiseImplILb1ELi2E6__halfS2_NS0_6OP_AddIS2_EEEEvi", "onnxruntime::cuda::_BinaryElementWiseImpl")]
    [InlineData("_ZN12_GLOBAL__N_13fooIfEEvv", "foo")]
    [InlineData("_ZN3BoxILi12ELNS_4KindE3EE3runEv", "Box::run")]
    [InlineData("_ZN3BoxIDF16_A4_fJidEE3runEv", "Box::run")]
    [InlineData("_ZN3Box", "Box")]
    [InlineData("_ZN9Box", "_ZN9Box")]
    [InlineData("_ZN3BoxILi4", "_ZN3BoxILi4")]
    [InlineData("_Z99999999999999999999x", "_Z99999999999999999999x")]
    [InlineData("_ZS", "_ZS")]
    [InlineData("_Z", "_Z")]
    public void Templates_and_parameters_are_cut(string mangled, string name) => Assert.Equal(name, KernelName.Short(mangled));
}
