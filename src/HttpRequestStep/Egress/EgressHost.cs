using System.Globalization;
using System.Net;

namespace HttpRequestSteps;

/// <summary>An entry of <c>AllowedHosts</c> or <c>BlockedHosts</c>: <c>name</c>, or <c>*.name</c> for all below it, with an optional port.</summary>
internal sealed record EgressHost(string Name, bool Below, IPAddress? Address, int? Port)
{
    private const string Wildcard = "*.";

    public bool Matches(HostName host, int port) => FitsPort(port) && (Below ? IsBelow(host) : host.Text == Name);

    /// <summary>Whether the rule names this very address, so that a name resolving to it is judged alike.</summary>
    public bool Matches(IPAddress plain, int port) => FitsPort(port) && Address is not null && Address.Equals(plain);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Below ? Wildcard : "")}{Name}{(Port is null ? "" : $" {Port}")}");

    public static EgressHost? Parse(string text, Action<string> report)
    {
        if (EgressText.SplitPort(text, report) is not var (name, port))
        {
            return null;
        }

        var below = name.StartsWith(Wildcard, StringComparison.Ordinal);
        if (HostName.OfRule(below ? name[Wildcard.Length..] : name) is not { IsScoped: false } host || (below && host.Address is not null))
        {
            report("is not a host name; write api.example.com, *.example.com or api.example.com:8443, without scheme and path");
            return null;
        }

        return new EgressHost(host.Text, below, host.Address, port);
    }

    private bool FitsPort(int port) => Port is null || Port == port;

    private bool IsBelow(HostName host) =>
        host.Text.Length > Name.Length + 1
        && host.Text.EndsWith(Name, StringComparison.Ordinal)
        && host.Text[^(Name.Length + 1)] == '.';
}
