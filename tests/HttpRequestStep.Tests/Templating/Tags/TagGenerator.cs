namespace HttpRequestSteps.Tests;

/// <summary>Makes templates of any tags in any order, the same for the same seed.</summary>
internal sealed class TagGenerator(int seed)
{
    private static readonly string[] Paths = ["name", "text", "uni", "n", "dec", "yes", "no", "nil_value", "obj.id", "obj.nil", "obj.deep.er", "words", "nums", "list", "rows", "none", "x", "i", "a", "b", "c", "a.id", "b.name", "a.tags", "words[1]", "rows[0].tags", "forloop.index", "forloop.last", "tablerowloop.col", "tablerowloop.last", "words[tablerowloop.index0]", "parentloop.index", "'lit'", "3", "2.50", "true", "nil", "empty", "missing"];

    private static readonly string[] Lists = ["words", "nums", "list", "rows", "none", "a.tags", "obj", "a", "text"];

    private static readonly string[] Filters = ["upcase", "replace: ', ', '-'", "default: 'd'", "append: '!'", "append: a", "size", "json", "strip", "plus: 1", "times: 2.5", "join: ','", "first", "split: ''", "prepend: 'p' | downcase", "escape"];

    private static readonly string[] Operators = ["==", "!=", "<", ">", "<=", ">=", "contains"];

    private static readonly string[] Variables = ["a", "b", "c", "x", "i"];

    private static readonly string[] Texts = ["t", " ", "\n", "\"", ","];

    private readonly Random _random = new(seed);

    public string Next() => "{% assign c = " + Expression() + " %}" + Block(3);

    private string Block(int depth) => string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Piece(depth)));

    private string Piece(int depth) => _random.Next(depth > 0 ? 15 : 6) switch
    {
        0 => OneOf(Texts),
        1 or 2 => Dash("{{") + " " + Expression() + " " + Dash("}}"),
        3 => "{% assign " + OneOf(Variables) + " = " + Expression() + " %}",
        4 => OneOf(["{% increment k %}", "{% decrement k %}", "{% comment %}c{% endcomment %}", "{% raw %}{{ r }}{% endraw %}", "{% if " + Condition() + " %}{% break %}{% endif %}", "{% if " + Condition() + " %}{% continue %}{% endif %}"]),
        5 => "{% cycle " + OneOf(["", "'g': ", "n: ", "a: "]) + OneOf(Paths) + ", " + OneOf(Paths) + ", 'z' %}",
        6 => Dash("{%") + " if " + Condition() + " " + Dash("%}") + Block(depth - 1) + "{% elsif " + Condition() + " %}" + Block(depth - 1) + "{% else %}" + Block(depth - 1) + "{% endif %}",
        7 => "{% unless " + Condition() + " %}" + Block(depth - 1) + "{% else %}" + Block(depth - 1) + "{% endunless %}",
        8 => "{% case " + OneOf(Paths) + " %}{% when " + OneOf(Paths) + " %}" + Block(depth - 1) + "{% when " + OneOf(Paths) + ", " + OneOf(Paths) + " %}" + Block(depth - 1) + "{% else %}" + Block(depth - 1) + "{% endcase %}",
        9 => "{% capture " + OneOf(Variables) + " %}" + Block(depth - 1) + "{% endcapture %}",
        10 => "{% for " + OneOf(Variables) + " in (1..3) %}" + Block(depth - 1) + "{% endfor %}",
        11 => "{% ifchanged %}" + Block(depth - 1) + "{% endifchanged %}",
        12 => "{% tablerow " + OneOf(Variables) + " in " + OneOf(Lists) + OneOf(["", " cols: 2", " cols: n limit: 3", " offset: 1"]) + " %}" + Block(depth - 1) + "{% endtablerow %}",
        _ => "{% for " + OneOf(Variables) + " in " + OneOf(Lists) + OneOf(["", "", " reversed", " limit: 2", " offset: 1", " limit: 3 offset: 1", " limit: 2 offset: continue", " limit: -1"]) + " %}" + Block(depth - 1) + "{% else %}" + Block(depth - 1) + "{% endfor %}",
    };

    private string Expression() => OneOf(Paths) + string.Concat(Enumerable.Range(0, _random.Next(3)).Select(_ => " | " + OneOf(Filters)));

    private string Condition() => _random.Next(4) switch
    {
        0 => OneOf(Paths),
        1 => OneOf(Paths) + OneOf([" and ", " or "]) + Comparison(),
        _ => Comparison(),
    };

    private string Comparison() => OneOf(Paths) + " " + OneOf(Operators) + " " + OneOf(Paths);

    private string Dash(string mark) => _random.Next(4) > 0 ? mark : mark[0] == '{' ? mark + "-" : "-" + mark;

    private string OneOf(string[] choices) => choices[_random.Next(choices.Length)];
}
