using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>Makes the limiter of a connection. Register with <c>AddRateLimiter</c>; a connection names it in <c>RateLimiter</c>.</summary>
public interface IRateLimiterFactory
{
    /// <summary>A limiter of which one permit is taken for each wire request, and held until its answer is read.</summary>
    /// <remarks>Made with the first step after the settings were read, and kept as long as the connection and its limits stay. It is disposed with the host; one that a reload replaces is left to the requests that hold it.</remarks>
    /// <param name="connection">The name of the connection the limits are kept for.</param>
    /// <param name="limits">The limits; all of them hold at once.</param>
    RateLimiter Create(string connection, RateLimits limits);
}
