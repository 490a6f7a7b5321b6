using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Appends query parameters to what a URL already has.</summary>
internal sealed class QueryWriter(StringBuilder url, bool hasQuery)
{
    private bool _hasQuery = hasQuery;

    /// <summary>Appends one parameter; values that are null are left out.</summary>
    public void Add(string name, IReadOnlyList<string> values, QueryArrayStyle style, bool isArray)
    {
        if (!isArray)
        {
            Append(name, values[0]);
            return;
        }

        if (style == QueryArrayStyle.Comma)
        {
            if (values.Count > 0)
            {
                Append(name, string.Join(',', values.Select(Encode)), isEncoded: true);
            }

            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            Append(NameOf(name, style, i), values[i]);
        }
    }

    public void Append(string name, string value, bool isEncoded = false)
    {
        url.Append(_hasQuery ? '&' : '?').Append(EncodeName(name)).Append('=').Append(isEncoded ? value : Encode(value));
        _hasQuery = true;
    }

    /// <summary>The items of a value that is an array, each as text; null when it is none.</summary>
    public static List<string>? Items(object? value)
    {
        IEnumerable? items = value switch
        {
            JsonElement { ValueKind: JsonValueKind.Array } json => json.EnumerateArray(),
            ArrayValue array => array.Values,
            string or FluidValue => null,
            JsonElement => null,
            IDictionary => null,
            IEnumerable list => list,
            _ => null,
        };
        if (items is null)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in items)
        {
            if (!TemplateValues.IsNull(item))
            {
                texts.Add(TemplateValues.ToText(TemplateValues.ToFluid(item)));
            }
        }

        return texts;
    }

    private static string NameOf(string name, QueryArrayStyle style, int index) => style switch
    {
        QueryArrayStyle.Brackets => name + "[]",
        QueryArrayStyle.Indices => string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"),
        _ => name,
    };

    public static string Encode(string value)
    {
        Utf8Text.RefuseHalves(value, "of a query or form parameter");
        return Uri.EscapeDataString(value);
    }

    // Brackets are written by hand everywhere and understood by every server.
    public static string EncodeName(string name) =>
        Uri.EscapeDataString(name).Replace("%5B", "[", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal);
}
