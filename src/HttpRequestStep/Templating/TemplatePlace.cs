using System.Globalization;

namespace HttpRequestSteps;

/// <summary>A place inside a template, from 1; unknown inside tags.</summary>
internal readonly record struct TemplatePlace(int Line, int Column)
{
    public static TemplatePlace Of(string source, int offset)
    {
        var before = source.AsSpan(0, offset);
        var lineStart = before.LastIndexOf('\n') + 1;
        return new TemplatePlace(before.Count('\n') + 1, offset - lineStart + 1);
    }

    public override string ToString() => Line == 0
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: ");
}
