namespace HttpRequestSteps.Cli;

/// <summary>A path with a behaviour of its own.</summary>
/// <param name="Name">Its first segment, or its first two.</param>
/// <param name="Shape">How it is written, as help shows it.</param>
/// <param name="Does">What it is for, in a few words.</param>
/// <param name="Answer">Its answer; null when the path is only named alike, which leaves it to the echo.</param>
internal sealed record SpecialPath(string Name, string Shape, string Does, Func<SpecialRequest, InspectorAnswer?> Answer);
