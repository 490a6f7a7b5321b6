using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Writes structured fields (RFC 8941) in their one canonical form.</summary>
internal static class StructuredFieldWriter
{
    /// <summary>Whether a text can be a string of a structured field.</summary>
    public static bool CanQuote(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    public static string Quote(string text)
    {
        var target = new StringBuilder(text.Length + 2);
        AppendString(target, text);
        return target.ToString();
    }

    public static string Bytes(ReadOnlySpan<byte> bytes) => $":{Convert.ToBase64String(bytes)}:";

    public static string Item(StructuredItem item)
    {
        var target = new StringBuilder();
        AppendItem(target, item);
        return target.ToString();
    }

    public static void AppendParameter(StringBuilder target, string name, object value)
    {
        target.Append(';').Append(name);
        if (value is not true)
        {
            target.Append('=');
            AppendBare(target, value);
        }
    }

    private static void AppendItem(StringBuilder target, StructuredItem item)
    {
        if (item.Value is StructuredItem[] list)
        {
            AppendList(target, list);
        }
        else
        {
            AppendBare(target, item.Value);
        }

        foreach (var (name, value) in item.Parameters)
        {
            AppendParameter(target, name, value);
        }
    }

    private static void AppendList(StringBuilder target, StructuredItem[] list)
    {
        target.Append('(');
        for (var i = 0; i < list.Length; i++)
        {
            if (i > 0)
            {
                target.Append(' ');
            }

            AppendItem(target, list[i]);
        }

        target.Append(')');
    }

    private static void AppendBare(StringBuilder target, object value)
    {
        switch (value)
        {
            case string text:
                AppendString(target, text);
                break;
            case StructuredToken token:
                target.Append(token.Text);
                break;
            case bool flag:
                target.Append(flag ? "?1" : "?0");
                break;
            case byte[] bytes:
                target.Append(Bytes(bytes));
                break;
            default:
                target.Append(((long)value).ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendString(StringBuilder target, string text)
    {
        target.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                target.Append('\\');
            }

            target.Append(c);
        }

        target.Append('"');
    }
}
