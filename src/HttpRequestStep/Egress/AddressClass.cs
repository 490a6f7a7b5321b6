namespace HttpRequestSteps;

/// <summary>Where an address leads, as far as its number tells.</summary>
internal enum AddressClass
{
    /// <summary>Globally reachable.</summary>
    Global,

    /// <summary>Private, loopback, reserved, translated or anything else that is not globally reachable.</summary>
    Special,

    /// <summary>A cloud's metadata endpoint: never allowed, whatever the host application opens.</summary>
    Metadata,
}
