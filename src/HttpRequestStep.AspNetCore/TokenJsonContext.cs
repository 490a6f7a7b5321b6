using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace HttpRequestSteps.AspNetCore;

[JsonSerializable(typeof(OAuth2Token))]
[JsonSerializable(typeof(FlowCookie))]
internal sealed partial class TokenJsonContext : JsonSerializerContext;

/// <summary>A protector of its own for each key: a file under another name is not accepted.</summary>
internal static class Protectors
{
    public static IDataProtector Protector(this IDataProtector protector, string key) => protector.CreateProtector(key);
}
