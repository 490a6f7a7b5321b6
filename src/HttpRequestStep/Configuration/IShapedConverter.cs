namespace HttpRequestSteps;

/// <summary>A converter of a definition format beyond the step's, which tells what its value may look like.</summary>
internal interface IShapedConverter
{
    LeafShape Shape { get; }
}
