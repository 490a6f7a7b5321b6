using System.Globalization;

namespace HttpRequestSteps;

/// <summary>When, where and for what a signature holds.</summary>
internal sealed class AwsScope(DateTimeOffset time, string region, string service)
{
    private readonly DateTime _utc = time.UtcDateTime;

    public string Timestamp => _utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public string Date => _utc.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public string Region => region;

    public string Service => service;

    /// <summary>Whether the service takes paths as they are.</summary>
    public bool IsS3 => service is "s3" or "s3-outposts" or "s3-object-lambda";

    public override string ToString() => $"{Date}/{region}/{service}/aws4_request";
}
