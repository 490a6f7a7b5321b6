namespace HttpRequestSteps;

/// <summary>Half of a surrogate pair is no character: encoders write a replacement in its stead, so that two values would become one.</summary>
internal static class SurrogateHalves
{
    public static bool AreIn(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return true;
            }

            text = text[(at + 2)..];
        }

        return false;
    }

    /// <exception cref="TemplateException">There is one.</exception>
    public static void Refuse(ReadOnlySpan<char> text, string where)
    {
        if (AreIn(text))
        {
            throw new TemplateException($"a value {where} holds half of a surrogate pair, which is no character and cannot be sent.");
        }
    }
}
