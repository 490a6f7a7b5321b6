using System.Text;

namespace HttpRequestSteps;

/// <summary>The parts of a form between their boundaries (RFC 7578; names and file names escaped as HTML says: quotes and line breaks percent-encoded, UTF-8 as it is).</summary>
internal sealed class MultipartBody : RenderedBody
{
    private readonly List<RenderedBody> _pieces = [];
    private readonly string _boundary;

    public MultipartBody(string boundary)
    {
        _boundary = boundary;
        ContentType = "multipart/form-data; boundary=" + boundary;
    }

    public override long? Length
    {
        get
        {
            long sum = 0;
            foreach (var piece in _pieces)
            {
                if (piece.Length is not { } length)
                {
                    return null;
                }

                sum += length;
            }

            return sum;
        }
    }

    public void AddText(string name, string value, string? contentType)
    {
        AddHead(name, null, contentType);
        Utf8Text.RefuseHalves(value, $"of the form field \"{name}\"");
        _pieces.Add(FromText(value, null));
    }

    public void AddFile(string name, StepFile file, string fileName, string contentType)
    {
        AddHead(name, fileName, contentType);
        _pieces.Add(FromFile(file));
    }

    public MultipartBody Close()
    {
        _pieces.Add(FromText($"\r\n--{_boundary}--\r\n", null));
        return this;
    }

    public override async Task WriteToAsync(Stream destination, CancellationToken cancellationToken)
    {
        foreach (var piece in _pieces)
        {
            await piece.WriteToAsync(destination, cancellationToken).ConfigureAwait(false);
        }
    }

    private void AddHead(string name, string? fileName, string? contentType)
    {
        Utf8Text.RefuseHalves(name, "of the name of a form field");
        var head = new StringBuilder(_pieces.Count == 0 ? "--" : "\r\n--").Append(_boundary)
            .Append("\r\nContent-Disposition: form-data; name=\"").Append(Escape(name)).Append('"');
        if (fileName is not null)
        {
            Utf8Text.RefuseHalves(fileName, $"of the file name of the form field \"{name}\"");
            head.Append("; filename=\"").Append(Escape(fileName)).Append('"');
        }

        if (contentType is not null)
        {
            head.Append("\r\nContent-Type: ").Append(contentType);
        }

        _pieces.Add(FromText(head.Append("\r\n\r\n").ToString(), null));
    }

    private static string Escape(string value) => value
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal)
        .Replace("\0", "%00", StringComparison.Ordinal);
}
