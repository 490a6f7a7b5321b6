namespace HttpRequestSteps.Tests;

/// <summary>Values that break what is put together without care. Each is delivered exactly or refused with a reason.</summary>
internal static class NaughtyStrings
{
    public static IReadOnlyList<string> Texts { get; } =
    [
        string.Empty,
        " ",
        "\"",
        "\\",
        "say \"hi\"",
        "C:\\temp\\",
        "\", \"admin\": true, \"x\": \"",
        "',]}",
        "a,]b,}c",
        "</script><script>alert(1)</script>",
        "<![CDATA[x]]>",
        "]]>",
        "<!-- -- -->",
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE a [<!ENTITY e \"x\">]>&e;",
        "& &amp; &#0; &lt;",
        "line\r\nbreak\rand\nmore\ttab",
        "  leading and trailing  ",
        "null",
        "-0",
        "1e400",
        "{{ row.id }}{% raw %}",
        "caf\u00e9 \u00df \u4e2d\u6587 \u0130\u0131",
        "e\u0301\u200d\u202e\ufeff\u2028\u2029\u0085",
        "\U0001F600\U0001F468\u200d\U0001F469\u200d\U0001F467",
        new string('x', 1_000_000),
        string.Concat(Enumerable.Repeat("\"\\\u00e9\n", 50_000)),
    ];

    public static TheoryData<string> All { get; } = [.. Texts];

    /// <summary>Not for a theory: on the way there they would be replaced.</summary>
    public static IReadOnlyList<string> HalfSurrogates { get; } = ["\ud800", "a\udc00", "\udc00\ud800", "x\ud83dy"];

    public static IReadOnlyList<string> ControlTexts { get; } = ["\0", "a\u0001b", "\u001f", "\b\f\u000b"];

    public static TheoryData<string> Controls { get; } = [.. ControlTexts];
}
