using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The keys that signatures are made with: one for each secret, day, region and service, kept while they are used.</summary>
internal sealed class AwsSigningKeys
{
    private const int MaxKeys = 1000;

    private readonly RecentlyUsed<Id, byte[]> _keys = new(MaxKeys);

    public int Count => _keys.Count;

    public byte[] Find(string secretAccessKey, AwsScope scope)
    {
        var id = new Id(SecretTag.Of(secretAccessKey), scope.Date, scope.Region, scope.Service);
        if (_keys.Find(id) is { } known)
        {
            return known;
        }

        var key = Derive(secretAccessKey, scope);
        _keys.Change(id, _ => key);
        return key;
    }

    private static byte[] Derive(string secretAccessKey, AwsScope scope)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secretAccessKey);
        foreach (var part in new[] { scope.Date, scope.Region, scope.Service, "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    private readonly record struct Id(string SecretTag, string Date, string Region, string Service);
}
