using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace HttpRequestSteps.Sync;

/// <summary>One number for everything of a rendered request that goes over the wire, credentials and signature aside.</summary>
internal static class RequestHash
{
    public static UInt128 Of(RenderedRequest request)
    {
        var hash = new XxHash128();
        Append(hash, request.Method.Method);
        Append(hash, request.Uri.AbsoluteUri);
        foreach (var header in request.Headers)
        {
            Append(hash, header.Name);
            Append(hash, header.Value);
        }

        // A body that is streamed from a file is the file's to keep.
        hash.Append(request.Body?.Memory is { } memory ? memory.Span : Encoding.UTF8.GetBytes(request.Body is null ? "none" : "streamed"));
        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append(XxHash128 hash, string text)
    {
        hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
        hash.Append([0, 0]);
    }
}
