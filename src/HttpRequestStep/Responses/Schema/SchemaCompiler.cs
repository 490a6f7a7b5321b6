using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>Reads a schema into nodes. Every problem is reported; the result only counts when there was none.</summary>
internal sealed class SchemaCompiler(JsonElement root, Action<string, string> report)
{
    private const int DeepestSchema = 128;

    private readonly Dictionary<string, SchemaNode> _nodes = [];
    private readonly SchemaReferences _references = new(root);
    private bool _isSound = true;
    private int _depth;

    public SchemaNode? Compile()
    {
        var node = Schema(SchemaPlace.Root(root));
        _references.Resolve(this);
        SchemaCircles.Report(_nodes.Values, this);
        return _isSound ? node : null;
    }

    public void Report(string path, string message)
    {
        _isSound = false;
        report(path, message);
    }

    /// <summary>The one node of a place; whoever refers to it gets the same.</summary>
    public SchemaNode Schema(SchemaPlace place)
    {
        if (!_nodes.TryGetValue(place.Pointer, out var node))
        {
            node = new SchemaNode(place.Path) { IsFalse = place.Kind == JsonValueKind.False };
            _nodes.Add(place.Pointer, node);
            Read(place, node);
        }

        return node;
    }

    public SchemaNode? Schema(SchemaPlace? place) => place is { } here ? Schema(here) : null;

    /// <summary>An array of schemas that must not be empty.</summary>
    public SchemaNode[] Schemas(SchemaPlace place)
    {
        if (place.Kind == JsonValueKind.Array && place.Value.GetArrayLength() > 0)
        {
            return [.. place.Items().Select(Schema)];
        }

        Report(place.Path, "must be a list of schemas, at least one");
        return [];
    }

    /// <summary>An object whose values are schemas; empty when absent.</summary>
    public Dictionary<string, SchemaNode> SchemasByName(SchemaPlace? place)
    {
        var schemas = new Dictionary<string, SchemaNode>();
        if (place is { Kind: JsonValueKind.Object } here)
        {
            foreach (var (name, schema) in here.Properties())
            {
                schemas[name] = Schema(schema);
            }
        }
        else if (place is { } wrong)
        {
            Report(wrong.Path, "must be an object whose values are schemas");
        }

        return schemas;
    }

    public RefKeyword? Reference(SchemaPlace place) => _references.Add(place, this);

    public void Anchor(SchemaPlace place, SchemaNode node) => _references.AddAnchor(place, node, this);

    private void Read(SchemaPlace place, SchemaNode node)
    {
        if (place.Kind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
        {
            Report(place.Path, $"must be a schema (an object, true or false), not {SchemaText.Of(place.Value)}");
        }
        else if (_depth >= DeepestSchema)
        {
            Report(place.Path, "nests too deeply");
        }
        else if (place.Kind == JsonValueKind.Object)
        {
            _depth++;
            node.Set([.. SchemaVocabulary.Read(place, node, this)]);
            _depth--;
        }
    }
}
