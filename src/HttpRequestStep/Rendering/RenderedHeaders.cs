namespace HttpRequestSteps;

/// <summary>The header lines of a request, in the order they are sent; content headers among them.</summary>
internal readonly struct RenderedHeaders(HeaderLine[] lines, string?[] values)
{
    public static RenderedHeaders Render(HeaderLine[] lines, RenderContext context, RenderedBody? body)
    {
        var values = new string?[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            values[i] = lines[i].Render(context, body);
        }

        return new RenderedHeaders(lines, values);
    }

    public Enumerator GetEnumerator() => new(lines, values);

    /// <summary>Passes over the lines that have no value.</summary>
    public struct Enumerator(HeaderLine[] lines, string?[] values)
    {
        private int _at = -1;

        public readonly RenderedHeader Current => new(lines[_at].Name, values[_at]!, lines[_at].IsSecret);

        public bool MoveNext()
        {
            while (++_at < values.Length)
            {
                if (values[_at] is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>One header line.</summary>
internal readonly record struct RenderedHeader(string Name, string Value, bool IsSecret);
