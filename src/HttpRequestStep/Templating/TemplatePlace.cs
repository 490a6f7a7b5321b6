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

    /// <summary>The line in the template with a caret under the place; nothing of a template that is secret.</summary>
    public string Excerpt => _source is null || _isSecret ? string.Empty : FaultText.Excerpt(_source, _offset);

    private ReadOnlySpan<char> Before => _source.AsSpan(0, _offset);

    public static TemplatePlace Of(string source, int offset, bool isSecret = false) => new(source, offset, isSecret);

    public override string ToString() => _source is null
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: ");
}
