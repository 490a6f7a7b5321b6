using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>What is signed, compiled. A body that is printed just once and plainly, or given to a filter that hashes, is hashed as the bytes it is; elsewhere it is text, and must be some.</summary>
internal sealed class HmacPayload
{
    private readonly CompiledText _text;
    private readonly CompiledText? _before;
    private readonly CompiledText? _after;
    private readonly bool _namesBody;

    public HmacPayload(Text source, CompiledText text)
    {
        _text = text;
        _namesBody = source.Value.Contains(HmacNames.Body, StringComparison.Ordinal);
        if (text.PrintsAt(HmacNames.Body, out var before, out var after))
        {
            _before = new CompiledText(text.Path, before, text.IsSecret, []);
            _after = new CompiledText(text.Path, after, text.IsSecret, []);
        }
    }

    /// <summary>Hashes the payload with a body in memory.</summary>
    /// <exception cref="StepAuthenticationException">The body would have to be text, and is none.</exception>
    public byte[] Hash(IncrementalHash hash, Dictionary<string, object?> names, ReadOnlyMemory<byte> body, TemplateScope scope)
    {
        if (_before is null)
        {
            return HashText(hash, names, _namesBody ? ValueOf(body) : string.Empty, scope);
        }

        var named = scope.With(names);
        Append(hash, _before, named);
        hash.AppendData(body.Span);
        Append(hash, _after!, named);
        return hash.GetHashAndReset();
    }

    /// <inheritdoc cref="Hash"/>
    public ValueTask<byte[]> HashAsync(IncrementalHash hash, Dictionary<string, object?> names, RenderedBody? body, RenderContext render, CancellationToken cancellationToken) =>
        body is null or { Memory: not null } ? new(Hash(hash, names, body?.Memory ?? default, render.Scope)) : HashStreamAsync(hash, names, body, render, cancellationToken);

    private async ValueTask<byte[]> HashStreamAsync(IncrementalHash hash, Dictionary<string, object?> names, RenderedBody body, RenderContext render, CancellationToken cancellationToken)
    {
        if (_before is null)
        {
            return HashText(hash, names, _namesBody ? await ReadAsync(body, render.MaxRequestSize, cancellationToken).ConfigureAwait(false) : string.Empty, render.Scope);
        }

        var named = render.Scope.With(names);
        Append(hash, _before, named);
        await body.HashAsync(hash, cancellationToken).ConfigureAwait(false);
        Append(hash, _after!, named);
        return hash.GetHashAndReset();
    }

    private byte[] HashText(IncrementalHash hash, Dictionary<string, object?> names, object body, TemplateScope scope)
    {
        names[HmacNames.Body] = body;
        Append(hash, _text, scope.With(names));
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, CompiledText text, TemplateScope scope)
    {
        try
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text.Render(scope)));
        }
        catch (TemplateException exception) when (exception.GetBaseException() is StepAuthenticationException notText)
        {
            throw notText;
        }
    }

    private static async ValueTask<object> ReadAsync(RenderedBody body, long limit, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await body.WriteToAsync(new LimitedStream(bytes, limit, FailureKind.TooLarge, "the host's limit MaxRequestSize"), cancellationToken).ConfigureAwait(false);
        return ValueOf(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>The body in an expression: text, or bytes that can only be hashed. Replaced bytes would be signed as any others that are replaced.</summary>
    private static object ValueOf(ReadOnlyMemory<byte> body) =>
        System.Text.Unicode.Utf8.IsValid(body.Span) ? Encoding.UTF8.GetString(body.Span) : new BinaryValue(body, static () => new StepAuthenticationException(
            "The payload that is signed has the body in an expression, as text, but it is not valid UTF-8: hash it ({{ body | sha256 }}), or print it once and plainly."));
}
