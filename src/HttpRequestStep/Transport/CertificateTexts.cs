using System.Collections.Concurrent;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Where the texts of certificates and keys come from: the definition, a file reference, or, in settings, a path. A file that changes is read anew.</summary>
internal sealed class CertificateTexts(IFileStore files, TimeProvider time)
{
    public const int MaxLength = 10_000_000;

    private static readonly string[] Extensions = [".pem", ".crt", ".cer", ".key", ".pfx", ".p12", ".der"];

    private const string PemMark = "-----BEGIN ";

    /// <summary>How long a file is taken to be what it was.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, KnownFile> _known = new(StringComparer.Ordinal);

    /// <summary>The PEM text, or the PKCS #12 file as base64.</summary>
    public async ValueTask<string?> ReadAsync(Text? text, CertificateKind kind, bool isOfSettings, RenderContext context, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return null;
        }

        var compiled = context.Compiled(text);
        if (compiled.Single is not null && compiled.Value(context.Scope).Object is StepFile or StructureValue { Value: StepFile })
        {
            var file = await FileSource.FindAsync(compiled, context.Scope, files, cancellationToken).ConfigureAwait(false);
            return Encode(await ReadAsync(file, kind, cancellationToken).ConfigureAwait(false), kind);
        }

        // A path that is made of variables would let its author read any file of the host.
        return isOfSettings && compiled.IsConstant && IsPath(compiled.Constant!, kind) ? ReadFile(compiled.Constant!, kind) : NotEmpty(context.Render(text), kind);
    }

    /// <summary>Whether a text of the settings is a path, since it is not what it would be by itself.</summary>
    public static bool IsPath(string text, CertificateKind kind) => kind == CertificateKind.Pfx
        ? text.Length < 200 && !text.Contains('\n', StringComparison.Ordinal)
        : !text.Contains(PemMark, StringComparison.Ordinal);

    /// <summary>The content of a certificate file.</summary>
    /// <exception cref="StepFailureException">It cannot be read.</exception>
    public string ReadFile(string path, CertificateKind kind)
    {
        NotEmpty(path, kind);
        var now = time.GetTimestamp();
        if (_known.TryGetValue(path, out var known) && time.GetElapsedTime(known.Checked, now) < Pause)
        {
            return known.Content;
        }

        try
        {
            var info = new FileInfo(path);
            var (changed, length) = (info.LastWriteTimeUtc, info.Exists ? info.Length : 0);
            if (known is null || known.Changed != changed || known.Length != length)
            {
                known = new KnownFile(Encode(length <= MaxLength ? File.ReadAllBytes(path) : throw TooLarge(kind, path), kind), changed, length, now);
            }

            _known[path] = known with { Checked = now };
            return known.Content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Without the exception: its own words quote the path.
            throw Failure($"The file of the {Name(kind)} cannot be read: {Reason(exception)}{Shown(path)}.");
        }
    }

    private static async ValueTask<byte[]> ReadAsync(StepFile file, CertificateKind kind, CancellationToken cancellationToken)
    {
        var stream = await FileSource.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MaxLength)
                {
                    throw TooLarge(kind, file.Name);
                }
            }

            return bytes.ToArray();
        }
    }

    private static string Encode(byte[] bytes, CertificateKind kind) => kind == CertificateKind.Pfx ? Convert.ToBase64String(bytes) : Encoding.UTF8.GetString(bytes);

    private static string NotEmpty(string text, CertificateKind kind) =>
        string.IsNullOrWhiteSpace(text) ? throw Failure($"The text of the {Name(kind)} is empty.") : text;

    private static StepFailureException TooLarge(CertificateKind kind, string path) => Failure($"The file of the {Name(kind)} is larger than 10 MB{Shown(path)}.");

    private static StepFailureException Failure(string message) => new(FailureKind.Tls, DeliveryCertainty.NotSent, message);

    /// <summary>A key that is given without its PEM lines is taken for a path too.</summary>
    private static string Shown(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? $" ({path})" : "; what is taken for its path is not shown, since it may be a key";

    private static string Name(CertificateKind kind) => kind switch
    {
        CertificateKind.Trusted => "trusted certificate",
        CertificateKind.Key => "private key",
        _ => "client certificate",
    };

    private static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is none",
        UnauthorizedAccessException => "access is denied",
        _ => exception.GetType().Name,
    };

    private sealed record KnownFile(string Content, DateTime Changed, long Length, long Checked);
}

/// <summary>What a text of the TLS part holds.</summary>
internal enum CertificateKind
{
    Pem,
    Key,
    Pfx,
    Trusted,
}
