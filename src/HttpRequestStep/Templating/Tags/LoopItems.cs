using System.Collections;
using System.Text.Json;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The items a loop walks. A list of the input is walked where it is, in its order; anything else is what Fluid makes of it.</summary>
internal struct LoopItems
{
    private readonly object?[]? _objects;
    private readonly IList? _list;
    private readonly List<FluidValue>? _fluid;
    private readonly JsonElement _array;
    private JsonElement.ArrayEnumerator _json;
    private int _at;
    private bool _isReversed;

    private LoopItems(IList list)
    {
        _objects = list as object?[];
        _list = list;
        Count = list.Count;
    }

    private LoopItems(List<FluidValue> fluid)
    {
        _fluid = fluid;
        Count = fluid.Count;
    }

    private LoopItems(JsonElement array)
    {
        _array = array;
        Count = array.GetArrayLength();
    }

    public int Count { get; }

    public static LoopItems Of(in TemplateValue source, TemplateRun run)
    {
        if (source.TryJson(out var json) && json.ValueKind == JsonValueKind.Array)
        {
            return new LoopItems(json);
        }

        return source.Object is IList list and not IDictionary
            ? new LoopItems(list)
            : new LoopItems(LoopPart.Items(TagValues.ToFluid(source), run));
    }

    /// <summary>Goes to the first item of a part.</summary>
    public void Select(int start, int count, bool isReversed)
    {
        _isReversed = isReversed;
        _at = isReversed ? start + count - 1 : start;
        if (_array.ValueKind == JsonValueKind.Array && !isReversed)
        {
            _json = _array.EnumerateArray();
            for (; start > 0; start--)
            {
                _json.MoveNext();
            }
        }
    }

    public TemplateValue Next()
    {
        var at = _isReversed ? _at-- : _at++;
        if (_objects is not null)
        {
            return TemplateValue.Of(_objects[at]);
        }

        if (_list is not null)
        {
            return TemplateValue.Of(_list[at]);
        }

        return _fluid is not null ? TagValues.Of(_fluid[at]) : NextOfArray(at);
    }

    private TemplateValue NextOfArray(int at)
    {
        if (_isReversed)
        {
            return TemplateValue.Of(_array[at]);
        }

        _json.MoveNext();
        return TemplateValue.Of(_json.Current);
    }
}
