using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How the outputs of an XML template are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<XmlEscaping>))]
public enum XmlEscaping
{
    /// <summary>Every output is escaped for the text and the attribute values of XML; in a CDATA section it stays inside.</summary>
    Xml,

    /// <summary>As they are: an output may be part of the structure, and the <c>xml_escape</c> filter escapes one.</summary>
    None,
}
