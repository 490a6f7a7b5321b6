namespace HttpRequestSteps;

/// <summary>Takes the errors of one part of a definition.</summary>
public sealed class DefinitionContext
{
    private readonly string _path;
    private readonly ICollection<DefinitionError> _errors;
    private readonly CompiledTexts? _texts;

    internal DefinitionContext(string path, ICollection<DefinitionError> errors, CompiledTexts? texts = null, bool isOfConnection = false)
    {
        IsOfConnection = isOfConnection;
        _path = path;
        _errors = errors;
        _texts = texts;
    }

    /// <summary>Reports an error.</summary>
    /// <param name="property">The property it is about, relative to the part; may hold dots and indexes, or be empty for the part itself.</param>
    /// <param name="message">What is wrong and what is expected, in one sentence.</param>
    public void Report(string property, string message) =>
        _errors.Add(new DefinitionError(property.Length == 0 ? _path : $"{_path}.{property}", message));

    /// <summary>Whether the part is that of a connection in the settings, not of a step.</summary>
    internal bool IsOfConnection { get; }

    /// <summary>A text of the definition, or null when it does not compile.</summary>
    internal CompiledText? Compiled(Text text) => _texts?.TryFind(text);
}
