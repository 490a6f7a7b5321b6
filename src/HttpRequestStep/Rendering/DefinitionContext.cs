namespace HttpRequestSteps;

/// <summary>Takes the errors of one part of a definition.</summary>
public sealed class DefinitionContext
{
    private readonly string _path;
    private readonly ICollection<DefinitionError> _errors;

    internal DefinitionContext(string path, ICollection<DefinitionError> errors)
    {
        _path = path;
        _errors = errors;
    }

    /// <summary>Reports an error.</summary>
    /// <param name="property">The property it is about, relative to the part; may hold dots and indexes, or be empty for the part itself.</param>
    /// <param name="message">What is wrong and what is expected, in one sentence.</param>
    public void Report(string property, string message) =>
        _errors.Add(new DefinitionError(property.Length == 0 ? _path : $"{_path}.{property}", message));
}
