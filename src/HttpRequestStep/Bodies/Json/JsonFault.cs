namespace HttpRequestSteps;

/// <summary>Why bytes are not JSON, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">The byte where it shows.</param>
/// <param name="Opened">The byte where the unfinished string, array or object began.</param>
internal readonly record struct JsonFault(JsonFaultKind Kind, int Offset, int Opened = 0);

/// <summary>What can be wrong with JSON.</summary>
internal enum JsonFaultKind
{
    None,
    Empty,
    NoValue,
    NoName,
    NoColon,
    NoSeparatorInArray,
    NoSeparatorInObject,
    MoreThanOneValue,
    UnclosedArray,
    UnclosedObject,
    UnclosedString,
    ControlCharacter,
    BadEscape,
    BadNumber,
    TooDeep,
}
