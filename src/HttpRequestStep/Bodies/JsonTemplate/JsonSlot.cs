namespace HttpRequestSteps;

/// <summary>JSON rendered straight into a body: checked, and its trailing commas stripped, while it is written. The thread keeps it for the next render.</summary>
internal sealed class JsonSlot : Utf8Slot
{
    [ThreadStatic]
    private static JsonSlot? t_spare;

    private JsonScanner _scanner;
    private bool _escapes;

    // The text is no JSON, or its pieces are such that only the whole shows whether it is.
    private bool _isLost;

    private JsonSlot()
    {
    }

    /// <summary>Renders a text; false when what it renders to is not JSON or cannot be sent.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">Its variables.</param>
    /// <param name="body">Takes the bytes.</param>
    /// <param name="escapes">Whether every value stands inside a string.</param>
    public static bool TryRender(CompiledText text, TemplateScope scope, PooledBody body, bool escapes)
    {
        var slot = t_spare ?? new JsonSlot();
        t_spare = null;
        (slot._scanner, slot._escapes, slot._isLost) = (default, escapes, false);
        var isJson = slot.TryRender(text, scope, body) && (slot is { _isLost: false, _scanner.IsComplete: true } || TryStrip(body));
        t_spare = slot;
        return isJson;
    }

    public override void Literal(Literal literal)
    {
        if (_isLost || literal.Utf8 is null)
        {
            base.Literal(literal);
        }
        else if (literal.Passage(in _scanner.State) is { } passage)
        {
            Follow(passage);
        }
        else
        {
            Explore(literal);
        }
    }

    public override void Literal(ReadOnlySpan<char> text)
    {
        var start = Body.Count;
        base.Literal(text);
        Scan(start);
    }

    public override void Value(ReadOnlySpan<char> text)
    {
        var start = Body.Count;
        if (_escapes && JsonEscape.IsNeeded(text))
        {
            AppendEscaped(text);
        }
        else
        {
            base.Value(text);
        }

        Scan(start);
    }

    public override void Utf8Value(ReadOnlySpan<byte> utf8)
    {
        if (_escapes)
        {
            DecodeValue(utf8);
            return;
        }

        var start = Body.Count;
        base.Utf8Value(utf8);
        Scan(start);
    }

    private static bool TryStrip(PooledBody body)
    {
        if (JsonCheck.StripAndCheck(body.Written, out var length).Kind != JsonFaultKind.None)
        {
            return false;
        }

        body.Truncate(length);
        return true;
    }

    private void Follow(JsonPassage passage)
    {
        if (passage.StripsComma)
        {
            var written = Body.Written;
            written[(_scanner.Comma + 1)..].CopyTo(written[_scanner.Comma..]);
            Body.Truncate(written.Length - 1);
        }

        if (passage.Comma >= 0)
        {
            _scanner.Comma = Body.Count + passage.Comma;
        }

        Append(passage.Utf8);
        _scanner.State = passage.Exit;
    }

    private void Explore(Literal literal)
    {
        var (entry, start) = (_scanner.State, Body.Count);
        base.Literal(literal);
        Scan(start);
        if (_isLost)
        {
            return;
        }

        start -= _scanner.HasStrippedEarlier ? 1 : 0;
        literal.Keep(new JsonPassage(entry, _scanner.State, Body.Written[start..].ToArray(), _scanner.HasStrippedEarlier, _scanner.Comma - start));
    }

    private void Scan(int start)
    {
        if (_isLost)
        {
            return;
        }

        var length = Body.Count;
        _isLost = !_scanner.TryScan(Body.Written, start, ref length);
        Body.Truncate(length);
    }
}
