using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>What the value of a mapped field becomes.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<MappingType>))]
public enum MappingType
{
    /// <summary>The value's own type; a template that is not one single expression gives a string.</summary>
    Auto,

    /// <summary>A string: numbers to the digit, objects and arrays as JSON text.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The name is JSON's.")]
    String,

    /// <summary>A number, to the digit; a string must be one.</summary>
    Number,

    /// <summary>True or false; <c>1</c> and <c>0</c> too, as numbers or strings.</summary>
    Boolean,

    /// <summary>The JSON that a string holds.</summary>
    Json,
}
