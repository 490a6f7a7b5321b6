namespace HttpRequestSteps;

/// <summary>Checks a settings file: every error at once, each at its place.</summary>
internal sealed class SettingsReader(DefinitionJson json, SettingsCompiler compiler)
{
    public const string Section = "HttpRequestSteps";

    public IReadOnlyList<DefinitionError> Validate(ReadOnlyMemory<byte> utf8)
    {
        var errors = new List<DefinitionError>();
        if (JsonSourceText.Read(utf8, errors) is not { } source)
        {
            return errors;
        }

        if (source.Root.Find(Section) is not { } part)
        {
            return [new DefinitionError(JsonPath.Root, $"The settings have no section \"{Section}\".", 1, 1)];
        }

        if (json.Read<HttpRequestStepsOptions>(source, part, errors, compiler.Validate) is { } options)
        {
            errors.AddRange(compiler.Validate(options).Select(source.Locate));
        }

        return [.. errors.Select(error => error with { Path = $"$.{Section}{error.Path[1..]}" })];
    }
}
