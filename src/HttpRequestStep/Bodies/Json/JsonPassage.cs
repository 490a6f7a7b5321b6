namespace HttpRequestSteps;

/// <summary>What a literal of a template does to JSON in one state: it stands in the same one row after row.</summary>
/// <param name="Entry">The state before it.</param>
/// <param name="Exit">The state after it.</param>
/// <param name="Utf8">Its bytes, without the commas that are stripped.</param>
/// <param name="StripsComma">Whether it ends a container after a comma that stands before it.</param>
/// <param name="Comma">The place in its bytes of the comma that may have to be stripped after it; negative for none.</param>
internal sealed record JsonPassage(JsonState Entry, JsonState Exit, byte[] Utf8, bool StripsComma, int Comma);
