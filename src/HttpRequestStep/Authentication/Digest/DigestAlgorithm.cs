using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>A hash of RFC 7616, by itself or with a session key.</summary>
internal sealed class DigestAlgorithm
{
    private static readonly DigestAlgorithm[] All =
    [
        new("MD5", HashAlgorithmName.MD5, strength: 1, isSession: false),
        new("MD5-sess", HashAlgorithmName.MD5, strength: 1, isSession: true),
        new("SHA-256", HashAlgorithmName.SHA256, strength: 2, isSession: false),
        new("SHA-256-sess", HashAlgorithmName.SHA256, strength: 2, isSession: true),
    ];

    private readonly HashAlgorithmName _hash;

    private DigestAlgorithm(string name, HashAlgorithmName hash, int strength, bool isSession)
    {
        Name = name;
        Strength = strength;
        IsSession = isSession;
        _hash = hash;
    }

    public string Name { get; }

    /// <summary>The greater, the better.</summary>
    public int Strength { get; }

    public bool IsSession { get; }

    /// <summary>What a challenge means that names none.</summary>
    public static DigestAlgorithm Default => All[0];

    public static DigestAlgorithm? Find(string name) => Array.Find(All, algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The hash of a text in UTF-8, in lower-case hex.</summary>
    public string Hash(string text) => Convert.ToHexStringLower(CryptographicOperations.HashData(_hash, Encoding.UTF8.GetBytes(text)));
}
