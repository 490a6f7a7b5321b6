using System.Text;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A path such as <c>row.address.city</c>: a variable of a tag, or else a name of the scope, and its members.</summary>
internal sealed class PathOperand : TemplateOperand
{
    private readonly string _root;
    private readonly int _slot;
    private readonly Segment[] _segments;

    // The first member, when the path is one of a variable.
    private readonly RowColumn? _column;

    /// <summary>A path.</summary>
    /// <param name="root">Its first name.</param>
    /// <param name="slot">Where the variable of that name is kept; negative when there is none.</param>
    /// <param name="segments">The rest: names, or constant indexes.</param>
    public PathOperand(string root, int slot, IEnumerable<object> segments)
    {
        _root = root;
        _slot = slot;
        _segments = [.. segments.Select(static segment => new Segment(segment))];
        _column = slot >= 0 && _segments is [{ Name: { } column }, ..] ? new RowColumn(column) : null;
    }

    public override TemplateValue Evaluate(TemplateRun run) =>
        _column is not null && _segments.Length == 1 && _column.TryGet(run.Local(_slot).Plain, out var column) ? TemplateValue.Of(column) : Walk(run);

    /// <summary>Writes what a variable has there, if it is found and written without more ado, as most is; else it is to be evaluated.</summary>
    public bool TryPrint(TemplateRun run)
    {
        if (_slot < 0)
        {
            return false;
        }

        var value = run.Local(_slot).Plain;
        if (_column is not null && _segments.Length == 1 && _column.TryCell(value, out var cell))
        {
            return TagValues.TryPrint(cell, run.Slot);
        }

        return TryFollow(ref value) && TagValues.TryPrint(value, run.Slot);
    }

    public override bool TryText(TemplateRun run, bool isOdd, out ReadOnlySpan<char> text, out TemplateValue other)
    {
        other = default;
        return TryColumnText(run, isOdd, out text) || base.TryText(run, isOdd, out text, out other);
    }

    /// <summary>The text of a column, which then exists; false also when it must be evaluated.</summary>
    public bool TryColumnText(TemplateRun run, bool isOdd, out ReadOnlySpan<char> text)
    {
        text = default;
        if (_column is null || _segments.Length > 1)
        {
            return false;
        }

        var row = run.Local(_slot).Plain;
        if (_column.TryCell(row, out var cell))
        {
            return cell.Kind == RowCellKind.Text && TryDecode(cell.Utf8, run.Scratch(isOdd), out text);
        }

        if (!_column.TryGet(row, out var value) || value is not string own)
        {
            return false;
        }

        text = own;
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> utf8, TextBuffer buffer, out ReadOnlySpan<char> text)
    {
        buffer.Advance(Encoding.UTF8.GetChars(utf8, buffer.Room(utf8.Length)));
        text = buffer.Span;
        return true;
    }

    private bool TryFollow(ref object? value)
    {
        if (_column is null)
        {
            return _segments.Length == 0;
        }

        var isFound = _column.TryGet(value, out value);
        for (var i = 1; isFound && i < _segments.Length; i++)
        {
            isFound = _segments[i].Name is { } name && value is Dictionary<string, object?> members && members.TryGetValue(name, out value);
        }

        return isFound;
    }

    private TemplateValue Walk(TemplateRun run)
    {
        var value = Root(run);
        foreach (ref readonly var segment in _segments.AsSpan())
        {
            if (TagValues.IsNil(value))
            {
                return value;
            }

            value = segment.Name is { } name
                ? TagValues.Member(value, name, segment.Utf8, run)
                : TagValues.Item(value, segment.Index!, run);
        }

        return value;
    }

    /// <summary>Of a path that leads nowhere: the first name that is not there, and the names that are.</summary>
    public (string Name, IEnumerable<string> Known) Missing(TemplateRun run)
    {
        var value = Root(run);
        if (value.IsUndefined)
        {
            return (_root, run.Scope.Names);
        }

        foreach (ref readonly var segment in _segments.AsSpan())
        {
            var next = segment.Name is { } name ? TagValues.Member(value, name, segment.Utf8, run) : TagValues.Item(value, segment.Index!, run);
            if (next.IsUndefined)
            {
                return (segment.Name ?? string.Empty, value.Members());
            }

            value = next;
        }

        return (_root, []);
    }

    /// <summary>Whether it is a variable of a tag whose value is nil: it exists, though nothing else has its name.</summary>
    public bool IsLocalNil(TemplateRun run) =>
        _slot >= 0 && _segments.Length == 0 && !run.Local(_slot).IsUndefined && run.Local(_slot).IsNull;

    private TemplateValue Root(TemplateRun run)
    {
        if (_slot >= 0 && !TagValues.IsNil(run.Local(_slot)))
        {
            return run.Local(_slot);
        }

        return run.Scope.TryGet(_root, out var value) ? TemplateValue.Of(value) : TemplateValue.Undefined;
    }

    private readonly struct Segment(object segment)
    {
        public readonly string? Name = segment as string;
        public readonly byte[]? Utf8 = segment is string name ? Encoding.UTF8.GetBytes(name) : null;
        public readonly FluidValue? Index = segment as FluidValue;
    }
}
