namespace HttpRequestSteps;

/// <summary>Compares values that are both text, without strings made for it.</summary>
internal static class Texts
{
    public static bool TryCompare(scoped in TemplateValue left, scoped in TemplateValue right, TemplateRun run, out int order)
    {
        order = 0;
        if (!TryRead(left, run, isOdd: false, out var a) || !TryRead(right, run, isOdd: true, out var b))
        {
            return false;
        }

        order = a.SequenceCompareTo(b);
        return true;
    }

    /// <summary>The text of a value, read into a scratch buffer where it is JSON.</summary>
    public static bool TryRead(scoped in TemplateValue value, TemplateRun run, bool isOdd, out ReadOnlySpan<char> text)
    {
        if (TagValues.IsJsonText(value, out var json))
        {
            var buffer = run.Scratch(isOdd);
            TagValues.Decode(json, buffer);
            text = buffer.Span;
            return true;
        }

        var isText = TagValues.TryString(value, out var own);
        text = own;
        return isText;
    }
}
