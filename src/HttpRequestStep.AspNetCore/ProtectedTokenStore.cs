using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace HttpRequestSteps.AspNetCore;

/// <summary>Tokens in a folder, one file each, encrypted with Data Protection. Every process that shares the folder must share the key ring.</summary>
internal sealed class ProtectedTokenStore : IOAuth2TokenStore
{
    private readonly string _directory;
    private readonly IDataProtector _protector;

    public ProtectedTokenStore(string directory, IDataProtectionProvider protection)
    {
        _directory = Path.GetFullPath(directory);
        _protector = protection.CreateProtector("HttpRequestSteps.OAuth2.Tokens");
    }

    public async ValueTask<OAuth2Token?> FindAsync(string key, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(PathOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return JsonSerializer.Deserialize(_protector.Protector(key).Unprotect(bytes), TokenJsonContext.Default.OAuth2Token);
    }

    public async ValueTask SaveAsync(string key, OAuth2Token token, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        var bytes = _protector.Protector(key).Protect(JsonSerializer.SerializeToUtf8Bytes(token, TokenJsonContext.Default.OAuth2Token));

        // A reader sees the old token or the new one, never half of it.
        var temporary = Path.Combine(_directory, $"{key}.{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllBytesAsync(temporary, bytes, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, PathOf(key), overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
        }

        return default;
    }

    private string PathOf(string key) => Path.Combine(_directory, key + ".token");
}
