using System.Globalization;

namespace HttpRequestSteps;

/// <summary>The tree that the paths of a mapping make. Finds what contradicts itself.</summary>
internal sealed class MappingShape
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, MappingShape> _members = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, MappingShape> _items = [];

    private MappingShape(int field, string path)
    {
        Field = field;
        Path = path;
    }

    /// <summary>The field that made this node first.</summary>
    public int Field { get; }

    /// <summary>The path of the node.</summary>
    public string Path { get; }

    /// <summary>Whether the field fills it with its value.</summary>
    public bool IsLeaf { get; private set; }

    public bool IsArray => _items.Count > 0;

    public IEnumerable<(string Name, MappingShape Node)> Members => _names.Select(name => (name, _members[name]));

    public IEnumerable<MappingShape> Items => _items.Values;

    /// <summary>The tree of some fields; what is wrong is reported.</summary>
    /// <param name="fields">The fields of a mapping.</param>
    /// <param name="report">Takes the index of a field and a sentence.</param>
    public static MappingShape Of(IReadOnlyList<MappingField> fields, Action<int, string> report)
    {
        var root = new MappingShape(0, string.Empty);
        for (var i = 0; i < fields.Count; i++)
        {
            var (steps, error) = MappingPath.Parse(fields[i].To);
            error ??= root.Add(steps, i, fields);
            if (error is not null)
            {
                report(i, error);
            }
        }

        root.FindHoles(fields, report);
        return root;
    }

    private string? Add(ReadOnlySpan<MappingStep> steps, int field, IReadOnlyList<MappingField> fields)
    {
        if (steps.IsEmpty)
        {
            IsLeaf = true;
            return null;
        }

        if (IsArray ? steps[0].Name is not null : _names.Count > 0 && steps[0].Name is null)
        {
            var (mine, theirs) = IsArray ? ("an object", "an array") : ("an array", "an object");
            return $"{Name(field, fields)} needs \"{Path}\" to be {mine}, and {Name(Field, fields)} makes it {theirs}.";
        }

        var isNew = !TryFind(steps[0], out var child);
        if (isNew)
        {
            child = new MappingShape(field, steps[0].Name is { } name ? JsonPath.Member(Path, name).TrimStart('.') : JsonPath.Item(Path, steps[0].Index));
            Keep(steps[0], child!);
        }
        else if (child!.IsLeaf || steps.Length == 1)
        {
            return Conflict(child, steps.Length == 1, field, fields);
        }

        return child!.Add(steps[1..], field, fields);
    }

    private static string Conflict(MappingShape child, bool isLast, int field, IReadOnlyList<MappingField> fields)
    {
        if (isLast && child.IsLeaf)
        {
            return $"{Name(field, fields)} and {Name(child.Field, fields)} fill the same place.";
        }

        var (value, container) = isLast ? (field, child.Field) : (child.Field, field);
        return $"{Name(value, fields)} fills \"{child.Path}\" with a value, and {Name(container, fields)} with something inside it.";
    }

    private void FindHoles(IReadOnlyList<MappingField> fields, Action<int, string> report)
    {
        var expected = 0;
        foreach (var (index, item) in _items)
        {
            if (index != expected)
            {
                var neighbour = expected > 0 ? $" after {Name(_items[expected - 1].Field, fields)}" : string.Empty;
                report(item.Field, $"{Name(item.Field, fields)} leaves a hole: nothing fills \"{JsonPath.Item(Path, expected)}\"{neighbour}.");
                break;
            }

            expected++;
        }

        foreach (var child in _members.Values.Concat(_items.Values))
        {
            child.FindHoles(fields, report);
        }
    }

    private bool TryFind(MappingStep step, out MappingShape? child) =>
        step.Name is not null ? _members.TryGetValue(step.Name, out child) : _items.TryGetValue(step.Index, out child);

    private void Keep(MappingStep step, MappingShape child)
    {
        if (step.Name is null)
        {
            _items[step.Index] = child;
            return;
        }

        _names.Add(step.Name);
        _members[step.Name] = child;
    }

    private static string Name(int field, IReadOnlyList<MappingField> fields) =>
        string.Create(CultureInfo.InvariantCulture, $"fields[{field}] (\"{fields[field].To}\")");
}
