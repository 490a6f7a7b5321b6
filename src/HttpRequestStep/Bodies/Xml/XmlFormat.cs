using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace HttpRequestSteps;

/// <summary>Well-formed XML without a DTD.</summary>
internal sealed class XmlFormat : IBodyFormat
{
    public static readonly XmlFormat Plain = new(escapes: false);

    public static readonly XmlFormat Escaping = new(escapes: true);

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private readonly bool _escapes;

    private XmlFormat(bool escapes)
    {
        _escapes = escapes;
    }

    public string Name => "well-formed XML";

    public string ContentType => "application/xml";

    // How a value is escaped depends on the text before it.
    public bool TryRender(CompiledText text, TemplateScope scope, PooledBody body) => false;

    public TextSlot Slot(TextBuffer buffer) => _escapes ? new XmlEscapingSlot(buffer) : buffer.Plain;

    public RenderedFault? Check(PooledBody body, ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace())
        {
            return RenderedFault.Of(0, "nothing", "an element");
        }

        MemoryMarshal.TryGetArray(body.Memory!.Value, out var bytes);
        using var stream = new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count), Encoding.UTF8);
        using var reader = XmlReader.Create(stream, Settings);
        try
        {
            return Read(reader);
        }
        catch (XmlException exception)
        {
            var fault = XmlFaultText.Of(exception, text);
            return _escapes ? fault : fault with { Hint = (_, trace) => fault.Hint(string.Empty, trace) ?? XmlFaultText.Unescaped(fault.Offset, trace) };
        }
    }

    private static RenderedFault? Read(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding && !IsUtf8(encoding))
            {
                return new RenderedFault(0, $"the declaration says encoding \"{encoding}\", and the text is sent as UTF-8", "the declaration names another encoding than UTF-8, in which the text is sent");
            }
        }

        return null;
    }

    private static bool IsUtf8(string encoding) => encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
}
