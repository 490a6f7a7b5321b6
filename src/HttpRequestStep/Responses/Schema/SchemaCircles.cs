namespace HttpRequestSteps;

/// <summary>Finds schemas that apply themselves to the very same value: they would never end.</summary>
internal sealed class SchemaCircles
{
    /// <summary>No schema that people write chains so many references, and following more could exhaust the stack.</summary>
    private const int LongestChain = 256;

    private readonly HashSet<SchemaNode> _done = [];
    private readonly HashSet<SchemaNode> _open = [];
    private readonly SchemaCompiler _compiler;

    private SchemaCircles(SchemaCompiler compiler) => _compiler = compiler;

    public static void Report(IEnumerable<SchemaNode> nodes, SchemaCompiler compiler)
    {
        var circles = new SchemaCircles(compiler);
        foreach (var node in nodes)
        {
            circles.Follow(node);
        }
    }

    private void Follow(SchemaNode node)
    {
        if (_done.Contains(node))
        {
            return;
        }

        if (!_open.Add(node))
        {
            _compiler.Report(node.Path, "leads back to itself by $ref without going into the value, and would never end");
        }
        else if (_open.Count > LongestChain)
        {
            _compiler.Report(node.Path, "is reached by too long a chain of references");
        }
        else
        {
            foreach (var next in node.InPlace)
            {
                Follow(next);
            }
        }

        _open.Remove(node);
        _done.Add(node);
    }
}
