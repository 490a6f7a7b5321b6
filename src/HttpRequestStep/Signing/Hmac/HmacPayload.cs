using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>What is signed, compiled. A body that is printed just once and plainly is hashed as the bytes it is; elsewhere it is text.</summary>
internal sealed class HmacPayload
{
    private readonly CompiledText _text;
    private readonly CompiledText? _before;
    private readonly CompiledText? _after;

    public HmacPayload(CompiledText text)
    {
        _text = text;
        if (text.PrintsAt(HmacNames.Body, out var before, out var after))
        {
            _before = new CompiledText(text.Path, before, text.IsSecret, []);
            _after = new CompiledText(text.Path, after, text.IsSecret, []);
        }
    }

    /// <summary>Hashes the payload with a body in memory.</summary>
    public byte[] Hash(IncrementalHash hash, Dictionary<string, object?> names, ReadOnlyMemory<byte> body, TemplateScope scope)
    {
        if (_before is null)
        {
            return HashText(hash, names, Encoding.UTF8.GetString(body.Span), scope);
        }

        var named = scope.With(names);
        Append(hash, _before, named);
        hash.AppendData(body.Span);
        Append(hash, _after!, named);
        return hash.GetHashAndReset();
    }

    /// <summary>Hashes the payload with any body.</summary>
    public ValueTask<byte[]> HashAsync(IncrementalHash hash, Dictionary<string, object?> names, RenderedBody? body, RenderContext render, CancellationToken cancellationToken) =>
        body is null or { Memory: not null } ? new(Hash(hash, names, body?.Memory ?? default, render.Scope)) : HashStreamAsync(hash, names, body, render, cancellationToken);

    private async ValueTask<byte[]> HashStreamAsync(IncrementalHash hash, Dictionary<string, object?> names, RenderedBody body, RenderContext render, CancellationToken cancellationToken)
    {
        if (_before is null)
        {
            return HashText(hash, names, await ReadTextAsync(body, render.MaxRequestSize, cancellationToken).ConfigureAwait(false), render.Scope);
        }

        var named = render.Scope.With(names);
        Append(hash, _before, named);
        await body.HashAsync(hash, cancellationToken).ConfigureAwait(false);
        Append(hash, _after!, named);
        return hash.GetHashAndReset();
    }

    private byte[] HashText(IncrementalHash hash, Dictionary<string, object?> names, string body, TemplateScope scope)
    {
        names[HmacNames.Body] = body;
        Append(hash, _text, scope.With(names));
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, CompiledText text, TemplateScope scope) => hash.AppendData(Encoding.UTF8.GetBytes(text.Render(scope)));

    private static async ValueTask<string> ReadTextAsync(RenderedBody body, long limit, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await body.WriteToAsync(new LimitedStream(bytes, limit, FailureKind.TooLarge, "the host's limit MaxRequestSize"), cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
