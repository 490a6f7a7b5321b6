namespace HttpRequestSteps;

/// <summary>A filter that makes text of text, its arguments known.</summary>
internal abstract class TextFilter(params string[] arguments)
{
    public int ArgumentLength { get; } = arguments.Sum(static argument => argument.Length);

    public abstract void Write(ReadOnlySpan<char> input, TextBuffer output);

    public bool HasArgumentIn(Redactor redactor) => Array.Exists(arguments, redactor.IsIn);

    /// <summary>The filter of a name with constant arguments, or null when Fluid has to do it.</summary>
    public static TextFilter? Of(string name, string[] arguments) => (name, arguments) switch
    {
        ("replace", [{ Length: > 0 } search, var replacement]) => new Replacing(search, replacement, arguments),
        ("remove", [{ Length: > 0 } search]) => new Replacing(search, string.Empty, arguments),
        ("append", [var after]) => new Around(string.Empty, after, arguments),
        ("prepend", [var before]) => new Around(before, string.Empty, arguments),
        ("upcase", []) => new Casing(isUpper: true),
        ("downcase", []) => new Casing(isUpper: false),
        ("strip", []) => new Stripping(start: true, end: true),
        ("lstrip", []) => new Stripping(start: true, end: false),
        ("rstrip", []) => new Stripping(start: false, end: true),
        _ => null,
    };

    private sealed class Replacing(string search, string replacement, string[] arguments) : TextFilter(arguments)
    {
        public override void Write(ReadOnlySpan<char> input, TextBuffer output)
        {
            for (var at = input.IndexOf(search); at >= 0; at = input.IndexOf(search))
            {
                output.Append(input[..at]);
                output.Append(replacement);
                input = input[(at + search.Length)..];
            }

            output.Append(input);
        }
    }

    private sealed class Around(string before, string after, string[] arguments) : TextFilter(arguments)
    {
        public override void Write(ReadOnlySpan<char> input, TextBuffer output)
        {
            output.Append(before);
            output.Append(input);
            output.Append(after);
        }
    }

    private sealed class Casing(bool isUpper) : TextFilter
    {
        public override void Write(ReadOnlySpan<char> input, TextBuffer output)
        {
            var room = output.Room(input.Length);
            _ = isUpper ? input.ToUpperInvariant(room) : input.ToLowerInvariant(room);
            output.Advance(input.Length);
        }
    }

    private sealed class Stripping(bool start, bool end) : TextFilter
    {
        public override void Write(ReadOnlySpan<char> input, TextBuffer output)
        {
            input = start ? input.TrimStart() : input;
            output.Append(end ? input.TrimEnd() : input);
        }
    }
}
