namespace HttpRequestSteps;

/// <summary>A text that renders to XML. Type <c>xml</c>; <c>application/xml</c>.</summary>
public sealed record XmlBody : StepBody
{
    /// <summary>The text. What it renders to must be well-formed and without a DTD, or nothing is sent.</summary>
    public required Text Template { get; init; }

    /// <summary>How outputs are written.</summary>
    /// <value>Default: <see cref="XmlEscaping.Xml"/>.</value>
    public XmlEscaping Escape { get; init; }
}
