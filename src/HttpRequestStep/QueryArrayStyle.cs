using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How several values of one query parameter are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<QueryArrayStyle>))]
public enum QueryArrayStyle
{
    /// <summary><c>a=1&amp;a=2</c></summary>
    Repeat,

    /// <summary><c>a[]=1&amp;a[]=2</c></summary>
    Brackets,

    /// <summary><c>a[0]=1&amp;a[1]=2</c></summary>
    Indices,

    /// <summary><c>a=1,2</c></summary>
    Comma,
}
