using System.Globalization;

namespace HttpRequestSteps;

/// <summary>A place inside a template; nothing where it is not known for certain.</summary>
internal readonly record struct TemplatePlace
{
    private readonly string? _source;
    private readonly int _offset;
    private readonly bool _isSecret;

    private TemplatePlace(string source, int offset, bool isSecret)
    {
        (_source, _offset, _isSecret) = (source, offset, isSecret);
    }

    /// <summary>From 1; 0 where the place is not known.</summary>
    public int Line => Before.Count('\n') + (_source is null ? 0 : 1);

    public int Column => _source is null ? 0 : _offset - Before.LastIndexOf('\n');

    /// <summary>The line in the template with a caret under the place, for its author; nothing of a template that is secret.</summary>
    public string Excerpt => _source is null || _isSecret ? string.Empty : FaultText.Excerpt(_source, _offset);

    /// <summary>Only the output that begins here, with a caret, for a message that may go anywhere: what stands around it may be a credential.</summary>
    public string Output => _source is null || _isSecret || _source.AsSpan(_offset) is not ['{', '{', ..] || _source.IndexOf("}}", _offset, StringComparison.Ordinal) is not (> 0 and var end)
        ? string.Empty
        : FaultText.Excerpt(_source[_offset..(end + 2)], 0);

    private ReadOnlySpan<char> Before => _source.AsSpan(0, _offset);

    public static TemplatePlace Of(string source, int offset, bool isSecret = false) => new(source, offset, isSecret);

    public override string ToString() => _source is null
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: ");
}
