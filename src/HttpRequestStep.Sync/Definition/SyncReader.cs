using System.Text;

namespace HttpRequestSteps.Sync;

/// <summary>Reads and writes sync definitions; reports every error at once, each with its JSON path and its line and column. Take it from the service provider.</summary>
public sealed class SyncReader
{
    private static readonly Dictionary<string, string> StandIns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "\"name\"",
        ["source"] = """{"type":"csv","path":"rows.csv"}""",
        ["primaryKey"] = "\"id\"",
        ["triggers"] = "{}",
    };

    private readonly DefinitionJson _json;
    private readonly Func<SyncDefinition, IReadOnlyList<DefinitionError>> _validate;

    internal SyncReader(DefinitionJson json, Func<SyncDefinition, IReadOnlyList<DefinitionError>> validate)
    {
        _json = json;
        _validate = validate;
    }

    internal DefinitionJson Json => _json;

    /// <summary>Reads a definition from JSON text.</summary>
    public SyncReadResult Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads a definition from UTF-8 JSON; comments and trailing commas are accepted.</summary>
    public SyncReadResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        var errors = new List<DefinitionError>();
        if (JsonSourceText.Read(utf8Json, errors) is not { } source)
        {
            return new SyncReadResult(null, errors);
        }

        var sync = _json.Read(source, source.Root, errors, _validate, StandIns);
        if (sync is not null)
        {
            errors.AddRange(_validate(sync).Select(source.Locate));
        }

        errors.Sort(static (a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return new SyncReadResult(sync, errors);
    }

    /// <summary>Reads a definition that must be valid.</summary>
    /// <exception cref="InvalidDefinitionException">It is not; the exception lists every error.</exception>
    public SyncDefinition Parse(string json)
    {
        var result = Read(json);
        return result.Definition ?? throw new InvalidDefinitionException(result.Errors);
    }

    /// <summary>Writes a definition as indented JSON; reading it again gives the same sync. Secrets are written as they are.</summary>
    public string Write(SyncDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _json.Write(definition);
    }
}

/// <summary>A definition, or every reason why there is none.</summary>
public sealed class SyncReadResult
{
    private readonly SyncDefinition? _definition;

    internal SyncReadResult(SyncDefinition? definition, IReadOnlyList<DefinitionError> errors)
    {
        _definition = definition;
        Errors = errors;
    }

    /// <summary>The definition; null when there are errors.</summary>
    public SyncDefinition? Definition => Errors.Count == 0 ? _definition : null;

    /// <summary>Every error, in the order of the file.</summary>
    public IReadOnlyList<DefinitionError> Errors { get; }
}
