namespace HttpRequestSteps;

/// <summary>A definition that does not hold, with every error.</summary>
public sealed class InvalidDefinitionException : Exception
{
    internal InvalidDefinitionException(IReadOnlyList<DefinitionError> errors)
        : base("The definition is invalid:" + string.Concat(errors.Select(error => Environment.NewLine + "  " + error)))
    {
        Errors = errors;
    }

    /// <summary>Every error, in the order of the file.</summary>
    public IReadOnlyList<DefinitionError> Errors { get; }
}
