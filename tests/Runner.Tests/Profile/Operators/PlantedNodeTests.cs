using System.Runtime.InteropServices;
using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Profile.Operators;

public sealed class PlantedNodeTests : IDisposable
{
    private const int Hidden = 64, Wide = 1 << 16, Prompt = 8, Steps = 2;
    private const string Planted = "/model/layers.1/mlp/planted/MatMul";

    private readonly ChangedGraph changed = new();

    public void Dispose() => changed.Dispose();

    [Fact]
    public void A_slow_product_planted_in_a_layer_is_found_first_with_its_operations()
    {
        Plant(changed.Model.Graph);
        File.WriteAllBytes(changed.Path, changed.Model.ToByteArray());
        using var profiled = ProfiledModel.Run(ModelFolder.Open(changed.Folder["model"]), Prompt, Steps);

        var profile = profiled.Read();

        Check(RunPhase.Prefill, 2L * Prompt * Hidden * Wide, calls: 1);
        Check(RunPhase.Decode, 2L * Steps * Hidden * Wide, Steps);

        void Check(RunPhase phase, long operations, int calls)
        {
            var first = profile.Nodes(phase)[0];
            Assert.Equal((Planted, OperatorKind.MatMul, 1), (first.Name, first.Kind, first.Place.Layer));
            Assert.Equal((operations, calls * 4L * Hidden * Wide), (first.Cost.Operations, first.Cost.WeightBytes));
            Assert.Equal(1, OperatorTotals.By(profile.Nodes(phase), n => n.Place.Layer)[0].Key);
        }
    }

    // Between the last product of layer 1 and what takes it: a product 1,024 times as wide, of which only the first columns go on.
    private static void Plant(GraphProto graph)
    {
        var down = graph.Node.Single(n => n.Name == "/model/layers.1/mlp/down_proj/MatMul");
        string result = down.Output[0];
        down.Output[0] = "before";
        graph.Initializer.Add(new TensorProto { Name = "wide", DataType = (int)ElementType.Float32, Dims = { Hidden, Wide }, RawData = ByteString.CopyFrom(new byte[4 * Hidden * Wide]) });
        Longs("starts", 0);
        Longs("ends", Hidden);
        Longs("axes", 2);
        int at = graph.Node.IndexOf(down) + 1;
        graph.Node.Insert(at, new NodeProto { Name = Planted, OpType = "MatMul", Input = { "before", "wide" }, Output = { "planted" } });
        graph.Node.Insert(at + 1, new NodeProto { Name = "/model/layers.1/mlp/planted/Slice", OpType = "Slice", Input = { "planted", "starts", "ends", "axes" }, Output = { result } });

        void Longs(string name, params long[] values) => graph.Initializer.Add(
            new TensorProto { Name = name, DataType = (int)ElementType.Int64, Dims = { values.Length }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) });
    }
}
