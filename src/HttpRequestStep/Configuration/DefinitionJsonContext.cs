using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>The generated contract of the definition files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(HttpRequestStep))]
[JsonSerializable(typeof(FailureAxes))]
[JsonSerializable(typeof(TextForm))]
[JsonSerializable(typeof(RateLimit))]
[JsonSerializable(typeof(RedirectOptions))]
[JsonSerializable(typeof(NoAuthentication))]
[JsonSerializable(typeof(BasicAuthentication))]
[JsonSerializable(typeof(BearerAuthentication))]
[JsonSerializable(typeof(HeaderAuthentication))]
[JsonSerializable(typeof(QueryAuthentication))]
[JsonSerializable(typeof(OAuth2Authentication))]
[JsonSerializable(typeof(CustomAuthentication))]
[JsonSerializable(typeof(DigestAuthentication))]
[JsonSerializable(typeof(AwsSigV4Authentication))]
[JsonSerializable(typeof(HmacSigning))]
[JsonSerializable(typeof(PersonaSigning))]
[JsonSerializable(typeof(StripeSigning))]
[JsonSerializable(typeof(GitHubSigning))]
[JsonSerializable(typeof(StandardWebhooksSigning))]
[JsonSerializable(typeof(HttpMessageSignaturesSigning))]
[JsonSerializable(typeof(NoBody))]
[JsonSerializable(typeof(JsonBody))]
[JsonSerializable(typeof(JsonTemplateBody))]
[JsonSerializable(typeof(XmlBody))]
[JsonSerializable(typeof(ColumnBody))]
[JsonSerializable(typeof(MappingBody))]
[JsonSerializable(typeof(RawBody))]
[JsonSerializable(typeof(UrlEncodedBody))]
[JsonSerializable(typeof(FormDataBody))]
[JsonSerializable(typeof(FormDataText))]
[JsonSerializable(typeof(FormDataFile))]
[JsonSerializable(typeof(FileBody))]
[JsonSerializable(typeof(HttpRequestStepsOptions))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
