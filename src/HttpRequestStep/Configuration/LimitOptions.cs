namespace HttpRequestSteps;

/// <summary>Ceilings that no definition can lift; an error says when one was met.</summary>
public sealed class LimitOptions
{
    /// <summary>The largest response body, after decoding.</summary>
    /// <value>Default: 100 MB.</value>
    public ByteSize MaxResponseSize { get; set; } = ByteSize.Megabytes(100);

    /// <summary>How many times what was sent a response body may decode to, once 1 MB of it has been decoded. 0 for any ratio.</summary>
    /// <value>Default: 200.</value>
    public int MaxDecodingRatio { get; set; } = 200;

    /// <summary>The largest request body, before compression.</summary>
    /// <value>Default: 100 MB.</value>
    public ByteSize MaxRequestSize { get; set; } = ByteSize.Megabytes(100);

    /// <summary>The longest timeout of one attempt.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan MaxTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest that the body of an answer may be silent once its head has arrived; only time that is spent waiting for the server counts.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan MaxIdleTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The bytes a second that the body of an answer must bring, as it is sent; it may fall behind by <see cref="MaxIdleTime"/>. 0 for no lowest rate.</summary>
    /// <value>Default: 100 bytes.</value>
    public ByteSize MinResponseRate { get; set; } = 100;

    /// <summary>The steps that one template may take.</summary>
    /// <value>Default: 1 000 000.</value>
    public int MaxTemplateSteps { get; set; } = 1_000_000;

    /// <summary>The largest text that one template may render.</summary>
    /// <value>Default: 100 MB.</value>
    public ByteSize MaxRenderedSize { get; set; } = ByteSize.Megabytes(100);

    /// <summary>The largest text that a template makes on the way to what it renders: by a filter, a <c>capture</c> or an <c>assign</c>. What a filter is given counts, unless it makes a digest of it.</summary>
    /// <value>Default: 8 MB.</value>
    public ByteSize MaxIntermediateSize { get; set; } = ByteSize.Megabytes(8);

    /// <summary>The most redirects that may be followed.</summary>
    /// <value>Default: 20.</value>
    public int MaxRedirects { get; set; } = 20;
}
