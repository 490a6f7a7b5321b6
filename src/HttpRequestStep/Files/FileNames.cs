using System.Net.Http.Headers;

namespace HttpRequestSteps;

/// <summary>A harmless name for a body that becomes a file: letters, digits, dots, dashes; never a path.</summary>
internal static class FileNames
{
    private const string Fallback = "body";
    private const int MaxLength = 100;

    public static string Of(string? contentDisposition, Uri uri)
    {
        var name = ContentDispositionHeaderValue.TryParse(contentDisposition, out var disposition)
            ? disposition.FileNameStar ?? disposition.FileName?.Trim('"')
            : null;
        return Clean(name) ?? Clean(Uri.UnescapeDataString(uri.AbsolutePath)) ?? Fallback;
    }

    private static string? Clean(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var last = name.Split('/', '\\')[^1];
        var clean = new string([.. last.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]).TrimStart('.');
        return clean.Length == 0 ? null : clean[^Math.Min(clean.Length, MaxLength)..];
    }
}
