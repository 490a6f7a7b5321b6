using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>Where the answer to a batch says what became of each row: a list of results, or a list of errors. Paths are dotted; an empty path is the body itself.</summary>
public sealed record BatchResponse
{
    /// <summary>The path of a list with a result for every row, in their order or by key.</summary>
    /// <value>Default: none.</value>
    public string? Results { get; init; }

    /// <summary>In a result or an error, the path of its status. In a result a number or text of 200 to 299, <c>true</c>, or a word such as <c>ok</c> is success; other numbers mean of the row what they mean of a whole answer.</summary>
    /// <value>Default: <c>status</c>.</value>
    public string? Status { get; init; }

    /// <summary>The path of a list that names the rows that failed; all others succeeded.</summary>
    /// <value>Default: none.</value>
    public string? Errors { get; init; }

    /// <summary>In an error, the path of the row's place in the batch, from 0.</summary>
    /// <value>Default: none.</value>
    public string? Index { get; init; }

    /// <summary>In a result or an error, the path of the row's key.</summary>
    /// <value>Default: none.</value>
    public string? Key { get; init; }

    /// <summary>How a result finds its row.</summary>
    /// <value>Default: by <see cref="Key"/> if it is given, else by index.</value>
    public ResultOrder? By { get; init; }

    /// <summary>In a result or an error, the path of what is said about it.</summary>
    /// <value>Default: the whole entry.</value>
    public string? Message { get; init; }
}

/// <summary>How a result finds its row.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ResultOrder>))]
public enum ResultOrder
{
    /// <summary>By its place in the list.</summary>
    Index,

    /// <summary>By its key.</summary>
    Key,
}
