namespace HttpRequestSteps;

/// <summary>A text of a definition, parsed and checked once, rendered many times. Thread-safe.</summary>
internal sealed class CompiledText
{
    private readonly TextNode[] _nodes;
    private readonly string? _constant;

    public CompiledText(string path, TextNode[] nodes, bool isSecret, IReadOnlyList<string> secrets)
    {
        Path = path;
        IsSecret = isSecret;
        Secrets = secrets;
        _nodes = nodes;
        _constant = nodes.Length == 0 ? string.Empty : nodes is [LiteralNode literal] ? literal.Text : null;
        Single = nodes is [OutputNode output] ? output : null;
    }

    /// <summary>The JSON path of the text in its definition.</summary>
    public string Path { get; }

    public bool IsSecret { get; }

    /// <summary>The names of the secrets it prints.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>Whether its tags are nodes of ours; Fluid renders them otherwise.</summary>
    public bool IsCompiled => !Array.Exists(_nodes, static node => node is FluidNode);

    public bool IsConstant => _constant is not null;

    public string? Constant => _constant;

    /// <summary>The one expression that the whole text is, or null.</summary>
    public OutputNode? Single { get; }

    public ReadOnlySpan<TextNode> Nodes => _nodes;

    public string Render(TemplateScope scope)
    {
        if (_constant is not null)
        {
            return _constant;
        }

        var single = Single is null ? default : Value(scope);
        if (single.Text is { } text)
        {
            return text;
        }

        var buffer = TextBuffer.Rent(scope.Frame.MaxRenderedSize);
        try
        {
            if (Single is null)
            {
                Render(scope, buffer.Plain);
            }
            else
            {
                single.Print(buffer.Plain, scope);
            }

            return buffer.ToString();
        }
        finally
        {
            buffer.Return();
        }
    }

    public void Render(TemplateScope scope, TextSlot slot)
    {
        try
        {
            foreach (var node in _nodes)
            {
                node.Render(scope, slot);
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StepFailureException))
        {
            throw TemplateFailures.At(Path, exception, scope);
        }
    }

    /// <summary>Renders some nodes of a text.</summary>
    public static string Render(ReadOnlySpan<TextNode> nodes, TemplateScope scope, string path) => new CompiledText(path, nodes.ToArray(), false, []).Render(scope);

    /// <summary>Whether the text prints this variable just once and plainly, and what stands around it.</summary>
    public bool PrintsAt(string variable, out TextNode[] before, out TextNode[] after)
    {
        var at = Array.FindIndex(_nodes, node => node is PathNode path && path.Is(variable));
        before = at < 0 ? [] : _nodes[..at];
        after = at < 0 ? [] : _nodes[(at + 1)..];
        return at >= 0 && !before.Concat(after).Any(node => node is TagsNode or ExpressionNode || (node is PathNode path && path.Is(variable)));
    }

    /// <summary>The value of the single expression, in its own type.</summary>
    public TemplateValue Value(TemplateScope scope)
    {
        try
        {
            return Single!.Evaluate(scope);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw TemplateFailures.At(Path, exception, scope);
        }
    }
}
