using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>How far each <c>cycle</c> of a render is.</summary>
internal sealed class Cycles
{
    private const int LongestName = 256;
    private const int Most = 10_000;

    private readonly Dictionary<object, int> _next = [];

    /// <summary>Which of its values a cycle is at; it goes on to the one after.</summary>
    public int Next(object key, int count)
    {
        var at = _next.GetValueOrDefault(key);
        if (_next.Count == Most && !_next.ContainsKey(key))
        {
            throw new TemplateException($"a template has more than {Most} cycles.");
        }

        _next[key] = at + 1 < count ? at + 1 : 0;
        return at;
    }

    public void Clear() => _next.Clear();

    /// <summary>What cycles go on together: those of one name. Without a name it is those of the same values, if all of them stand in the template; else each is for itself.</summary>
    public static object KeyOf(CycleStatement statement) => statement.Values.All(static value => value is LiteralExpression)
        ? string.Join('\0', statement.Values.Select(static value => Named(((LiteralExpression)value).Value, default)))
        : new object();

    /// <summary>What cycles of this name go on together by.</summary>
    public static string KeyOf(FluidValue name, TextLimit limit)
    {
        var key = Named(name, limit);
        return key.Length <= LongestName ? key + "\0:" : throw new TemplateException($"the name of a cycle is longer than {LongestName} characters.");
    }

    private static string Named(FluidValue value, TextLimit limit) => $"{value.Type} {TemplateValues.ToText(value, limit)}";
}
