namespace HttpRequestSteps;

/// <summary>
/// The properties and items of one value that some keyword has looked at, for <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.
/// Kept only where one of the two will ask.
/// </summary>
internal sealed class EvaluatedParts
{
    private readonly HashSet<string> _properties = [];
    private readonly HashSet<int> _items = [];
    private int _firstItems;

    public bool Has(string property) => _properties.Contains(property);

    public bool Has(int item) => item < _firstItems || _items.Contains(item);

    public void Add(string property) => _properties.Add(property);

    public void Add(int item) => _items.Add(item);

    public void AddFirst(int items) => _firstItems = Math.Max(_firstItems, items);

    public void Add(EvaluatedParts branch)
    {
        _properties.UnionWith(branch._properties);
        _items.UnionWith(branch._items);
        AddFirst(branch._firstItems);
    }
}
