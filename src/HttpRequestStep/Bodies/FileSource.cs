namespace HttpRequestSteps;

/// <summary>Finds and opens the files of a step.</summary>
internal static class FileSource
{
    /// <summary>The file that a text refers to: one bound to the input, else one of the host's store.</summary>
    public static async ValueTask<StepFile> FindAsync(CompiledText reference, TemplateScope scope, IFileStore store, CancellationToken cancellationToken)
    {
        if (reference.Single is not null && reference.Value(scope).Object is { } value)
        {
            if ((value as StructureValue)?.Value is StepFile inner)
            {
                return inner;
            }

            if (value is StepFile file)
            {
                return file;
            }
        }

        var name = reference.Render(scope);
        return await store.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new TemplateException($"In {reference.Path}: there is no file \"{name}\"; use {{{{ files.NAME }}}} with a file of the input (--file NAME=PATH), or a reference of the host's file store.");
    }

    public static async ValueTask<Stream> OpenAsync(StepFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await file.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureKind.Template, DeliveryCertainty.NotSent, $"The file \"{file.Name}\" cannot be opened: {exception.GetType().Name}.", exception);
        }
    }
}
