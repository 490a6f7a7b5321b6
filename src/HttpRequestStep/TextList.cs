using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>One text or several, in order: the values of a header, a query parameter or a form field.</summary>
[JsonConverter(typeof(TextListConverter))]
[CollectionBuilder(typeof(TextList), nameof(Create))]
public sealed class TextList : IReadOnlyList<Text>, IEquatable<TextList>
{
    private readonly Text[] _texts;

    private TextList(Text[] texts, bool isArray)
    {
        _texts = texts;
        IsArray = isArray;
    }

    /// <summary>Whether it was written as an array, even if of one text.</summary>
    public bool IsArray { get; }

    /// <inheritdoc/>
    public int Count => _texts.Length;

    /// <inheritdoc/>
    public Text this[int index] => _texts[index];

    /// <summary>An array of texts.</summary>
    public static TextList Create(ReadOnlySpan<Text> texts) => new(texts.ToArray(), isArray: true);

    /// <summary>One text.</summary>
    public static TextList FromText(Text text) => new([text], isArray: false);

    /// <summary>One text.</summary>
    public static implicit operator TextList(Text text) => FromText(text);

    /// <summary>One text.</summary>
    public static implicit operator TextList(string text) => FromText(text);

    /// <inheritdoc/>
    public IEnumerator<Text> GetEnumerator() => ((IEnumerable<Text>)_texts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TextList? other) => other is not null && IsArray == other.IsArray && _texts.AsSpan().SequenceEqual(other._texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextList);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, IsArray, Count > 0 ? _texts[0] : null);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _texts.AsEnumerable());
}
