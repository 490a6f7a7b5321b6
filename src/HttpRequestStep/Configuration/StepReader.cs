using System.Text;
using Microsoft.Extensions.Configuration;

namespace HttpRequestSteps;

/// <summary>Reads and writes step definitions; reports every error at once, each with its JSON path and its line and column.</summary>
/// <remarks>Take it from the service provider to know the types and connections of the host; a reader of your own knows the built-in types.</remarks>
public sealed class StepReader
{
    private readonly DefinitionJson _json;
    private readonly Func<HttpRequestStep, IReadOnlyList<DefinitionError>> _validate;

    /// <summary>A reader that knows the built-in types and no connections.</summary>
    public StepReader()
        : this(BuiltIns.Json, BuiltIns.Validate)
    {
    }

    internal StepReader(DefinitionJson json, Func<HttpRequestStep, IReadOnlyList<DefinitionError>> validate)
    {
        _json = json;
        _validate = validate;
    }

    /// <summary>Reads a definition from JSON text.</summary>
    public StepReadResult Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads a definition from UTF-8 JSON; comments and trailing commas are accepted.</summary>
    public StepReadResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        var errors = new List<DefinitionError>();
        if (JsonSourceText.Read(utf8Json, errors) is not { } source)
        {
            return new StepReadResult(null, errors);
        }

        var step = _json.Read(source, source.Root, errors, _validate);
        if (step is not null)
        {
            errors.AddRange(_validate(step).Select(source.Locate));
        }

        errors.Sort(static (a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return new StepReadResult(step, errors);
    }

    /// <summary>Reads a definition from a configuration section. In free JSON (a json body) leaves are strings there; <c>{{ 42 }}</c> makes a number.</summary>
    public StepReadResult Read(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var result = Read(new ConfigurationJson(_json).Write(section, typeof(HttpRequestStep)));
        return new StepReadResult(result.Step, [.. result.Errors.Select(error => error with { Line = null, Column = null })]);
    }

    /// <summary>Reads a definition that must be valid.</summary>
    /// <exception cref="InvalidDefinitionException">It is not; the exception lists every error.</exception>
    public HttpRequestStep Parse(string json)
    {
        var result = Read(json);
        return result.Step ?? throw new InvalidDefinitionException(result.Errors);
    }

    /// <summary>Writes a definition as indented JSON; reading it again gives the same step. Secrets are written as they are.</summary>
    public string Write(HttpRequestStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return _json.Write(step);
    }
}
