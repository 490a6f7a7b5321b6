using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HttpRequestSteps.Cli;

/// <summary>A request to a special path, cut into what its behaviour needs.</summary>
/// <param name="Source">The special path's name with a slash, as the record of the answer tells it.</param>
/// <param name="Arguments">The decoded segments after the name.</param>
/// <param name="Request">The request itself.</param>
internal sealed record SpecialRequest(string Source, IReadOnlyList<string> Arguments, RecordedRequest Request)
{
    private readonly Lazy<Dictionary<string, StringValues>> _query = new(() => QueryHelpers.ParseQuery(Request.QueryString));

    public string? Query(string name) => _query.Value.TryGetValue(name, out var values) ? values[^1] : null;

    /// <summary>The one argument; null when there are none or several.</summary>
    public string? Argument => Arguments is [var single] ? single : null;

    /// <summary>The answer to a special path used wrongly: an echo would hide the mistake.</summary>
    public InspectorAnswer Mistake(string message) =>
        InspectorAnswer.Json(Source, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("error", $"{Source}: {message}");
            writer.WriteEndObject();
        }) with
        { Status = 400 };
}
