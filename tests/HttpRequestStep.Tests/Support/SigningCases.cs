namespace HttpRequestSteps.Tests;

/// <summary>A signing definition of each kind, as a step has it.</summary>
internal static class SigningCases
{
    public static readonly string[] All =
    [
        """ "type": "persona", "secret": "wbhsec-1234" """,
        """ "type": "stripe", "secret": "whsec_1234" """,
        """ "type": "github", "secret": "It's a Secret to Everybody" """,
        """ "type": "standardWebhooks", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" """,
        """ "type": "hmac", "secret": "k-1234" """,
        """ "type": "hmac", "secret": "k-1234", "algorithm": "sha512", "encoding": "base64", "header": "X-Mine", "payload": "{{ method }}|{{ path }}|{{ query }}|{{ timestamp }}|{{ body }}", "format": "v0={{ signature }}", "timestampHeader": "X-Time" """,
        """ "type": "hmac", "secret": "k-1234", "algorithm": "sha1", "payload": "{{ url }}{{ timestamp }}{{ body | sha256 }}", "format": "{{ signature }} at {{ timestamp }}" """,
        """ "type": "hmac", "secret": "k-1234", "format": "<{{ timestamp }}>[{{ signature }}]", "timestampHeader": "X-Time" """,
        """ "type": "hmac", "secret": "k-1234", "format": "{{ signature }}", "payload": "{{ body }}" """,
        """ "type": "httpMessageSignatures", "keyId": "k1", "secret": "shared-secret" """,
        """ "type": "httpMessageSignatures", "keyId": "k1", "secret": "c2hhcmVkLXNlY3JldA==", "secretEncoding": "base64", "components": ["@method", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param;name=\"q\"", "content-digest", "content-type", "user-agent"], "label": "mine", "expires": "1m", "nonce": true, "tag": "webhook" """,
        $$""" "type": "httpMessageSignatures", "keyId": "k1", "privateKey": "{{Line(Rfc9421.Ed25519Private)}}" """,
        $$""" "type": "httpMessageSignatures", "keyId": "k1", "privateKey": "{{Line(Rfc9421.P256Private)}}" """,
        $$""" "type": "httpMessageSignatures", "keyId": "k1", "privateKey": "{{Line(Rfc9421.RsaPssPrivate)}}" """,
        $$""" "type": "httpMessageSignatures", "keyId": "k1", "privateKey": "{{Line(Rfc9421.RsaPssPrivate)}}", "algorithm": "rsa-v1_5-sha256" """,
    ];

    public static TheoryData<int> Indexes() => [.. Enumerable.Range(0, All.Length)];

    private static string Line(string pem) => pem.ReplaceLineEndings("\\n");
}
