namespace HttpRequestSteps;

/// <summary>Turns what a template threw into a sentence with its place.</summary>
internal static class TemplateFailures
{
    public static TemplateException At(string path, Exception exception, TemplateScope scope)
    {
        var message = exception switch
        {
            TemplateException { Data.Count: > 0 } => exception.Message,
            TemplateException => $"In {path}: {exception.Message}",
            DivideByZeroException => $"In {path}: division by zero.",
            OverflowException => $"In {path}: a number is too large to calculate with.",
            InvalidOperationException when exception.Message.Contains("steps", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("recursion", StringComparison.OrdinalIgnoreCase)
                => $"In {path}: the template takes more than the host's limit of {scope.Frame.MaxSteps} steps (MaxTemplateSteps).",
            _ => $"In {path}: the template failed: {exception.Message}",
        };
        var failure = new TemplateException(message, exception);

        // Marks that the place is told, so that an enclosing text does not tell its own.
        failure.Data[nameof(TemplateFailures)] = true;
        return failure;
    }

    public static TemplateException Undefined(string expression, string missing, TemplatePlace place, IEnumerable<string> known)
    {
        var hint = Hint(missing, [.. known]);
        return new TemplateException($"{place}the variable \"{expression}\" does not exist{(hint.Length > 0 ? hint : "; write {{ … | default: '' }} where it may be missing")}.{place.Output}");
    }

    private static string Hint(string missing, string[] known) => missing switch
    {
        TemplateScope.Row when known.Contains(TemplateScope.Rows) => "; the input has \"rows\", a batch: write {% for row in rows %} … {% endfor %} around it",
        TemplateScope.Rows when known.Contains(TemplateScope.Row) => "; the input has one \"row\", and no batch",
        _ => NearestName.Hint(missing, known),
    };
}
