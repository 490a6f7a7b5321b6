using System.Globalization;

namespace HttpRequestSteps;

/// <summary>A path into the JSON that a mapping makes.</summary>
internal static class MappingPath
{
    private const int MaxIndex = 999;
    private const int MaxSteps = 32;

    /// <summary>The steps of a path, or why it is none.</summary>
    public static (MappingStep[] Steps, string? Error) Parse(string path)
    {
        var steps = new List<MappingStep>();
        var rest = path.AsSpan();
        while (!rest.IsEmpty || steps.Count == 0)
        {
            var (step, length, error) = rest is ['[', ..] ? Bracket(rest) : Name(rest, isFirst: steps.Count == 0);
            if (error is not null)
            {
                return ([], error);
            }

            steps.Add(step);
            rest = rest[length..];
        }

        if (steps[0].Name is null)
        {
            return ([], "A path begins with a name, not with an index.");
        }

        return steps.Count > MaxSteps ? ([], $"A path has at most {MaxSteps} steps.") : ([.. steps], null);
    }

    private const string Form = "A path is names with dots between them and indexes in brackets: customer.tags[0], ['a.b'].";

    private static (MappingStep Step, int Length, string? Error) Name(ReadOnlySpan<char> rest, bool isFirst)
    {
        if (!isFirst && rest[0] != '.')
        {
            return (default, 0, rest[0] == ']' ? Form : "After a bracket comes a dot, another bracket or the end.");
        }

        var start = isFirst ? 0 : 1;
        var end = rest[start..].IndexOfAny(".[]");
        var name = end < 0 ? rest[start..] : rest.Slice(start, end);
        return name.IsEmpty || rest[start..].StartsWith("]")
            ? (default, 0, Form)
            : (new MappingStep(name.ToString(), 0), start + name.Length, null);
    }

    private static (MappingStep Step, int Length, string? Error) Bracket(ReadOnlySpan<char> rest)
    {
        if (rest is ['[', '\'', ..])
        {
            return Quoted(rest);
        }

        var end = rest.IndexOf(']');
        if (end < 0 || !int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > MaxIndex)
        {
            return (default, 0, $"In brackets stands an index from 0 to {MaxIndex}, or a name in single quotes.");
        }

        return (new MappingStep(null, index), end + 1, null);
    }

    private static (MappingStep Step, int Length, string? Error) Quoted(ReadOnlySpan<char> rest)
    {
        var name = new System.Text.StringBuilder();
        for (var at = 2; at < rest.Length; at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length)
            {
                name.Append(rest[++at]);
            }
            else if (rest[at..].StartsWith("']"))
            {
                return (new MappingStep(name.ToString(), 0), at + 2, null);
            }
            else
            {
                name.Append(rest[at]);
            }
        }

        return (default, 0, "A name in brackets ends with '].");
    }
}

/// <summary>A step of a path: into a member by name, or into an item by index.</summary>
internal readonly record struct MappingStep(string? Name, int Index);
