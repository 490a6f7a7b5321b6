using System.Globalization;

namespace HttpRequestSteps;

/// <summary>One row of an input.</summary>
/// <param name="Value">The row.</param>
/// <param name="Index">Its place in the batch; negative for a single row.</param>
internal readonly record struct InputRow(TemplateValue Value, int Index)
{
    /// <summary>How a sentence names it.</summary>
    public string Name => Index < 0 ? TemplateScope.Row : string.Create(CultureInfo.InvariantCulture, $"{TemplateScope.Rows}[{Index}]");

    /// <summary>The value of a column; nothing when it is missing and the definition lets it be.</summary>
    public TemplateValue Column(string name, TemplateScope scope)
    {
        if (Value.TryMember(name, out var value) || scope.Frame.UndefinedIsEmpty)
        {
            return value;
        }

        throw new TemplateException($"the column \"{name}\" does not exist{NearestName.Hint(name, Value.Members())}.");
    }

    /// <summary>The failure of a value, told with its column.</summary>
    public static TemplateException ColumnFailure(string name, TemplateException exception) => new($"the column \"{name}\": {exception.Message}", exception);

    /// <summary>The failure of a row, told with its place in the batch.</summary>
    public TemplateException Failure(string path, TemplateException exception, TemplateScope scope)
    {
        var failure = TemplateFailures.At(path, exception, scope);
        return Index < 0 ? failure : new TemplateException($"{failure.Message} It happened in {Name}.", exception);
    }
}
