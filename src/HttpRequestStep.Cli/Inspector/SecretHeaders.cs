using System.Collections.Frozen;

namespace HttpRequestSteps.Cli;

/// <summary>The headers whose values are shown only when asked for.</summary>
internal static class SecretHeaders
{
    public const string Mask = "***";

    private static readonly FrozenSet<string> Names =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key");

    public static string Show(KeyValuePair<string, string> header, bool showSecrets) =>
        !showSecrets && Names.Contains(header.Key) ? Mask : header.Value;
}
