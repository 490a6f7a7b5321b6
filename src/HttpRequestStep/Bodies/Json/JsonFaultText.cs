namespace HttpRequestSteps;

/// <summary>Says what is wrong with JSON, in the words of its author.</summary>
internal static class JsonFaultText
{
    public static RenderedFault Of(JsonFault fault, ReadOnlySpan<char> text)
    {
        var offset = Utf8Text.CharacterAt(text, fault.Offset);
        return RenderedFault.Of(offset, Found(fault.Kind, text, offset), Expected(fault, text));
    }

    private static string Found(JsonFaultKind kind, ReadOnlySpan<char> text, int offset) => kind switch
    {
        JsonFaultKind.Empty => "nothing",
        JsonFaultKind.BadEscape => $"\"{text.Slice(offset, Math.Min(text.Length - offset, text[offset..] is ['\\', 'u', ..] ? 6 : 2))}\"",
        _ => FaultText.Found(text, offset),
    };

    private static string Expected(JsonFault fault, ReadOnlySpan<char> text) => fault.Kind switch
    {
        JsonFaultKind.NoName => "the name of a member in double quotes",
        JsonFaultKind.NoColon => "a colon after the name of the member",
        JsonFaultKind.NoSeparatorInArray or JsonFaultKind.UnclosedArray => $"a comma, or the \"]\" of the array begun at {Opened(fault, text)}",
        JsonFaultKind.NoSeparatorInObject or JsonFaultKind.UnclosedObject => $"a comma, or the \"}}\" of the object begun at {Opened(fault, text)}",
        JsonFaultKind.MoreThanOneValue => "nothing more, since the one value is complete",
        JsonFaultKind.UnclosedString => $"the closing quote of the string begun at {Opened(fault, text)}",
        JsonFaultKind.ControlCharacter => $"its escaped form in the string begun at {Opened(fault, text)}",
        JsonFaultKind.BadEscape => @"one of \"" \\ \/ \b \f \n \r \t \uXXXX",
        JsonFaultKind.BadNumber => "a JSON number",
        JsonFaultKind.TooDeep => $"at most {JsonCheck.MaxDepth} levels",
        _ => "a JSON value",
    };

    private static string Opened(JsonFault fault, ReadOnlySpan<char> text) => FaultText.Place(text, Utf8Text.CharacterAt(text, fault.Opened));
}
