using Fluid;

namespace HttpRequestSteps.Tests;

/// <summary>Templates over all tags. One a line; <c>\n</c> is a line break, and a line without a tag stands after a tag that renders nothing.</summary>
internal static class TagCorpus
{
    /// <summary>What the templates read, as JSON.</summary>
    public const string Json = """
        { "name": "Ada", "empty": "", "blank": " \t\n", "text": "a<b>&\"c\" d, e, f", "uni": "žluťoučký 😀 kůň", "esc": "line\nbreak \"q\" \\ \u00e9",
          "n": 7, "zero": 0, "neg": -3, "dec": 12.50, "whole": 3.0, "tiny": 0.0000001, "small": 0.05, "exp": 1e3, "big": 123456789012345678901234567890, "huge": 1e40, "long": 12345678901234567890, "negzero": -0, "deczero": 0.00,
          "yes": true, "no": false, "nil_value": null, "list": [1, "x", null, 2.5, true, [1, 2], { "k": "v" }], "words": ["one", "two", "three", "four"], "nums": [3, 1, 2, 10, 7], "none": [], "nothing": {},
          "obj": { "id": 7, "size_x": 1, "deep": { "er": ["p", "q"] }, "nil": null, "ü": "umlaut" }, "x": "input x", "i": "input i", "item": "input item",
          "rows": [ { "id": 1, "name": "Ann", "synonyms": "car, auto, wagon", "tags": ["a", "b"], "price": 9.90, "active": true, "note": null },
                    { "id": 2, "name": "Bob \"B\"", "synonyms": "", "tags": [], "price": 10, "active": false, "note": "n" },
                    { "id": 3, "name": "Čeněk", "synonyms": "x", "tags": ["c"], "price": 0.5, "active": true } ] }
        """;

    public static IEnumerable<string> All => (Hand + More).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("\\n", "\n", StringComparison.Ordinal)).Select(WithTag).Concat(Made().Where(static template => Liquid.Parser.TryParse(template, out _, out _)));

    private static readonly string[] Values =
    [
        "name", "empty", "blank", "text", "uni", "esc", "n", "zero", "neg", "dec", "whole", "tiny", "small", "exp", "big", "huge", "long", "negzero", "deczero", "yes", "no", "nil_value",
        "list", "words", "none", "nothing", "obj", "missing", "obj.id", "obj.missing", "obj.nil", "obj.nil.x", "obj.deep.er", "obj.deep.er[0]", "obj['id']", "obj['ü']", "list[1]", "list[99]", "list[-1]", "words.first", "words.last", "words.size", "none.first",
        "name.size", "name.first", "obj.size", "n.size", "rows[0].name", "rows[1].tags.size", "'lit'", "\"q\"", "1", "-2.50", "true", "false", "nil", "empty", "blank", "(1..3)", "words[n]", "words[obj.size_x]", "row_count", "run.id", "step.name", "secrets_not",
    ];

    private static readonly string[] Filters =
    [
        "upcase", "downcase", "capitalize", "strip", "lstrip", "rstrip", "append: '!'", "prepend: '#'", "append: name", "prepend: n", "replace: ', ', '\",\"'", "replace: 'a', ''", "replace: '', 'x'", "remove: 'a'", "remove: ''", "default: 'dflt'", "default: name", "default: 0", "default: missing",
        "json", "escape", "escape_once", "url_encode", "url_decode", "size", "join: '-'", "join", "split: ', '", "split: ''", "first", "last", "round", "round: 1", "ceil", "floor", "abs", "plus: 1", "plus: 1.5", "minus: n", "times: 2", "divided_by: 2", "divided_by: 0", "modulo: 3", "sort", "reverse", "uniq", "compact", "concat: words",
        "map: 'id'", "where: 'id', 2", "truncate: 3", "truncate: 5, '..'", "truncatewords: 1", "slice: 0, 2", "slice: 1", "newline_to_br", "strip_newlines", "strip_html", "base64_encode", "sha256", "xml_escape", "at_least: 5", "at_most: 5", "date: '%Y'", "replace_first: 'a', 'b'", "upcase | downcase | append: 'x' | replace: 'x', 'yy' | strip", "split: ' ' | join: '_' | upcase", "default: 'd' | upcase", "upcase | default: 'd'", "append: missing",
    ];

    private static readonly string[] Conditions =
    [
        "{0}", "{0} == nil", "{0} != nil", "{0} == empty", "{0} != empty", "{0} == blank", "{0} == true", "{0} == false", "{0} == 'Ada'", "{0} == 7", "{0} > 3", "{0} >= 7", "{0} < 3", "{0} <= 12.5", "{0} contains 'a'", "{0} contains 1", "nil == {0}", "empty == {0}", "'Ada' == {0}", "7 == {0}", "'a' < {0}", "3 >= {0}",
        "{0} and yes", "{0} or no", "no or {0} and no", "yes and {0} or no", "{0} == {0}", "name contains {0}", "words contains {0}",
    ];

    private static string WithTag(string template) => template.Contains("{%", StringComparison.Ordinal) ? template : "{% comment %}c{% endcomment %}" + template;

    private static IEnumerable<string> Made()
    {
        foreach (var value in Values)
        {
            yield return "{% if yes %}[{{ " + value + " }}]{% endif %}";
            yield return "{% assign v = " + value + " %}[{{ v }}]";
            yield return "{% for e in " + value + " %}<{{ e }}>{% else %}none{% endfor %}";
            foreach (var filter in Filters)
            {
                yield return "{% if yes %}[{{ " + value + " | " + filter + " }}]{% endif %}";
            }

            foreach (var condition in Conditions)
            {
                yield return "{% if " + condition.Replace("{0}", value, StringComparison.Ordinal) + " %}T{% else %}F{% endif %}";
            }
        }
    }

    private const string Hand = """
        {% for row in rows %}{{ row.id }}{% endfor %}
        [{% for row in rows %}{"objectID":"{{ row.id }}","type":"synonym","synonyms":["{{ row.synonyms | replace: ', ', '","' }}"],},{% endfor %}]
        {% for row in rows %}{{ row.missing }}{% endfor %}
        {% for row in rows %}{{ row.note }}{% endfor %}
        {% for row in rows %}{{ row.note | default: 'none' }}{% endfor %}
        {% for row in rows %}{{ row.price }};{{ row.active }};{{ row.tags }};{{ row }}{% endfor %}
        {% for row in rows %}{% for t in row.tags %}{{ row.name }}:{{ t }}{% unless forloop.last %},{% endunless %}{% else %}-{% endfor %}|{% endfor %}
        {% for row in rows reversed %}{{ row.id }}{% endfor %}
        {% for row in rows limit: 2 %}{{ row.id }}{% endfor %}
        {% for row in rows offset: 1 %}{{ row.id }}{{ forloop.first }}{{ forloop.index }}{% endfor %}
        {% for row in rows limit: 1 offset: 1 %}{{ row.id }}{{ forloop.length }}{% endfor %}
        {% for row in rows reversed limit: 2 %}{{ row.id }}{% endfor %}
        {% for row in rows reversed limit: 1 offset: 1 %}{{ row.id }}{{ forloop.rindex }}{% endfor %}
        {% for w in words limit: -1 %}{{ w }}{% endfor %}
        {% for w in words limit: -9 %}{{ w }}{% else %}e{% endfor %}
        {% for w in words limit: 0 %}{{ w }}{% else %}e{% endfor %}
        {% for w in words offset: 9 %}{{ w }}{% else %}e{% endfor %}
        {% for w in words offset: -1 %}{{ w }}{% endfor %}
        {% for w in words reversed offset: -1 %}{{ w }}{% endfor %}
        {% for w in words limit: n %}{{ w }}{% endfor %}
        {% for w in words offset: missing limit: dec %}{{ w }}{% endfor %}
        {% for w in words limit: name %}{{ w }}{% else %}e{% endfor %}
        {% for w in words limit: big %}{{ w }}{% endfor %}
        {% for w in words %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.first }}{{ forloop.last }}{{ forloop.length }};{% endfor %}
        {% for w in words %}{% for v in nums %}{{ parentloop.index }}.{{ forloop.index }} {% endfor %}{% endfor %}
        {% for w in words %}{{ parentloop.index }}{% endfor %}
        {% for a in words %}{% for b in nums %}{% for c in words %}{{ parentloop.index }}{{ forloop.index }}{% endfor %}{{ forloop.last }}{% endfor %}{{ forloop.first }}{% endfor %}
        {% for w in words %}{% if forloop.index == 2 %}{% continue %}{% endif %}{% if forloop.index > 3 %}{% break %}{% endif %}{{ w }}{% endfor %}
        {% for w in words %}{{ forloop.index | plus: 10 }}{{ forloop.last | default: 'd' }}{% endfor %}
        {% for w in words %}{% if forloop.first and forloop.index0 == 0 %}F{% elsif forloop.last %}L{% else %}M{% endif %}{% endfor %}
        {% for w in words %}{% case forloop.index %}{% when 1 %}one{% when 2, 3 %}few{% else %}many{% endcase %}{% endfor %}
        {% for w in words %}{% assign f = forloop.index %}{% endfor %}{{ f }}
        {% for x in list %}[{{ x }}]{% endfor %}{{ x }}
        {% for x in list %}[{{ x.k }}{{ x[0] }}]{% endfor %}
        {% for x in list %}[{{ x | json }}]{% endfor %}
        {% for x in list %}[{{ x | upcase }}]{% endfor %}
        {% for nosuch in list %}[{{ nosuch }}]{% endfor %}
        {% for nosuch in list %}[{{ nosuch | append: '!' }}]{% endfor %}
        {% for nosuch in list %}{% assign q = nosuch %}[{{ q }}]{% endfor %}
        {% for i in (1..5) %}{{ i }}{% endfor %}{{ i }}
        {% for i in (1..n) %}{{ i }}{% endfor %}
        {% for i in (5..1) %}{{ i }}{% endfor %}|
        {% for i in (n..obj.size_x) %}{{ i }}{% endfor %}{% for i in (obj.size_x..n) %}{{ i }}{% endfor %}
        {% for i in (-2..2) %}{{ i }},{% endfor %}
        {% for i in (1..1000000000) %}{{ i }}{% endfor %}
        {% for i in (1..3) reversed %}{{ i }}{% endfor %}
        {% for i in (1..10) limit: 3 offset: 2 %}{{ i }}{% endfor %}
        {% assign r = (1..3) %}{{ r }}{% for i in r %}{{ i }}{% endfor %}{{ r.size }}{{ r.first }}{{ r[1] }}
        {% for c in name %}{{ c }}{% endfor %}
        {% for p in obj %}{{ p[0] }}={{ p[1] }};{{ p.first }}{{ p.size }}{% endfor %}
        {% for p in nothing %}{{ p }}{% else %}e{% endfor %}
        {% for p in n %}{{ p }}{% else %}e{% endfor %}
        {% for p in missing %}{{ p }}{% else %}e{% endfor %}
        {% for p in nil_value %}{{ p }}{% else %}e{% endfor %}
        {% for a in words %}{% for a in nums %}{{ a }}{% endfor %}{{ a }}{% endfor %}
        {% for a in words %}{% assign a = 5 %}{{ a }}{% endfor %}{{ a }}
        {% assign a = 1 %}{% for a in words %}{{ a }}{% endfor %}{{ a }}
        {% for w in words %}{% capture c %}{{ c }}{{ w }}{% endcapture %}{% endfor %}{{ c }}
        {% assign c = '' %}{% for w in words %}{% capture c %}{{ c }}{{ w }}{% endcapture %}{% endfor %}{{ c }}
        {% for w in words %}{% capture c %}{{ w }}{% break %}z{% endcapture %}{{ c }}{% endfor %}{{ c }}
        {% for w in words %}{% unless w == 'two' %}{{ w }}{% else %}U{% break %}after{% endunless %}{% endfor %}
        {% for w in words %}{% unless w == 'two' %}{{ w }}{% continue %}{% endunless %}x{% endfor %}
        {% for w in words %}{% case w %}{% when 'two' %}{% break %}{% else %}{{ w }}{% endcase %};{% endfor %}
        {% for w in words %}{% case w %}{% when 'two' %}2{% continue %}q{% endcase %};{% endfor %}
        {% for w in words %}{% for e in none %}{% else %}{% break %}z{% endfor %}{{ w }}{% endfor %}
        {% for w in words %}{% if w == 'x' %}{% elsif w == 'two' %}E{% break %}{% else %}{{ w }}{% continue %}{% endif %}{% endfor %}
        {% for w in words %}{% liquid\nif w == 'two'\nbreak\nendif\necho w %}{% endfor %}
        a{% break %}b{% continue %}c
        a{% if yes %}{% break %}x{% endif %}b
        {% assign x = 5 %}{{ x }}
        {{ x }}{% assign x = 5 %}{{ x }}
        {% if no %}{% assign x = 5 %}{% endif %}{{ x }}
        {% assign x = nil %}{{ x }}
        {% assign q = nil %}[{{ q }}]
        {% assign q = missing %}[{{ q }}]
        {% assign q = missing %}[{{ q | default: 'd' }}]
        {% assign q = obj.nil %}[{{ q }}]
        {% assign q = obj.missing %}[{{ q }}]
        {% assign q = obj %}{{ q.id }}{{ q.deep.er[1] }}{{ q }}
        {% assign q = obj.deep %}{{ q.er | join: '+' }}{{ q.er.size }}{{ q.er.first }}
        {% assign q = obj %}{{ q.missing }}
        {% assign q = words %}{{ q[1] }}{{ q.last }}{{ q.size }}
        {% assign q = text | split: ', ' %}{{ q[1] }}{{ q.last }}{{ q.size }}{% for p in q %}<{{ p }}>{% endfor %}
        {% assign q = 'a,b,c' | split: ',' | reverse %}{% for p in q limit: 2 %}{{ p }}{% endfor %}
        {% assign q = rows | map: 'name' %}{{ q | join: ';' }}
        {% assign q = rows | where: 'active', true %}{% for r in q %}{{ r.name }}{{ r.tags[0] }}{% endfor %}
        {% assign q = rows | sort: 'price' %}{% for r in q %}{{ r.id }}{% endfor %}
        {% assign q = rows | first %}{{ q.name }}{{ q.tags | size }}
        {% assign q = 1 | plus: 2 %}{% assign q = q | times: 3 %}{{ q }}{% if q == 9 %}nine{% endif %}
        {% assign q = 1.0 %}{{ q }}{% assign q = 10 | divided_by: 4 %}{{ q }}{% assign q = 10 | divided_by: 4.0 %}{{ q }}
        {% assign q = yes %}{% if q %}T{% endif %}{{ q }}
        {% assign q = no %}{% if q %}T{% else %}F{% endif %}{{ q }}
        {% assign q = n == 7 %}{{ q }}{% if q %}T{% else %}F{% endif %}
        {% assign q = n == 8 %}{{ q }}{% if q %}T{% else %}F{% endif %}{% if q == false %}x{% endif %}
        {% assign q = n > 3 and no %}{{ q }}{% if q %}T{% else %}F{% endif %}
        {% assign q = 'x' | append: name %}{% assign p = q %}{{ p }}{% if p == 'xAda' %}T{% endif %}
        {% assign a = name %}{% assign b = name %}{% if a == b %}T{% endif %}
        {% assign a = dec %}{% if a == 12.5 %}T{% endif %}{{ a }}{{ a | plus: 0 }}
        {% capture c %}{{ name }} {{ n }}{% endcapture %}{{ c }}{{ c | size }}{{ c.size }}{% if c == 'Ada 7' %}T{% endif %}
        {% capture c %}{% endcapture %}[{{ c }}]{% if c == empty %}E{% endif %}{% if c == blank %}B{% endif %}
        {% capture c %}{{ obj }}{{ words }}{% endcapture %}{{ c }}
        {% capture c %}{{ text }}{% endcapture %}{{ c | json }}{{ c | escape }}
        {% capture a %}1{% capture b %}2{% endcapture %}3{% endcapture %}{{ a }}{{ b }}
        {% increment a %}{% increment a %}{% decrement a %}{% increment b %}{{ a }}
        {% decrement a %}{% decrement a %}{% decrement a %}
        {% assign a = 9 %}{% increment a %}{% increment a %}{{ a }}
        {% for w in words %}{% increment k %}{% endfor %}{% increment k %}
        {% raw %}{{ name }}{% if %}{% endraw %}x
        {% raw %}{% endraw %}x
        {%- raw -%} a {%- endraw -%} b
        {% comment %}{{ missing }}{% if %}{% endcomment %}x
        {% # inline %}x
        {% liquid\nassign q = 3\necho q\nif q > 2\necho 'big'\nendif %}
        {% liquid\nfor w in words\necho w | upcase\nendfor %}
        {% echo name | upcase %}{% echo missing %}
        {% case n %}{% when 1 %}a{% when 7 %}b{% endcase %}
        {% case n %}{% when 1 %}a{% else %}c{% endcase %}
        {% case n %}{% when 7 %}a{% when 7 %}b{% else %}c{% endcase %}
        {% case n %}{% when 7, 7 %}a{% else %}c{% endcase %}
        {% case name %}{% when 'Bob', 'Ada' %}a{% endcase %}
        {% case name %}{% when 'Bob' or 'Ada' %}a{% endcase %}
        {% case name %}{% when name %}a{% endcase %}
        {% case missing %}{% when nil %}nil{% else %}other{% endcase %}
        {% case nil_value %}{% when empty %}e{% when nil %}nil{% else %}other{% endcase %}
        {% case empty %}{% when empty %}e{% when blank %}b{% else %}other{% endcase %}
        {% case blank %}{% when blank %}b{% else %}other{% endcase %}
        {% case yes %}{% when true %}t{% when false %}f{% endcase %}
        {% case dec %}{% when 12.5 %}t{% endcase %}{% case '7' %}{% when n %}s{% else %}no{% endcase %}
        {% case obj %}{% when obj %}o{% else %}no{% endcase %}{% case words %}{% when words %}w{% endcase %}
        {% case n %} {% when 7 %} b {% endcase %}
        {% if yes %}a{% endif %}{% if no %}b{% endif %}{% if missing %}c{% else %}d{% endif %}
        {% if yes and no or yes %}a{% else %}b{% endif %}{% if no and no or yes %}a{% else %}b{% endif %}{% if yes or no and no %}a{% else %}b{% endif %}
        {% if no or missing %}a{% elsif nil_value %}b{% elsif n == 7 %}c{% else %}d{% endif %}
        {% if name == 'Ada' and n == 7 and words contains 'two' %}a{% endif %}
        {% if 'abc' contains 'b' %}a{% endif %}{% if 'abc' contains empty %}b{% endif %}{% if missing contains 'b' %}c{% endif %}{% if words contains missing %}d{% endif %}
        {% if n contains 7 %}a{% endif %}{% if list contains 2.5 %}b{% endif %}{% if obj contains 'id' %}c{% endif %}
        {% if 1 == 1.0 %}a{% endif %}{% if '1' == 1 %}b{% endif %}{% if dec > 12 %}c{% endif %}{% if 'b' > 'a' %}d{% endif %}{% if 'B' > 'a' %}e{% endif %}
        {% if n > '3' %}a{% endif %}{% if '3' < n %}b{% endif %}{% if name > n %}c{% endif %}{% if yes > no %}d{% endif %}{% if words > 1 %}e{% endif %}{% if nil_value >= nil %}f{% endif %}{% if missing > 1 %}g{% endif %}{% if missing <= nil %}h{% endif %}
        {% if huge > 1 %}a{% else %}b{% endif %}{% if huge == huge %}c{% endif %}{% if big > 1 %}d{% endif %}{% if exp == 1000 %}e{% endif %}
        {% if name != 'Bob' %}a{% endif %}{% if name <> 'Bob' %}b{% endif %}
        {% if words == words %}a{% endif %}{% if words == none %}b{% endif %}{% if none == empty %}c{% endif %}{% if nothing == empty %}d{% endif %}{% if none == nil %}e{% endif %}{% if none == blank %}f{% endif %}{% if obj == empty %}g{% endif %}
        {% if words.size == 4 %}a{% endif %}{% if words.size > 3 %}b{% endif %}{% if name.size == 3 %}c{% endif %}{% if rows[0].tags contains 'a' %}d{% endif %}
        {% if uni contains '😀' %}a{% endif %}{% if uni == uni %}b{% endif %}{% if esc contains 'é' %}c{% endif %}
        {% unless yes %}a{% else %}b{% endunless %}{% unless no %}a{% else %}b{% endunless %}{% unless missing %}c{% endunless %}
        {% unless no %}a{{ missing }}{% else %}b{{ missing2 }}{% endunless %}
        {% if no %}a{{ missing1 }}{% elsif no %}{{ missing2 }}{% else %}{{ missing3 }}{% endif %}
        {% if no %}a{{ missing1 }}{% elsif yes %}{{ missing2 }}{% else %}{{ missing3 }}{% endif %}
        {% if yes %}a{{ missing1 }}{% elsif yes %}{{ missing2 }}{% else %}{{ missing3 }}{% endif %}
        {% case n %}{% when 1 %}{{ missing1 }}{% else %}{{ missing2 }}{% endcase %}
        {% for e in none %}{{ missing1 }}{% else %}{{ missing2 }}{% endfor %}
        {% if yes %}{{ missing | default: missing2 }}{% endif %}
        {% if yes %}{{ missing | default: missing2 | upcase }}{% endif %}
        {% if yes %}{{ name | append: missing }}{% endif %}
        {% if yes %}{{ missing1 | append: missing2 }}{% endif %}
        {% if yes %}{{ missing1 | append: missing2 | default: 'd' }}{% endif %}
        {% if yes %}{{ obj.idd }}{% endif %}
        {% if yes %}{{ obj['id'].x.y }}{% endif %}
        {% if yes %}{{ words[name] }}{{ words['1'] }}{{ obj[name] }}{% endif %}
        {% if yes %}{{ rows[0].tags[1] }}{{ rows[0]['tags'][0] }}{{ rows[9].x }}{% endif %}
        {% if yes %}{{ rows.first.name }}{{ rows.last.tags.first }}{{ rows.first.tags.last.size }}{% endif %}
        {% if yes %}{{ row.id }}{% endif %}
        {% if yes %}\n\n  {{ missing }}{% endif %}
        x {{- name -}} y {%- if yes -%}  z  {%- endif -%}  w
        {%- for w in words -%}  {{- w -}}  {%- endfor -%}
        {% for w in words -%}\n  {{ w }}\n{%- endfor %}
        {% if yes -%}\n\n{{ name }}{%- endif %}
        {% if yes %}  {%- assign z = 1 -%}  {% else %}  {% endif %}
        {% if no %}a{% else %}{%- assign z = 1 -%} {%- assign z = 2 -%} {{ z }}{% endif %}
        {% for w in words %}{% endfor %}|
        {% for w in words %} {% endfor %}|
        {% if yes %}{% endif %}|{% if no %}{% else %}{% endif %}|
        {% if yes %}{{ dec | times: 2 }}{{ 3 | divided_by: 2.0 }}{{ 0.1 | plus: 0.2 }}{{ '5' | plus: '6' }}{{ 'a' | plus: 1 }}{% endif %}
        {% if yes %}{{ 12345.678 | round: 2 }}{{ -0.0 }}{{ 1.10 }}{{ 100.0 }}{{ 1e3 }}{% endif %}
        {% if yes %}{{ n | divided_by: zero }}{% endif %}
        {% if yes %}{{ big | times: big }}{% endif %}
        {% if yes %}{{ uni | upcase }}{{ uni | size }}{{ uni | slice: 0, 3 }}{{ uni | replace: '😀', 'x' }}{{ uni | url_encode }}{% endif %}
        {% if yes %}{{ esc }}{{ esc | upcase }}{{ esc | replace: '"', "'" | strip | json }}{% endif %}
        {% if yes %}{{ 'a,b' | replace: ',', ', ' | split: ', ' | join: '|' | append: '!' | upcase }}{% endif %}
        {% if yes %}{{ name | upcase | downcase | capitalize | append: 'x' | prepend: 'y' | remove: 'd' | strip }}{% endif %}
        {% if yes %}{{ blank | strip | default: 'd' }}{{ blank | default: 'd' }}{{ empty | default: 'd' }}{{ no | default: 'd' }}{{ no | default: 'd', allow_false: true }}{{ zero | default: 'd' }}{{ none | default: 'd' }}{{ nothing | default: 'd' }}{{ nil_value | default: 'd' }}{% endif %}
        {% if yes %}{{ name | default: 'd' | append: 'e' }}{{ n | default: 5 }}{{ missing | default: 5 | plus: 1 }}{{ missing | default: nil }}{{ missing | default: words }}{% endif %}
        {% if yes %}{{ name | upcase: 'x' }}{{ name | append }}{{ name | replace: 'A' }}{{ name | append: 1 }}{{ name | replace: 'A', 1 }}{% endif %}
        {% if yes %}{{ n | append: '!' }}{{ dec | append: '!' }}{{ yes | append: '!' }}{{ nil_value | append: '!' }}{{ words | append: '!' }}{{ obj | append: '!' }}{% endif %}
        {% if yes %}{{ n | upcase }}{{ dec | replace: '.', ',' }}{{ words | upcase }}{% endif %}
        {% if yes %}{{ n == 7 }}{{ n == 8 }}{{ name contains 'A' }}{% endif %}
        {% if yes %}{{ true }}{{ false }}{{ nil }}{{ empty }}{{ blank }}{{ 'a' }}{{ "b" }}{{ 1 }}{% endif %}
        {% assign empty_list = '' | split: ',' %}{% for e in empty_list %}x{% else %}e{% endfor %}{{ empty_list.size }}{% if empty_list == empty %}E{% endif %}
        {% assign q = 'true' %}{% if q == true %}a{% else %}b{% endif %}
        {% assign q = words | join: ', ' %}{% for p in q %}{{ p }}{% endfor %}
        {% for r in rows %}{% assign total = total | plus: r.price %}{% endfor %}{{ total }}
        {% assign total = 0 %}{% for r in rows %}{% assign total = total | plus: r.price %}{% endfor %}{{ total }}
        {% for r in rows %}{% if r.active %}{{ r.name | json }}{% unless forloop.last %},{% endunless %}{% endif %}{% endfor %}
        {% for r in rows %}{% if r.note %}{{ r.note }}{% else %}null{% endif %}{% endfor %}
        {% for r in rows %}{% if r.note == nil %}null{% endif %}{% if r.tags == empty %}E{% endif %}{% endfor %}
        {% for r in rows %}{{ r.name | upcase }}{{ r.tags | join: ',' }}{{ r.tags.size }}{{ r['name'] }}{{ r[name] }}{% endfor %}
        {% for r in rows %}{{ rows[forloop.index0].id }}{{ rows[r.id].name }}{% endfor %}
        {% for r in rows %}{{ r.tags[forloop.index0] }}{% endfor %}
        {% for r in rows %}{{ r.name }}{% endfor %}{{ r.name }}
        {% for r in rows %}{{ r.name }}{% endfor %}{% if r %}x{% else %}y{% endif %}
        {% for row in rows %}{% for row in row.tags %}{{ row }}{% endfor %}{{ row.id }}{% endfor %}
        {% for r in rows %}{% capture line %}{{ r.id }}:{% for t in r.tags %}{{ t }}{{ forloop.last }}{% endfor %}{% endcapture %}{{ line | upcase }}{% endfor %}
        {% for item in missing %}{% endfor %}{{ item }}
        {% for item in list %}{% if item == nil %}N{% elsif item == true %}T{% elsif item == 'x' %}X{% elsif item > 2 %}G{% else %}?{% endif %}{% endfor %}
        {% for item in list %}{{ forloop.index }}:{{ item.size }};{% endfor %}
        {% if rows.size > 2 and rows.first.id == 1 %}{{ rows.size }}{% endif %}{{ row_count }}
        {{ name }}{% if yes %}{{ name }}{% endif %}{{ name }}
        /a/{{ name }}/{% if no %}x{% endif %}/b
        /a/{% if yes %}..{% endif %}/b
        /a/{% for w in words %}{{ w }}/{% endfor %}
        /a/{{ name }}{% if yes %}?q={{ text }}{% endif %}
        """;

    private const string More = """

        {% for a in nums %}{% for b in nums %}{% if b > a %}{% continue %}{% endif %}{{ a | times: b }},{% endfor %};{% endfor %}
        {% assign list2 = nums | sort %}{% for a in list2 %}{{ a }}{% endfor %}{{ list2 | first }}{{ list2 | last }}
        {% assign m = nums | sort | reverse | first %}{% if m == 10 %}max{% endif %}
        {% assign s = nums | join: '' | size %}{{ s }}
        {% assign k = 'id' %}{{ obj[k] }}{% for r in rows %}{{ r[k] }}{% endfor %}
        {% assign idx = 1 %}{{ words[idx] }}{{ words[idx].size }}
        {% for w in words %}{% assign last = w %}{% endfor %}{{ last }}
        {% for w in words %}{% if forloop.last %}{% assign seen = forloop.length %}{% endif %}{% endfor %}{{ seen }}
        {% for w in words %}{% assign y = w | upcase %}{% if y == 'TWO' %}{{ y }}{% endif %}{% endfor %}
        {% for w in words %}{% if w contains 'o' and w != 'two' %}{{ w }}{% endif %}{% endfor %}
        {% for w in words %}{% unless w contains 'o' or w == 'three' %}{{ w }}{% endunless %}{% endfor %}
        {% for w in words %}{{ w | slice: 0 }}{{ w | append: '-' | append: w }}{% endfor %}
        {% assign t = text | escape %}{{ t }}{{ t | size }}
        {% assign t = text | url_encode | url_decode %}{% if t == text %}same{% endif %}
        {% assign parts = 'a=1;b=2' | split: ';' %}{% for p in parts %}{% assign kv = p | split: '=' %}{{ kv[0] }}:{{ kv[1] }} {% endfor %}
        {% assign parts = '' | split: ';' %}{{ parts.size }}{{ parts.first }}
        {% capture nl %}\n{% endcapture %}{{ esc | replace: nl, ' ' }}
        {% if esc contains '"' %}q{% endif %}{{ esc | replace: '"', '\"' }}
        {% assign d = '2026-03-10' | date: '%d.%m.%Y' %}{{ d }}
        {% if 'b' == "b" %}q{% endif %}{% if "it's" contains "'" %}r{% endif %}
        {% assign big2 = big %}{{ big2 }}{% assign h = huge %}{{ h }}{% assign e2 = exp %}{{ e2 }}
        {% assign z1 = negzero %}{{ z1 }}{% assign z2 = deczero %}{{ z2 }}{% assign z3 = tiny %}{{ z3 }}{% assign z4 = small %}{{ z4 }}
        {% for r in rows %}{{ r.price | times: 2 | round: 1 }};{{ r.price | json }};{% if r.price >= 9.9 %}H{% endif %}{% endfor %}
        {% for r in rows %}{% case r.active %}{% when true %}on{% else %}off{% endcase %}{% endfor %}
        {% for r in rows %}{% case r.note %}{% when nil %}nil{% when 'n' %}n{% else %}x{% endcase %}{% endfor %}
        {% assign a1 = 1 %}{% assign a2 = a1 %}{% assign a1 = 2 %}{{ a1 }}{{ a2 }}
        {% assign undefined_later = nothing_here %}{% if undefined_later %}a{% else %}b{% endif %}
        {% if undefined.deep.path == nil %}n{% endif %}{% if obj.nil.deep == nil %}n{% endif %}
        {% for t in rows.first.tags %}{{ t }}{% endfor %}{% for t in rows[2].tags %}{{ t }}{% endfor %}
        {% for t in rows.first.missing %}{{ t }}{% else %}e{% endfor %}
        {% for a in list limit: 2 %}{% for b in list offset: 5 %}{{ a }}{{ b }}{% endfor %}{% endfor %}
        {% assign x = x | append: '+' %}{{ x }}{% assign x = x | append: '+' %}{{ x }}
        {% for w in words %}{% cycle 'a', 'b' %}{{ w }}{% endfor %}
        {% cycle 'a', 'b' %}{% cycle 'x', 'y' %}{% cycle 'a', 'b' %}{% cycle 'a' %}{% cycle 'a' %}
        {% cycle name, 'b' %}{% cycle name, 'b' %}{% for w in words %}{% cycle w, name, text %}{% endfor %}
        {% cycle 'g': 1, 2, 3 %}{% cycle 'g': 1, 2, 3 %}{% cycle 'g': 7 %}{% cycle 'g': 1, 2, 3 %}{% cycle 'h': 1, 2 %}
        {% for w in words %}{% cycle w: 'p', 'q' %}{% cycle n: 1, 2 %}{% cycle 7: 8, 9 %}{% cycle missing: 'm', 'n' %}{% cycle nil: 'o', 'p' %}{% endfor %}
        {% cycle missing, name %}
        {% cycle name, missing %}{% cycle name, missing %}
        {% for w in list %}{% cycle text, obj, 'lit' %}{% endfor %}
        {% cycle '1': 'a', 'b' %}{% cycle 1: 'a', 'b' %}{% cycle 1.0: 'a', 'b' %}{% cycle words: 'a', 'b' %}
        {% for w in words %}{% ifchanged %}{{ w.size }}{% endifchanged %}{% endfor %}
        {% for w in list %}{% ifchanged %}{{ w }}{% endifchanged %}{% ifchanged %}x{% endifchanged %}{% endfor %}
        {% for w in words %}{% ifchanged %}{{ text }}"lit"<{{ w.size }}{% if w == 'two' %}{% continue %}{% endif %}{% endifchanged %},{% endfor %}
        {% for w in words %}{% ifchanged %}a{% if w == 'two' %}{{ w }}{% break %}{% endif %}{% endifchanged %}{% endfor %}
        {% ifchanged %}{% ifchanged %}a{% endifchanged %}{% ifchanged %}a{% endifchanged %}{% endifchanged %}{% ifchanged %}a{% endifchanged %}
        {% ifchanged %}{% endifchanged %}x{% ifchanged %}{{ missing }}{% endifchanged %}
        {% capture c %}{% ifchanged %}{{ name }}{% endifchanged %}{% endcapture %}{{ c }}{% ifchanged %}{{ c }}{% endifchanged %}
        {% ifchanged %}{{ words }}{{ obj }}{{ uni }}{{ esc }}{% endifchanged %}
        {% tablerow w in words cols: 2 %}{{ w }}{% endtablerow %}
        {% tablerow w in words %}{{ w }}{{ tablerowloop.index }}{{ tablerowloop.col }}{% endtablerow %}{{ w }}
        {% tablerow w in rows cols: 2 limit: 2 offset: 1 %}{{ w.name }}{{ tablerowloop.length }}{{ tablerowloop.index0 }}{{ tablerowloop.rindex }}{{ tablerowloop.rindex0 }}{{ tablerowloop.first }}{{ tablerowloop.last }}{{ tablerowloop.col0 }}{{ tablerowloop.row }}{{ tablerowloop.col_first }}{{ tablerowloop.col_last }}{% endtablerow %}
        {% tablerow w in list cols: n %}{% if tablerowloop.col_last %}L{% endif %}{% if tablerowloop.row %}R{% endif %}{% if tablerowloop.index > 2 %}G{% endif %}{% endtablerow %}
        {% tablerow w in words cols: 3 %}{{ words[tablerowloop.index0] }}{% cycle 'a', 'b' %}{% for t in words limit: 1 %}{{ tablerowloop.col }}{{ forloop.index }}{% endfor %}{% endtablerow %}
        {% for r in rows %}{% tablerow t in r.tags %}{{ forloop.index }}{{ t }}{% endtablerow %}{% endfor %}
        {% tablerow w in words cols: 2 %}{% if w == 'two' %}{% continue %}{% endif %}{% if w == 'four' %}{% break %}{% endif %}{{ w }}{% endtablerow %}
        {% tablerow a in words cols: 2 %}{% tablerow b in nums limit: 2 %}{{ a }}{{ b }}{{ tablerowloop.index }}{% endtablerow %}{{ tablerowloop.index }}{% endtablerow %}
        {% tablerow w in none %}{{ w }}{% endtablerow %}{% tablerow w in missing %}{{ w }}{% endtablerow %}{% tablerow w in empty %}{{ w }}{% endtablerow %}{% tablerow w in name %}{{ w }}{% endtablerow %}{% tablerow w in obj %}{{ w }}{% endtablerow %}{% tablerow w in nil %}{{ w }}{% endtablerow %}
        {% tablerow i in (1..5) cols: 2 %}{{ i }}{% endtablerow %}{% tablerow i in (1..5) cols: 0 limit: 0 %}{{ i }}{% endtablerow %}{% tablerow i in (1..5) cols: -1 offset: -2 limit: 3 %}{{ i }}{% endtablerow %}
        {% tablerow w in words limit: '2' cols: ' 1 ' %}{{ w }}{% endtablerow %}
        {% tablerow w in words limit: 'x' %}{{ w }}{% endtablerow %}
        {% tablerow w in words offset: nil %}{{ w }}{% endtablerow %}
        {% tablerow w in words cols: missing %}{{ w }}{% endtablerow %}
        {% tablerow w in words cols: big %}{{ w }}{% endtablerow %}
        {{ tablerowloop }}{% assign x = tablerowloop.index %}{{ x }}
        {% for w in words limit: 2 %}{{ w }}{% endfor %}|{% for w in words offset: continue %}{{ w }}{{ forloop.index }}{% endfor %}
        {% for w in words limit: 1 %}{{ w }}{% endfor %}{% for w in words limit: 1 offset: continue %}{{ w }}{% endfor %}{% for w in words limit: 1 offset: continue %}{{ w }}{% endfor %}{% for w in words offset: continue %}{{ w }}{% else %}none{% endfor %}{% for w in words offset: continue %}{{ w }}{% else %}none{% endfor %}
        {% for v in words limit: 1 %}{{ v }}{% endfor %}{% for w in words offset: continue %}{{ w }}{% endfor %}{% for w in rows.first.tags limit: 1 %}{{ w }}{% endfor %}{% for w in rows.first.tags offset: continue %}{{ w }}{% endfor %}{% for w in rows[0].tags offset: continue %}{{ w }}{% endfor %}
        {% for w in words limit: 3 %}{{ w }}{% break %}{% endfor %}{% for w in words offset: continue %}{{ w }}{% endfor %}
        {% for i in (1..6) limit: 2 %}{{ i }}{% endfor %}{% for i in (1..6) limit: 2 offset: continue reversed %}{{ i }}{% endfor %}{% for i in (1..n) offset: continue %}{{ i }}{% endfor %}
        {% for w in words offset: 9 %}{{ w }}{% else %}none{% endfor %}{% for w in words offset: continue %}{{ w }}{% else %}none{% endfor %}{% for w in words offset: -2 limit: 3 %}{{ w }}{% endfor %}{% for w in words offset: continue %}{{ w }}{% endfor %}
        {% for r in rows %}{% for t in words limit: 1 offset: continue %}{{ r.id }}{{ t }}{% endfor %}{% endfor %}{{ for_continue_words }}
        {% for w in words limit: -1 %}{{ w }}{% else %}none{% endfor %}{% for w in words limit: missing offset: nil %}{{ w }}{% endfor %}{% for w in words limit: big %}{{ w }}{% endfor %}
        {% assign e = '' %}{% for w in e %}x{% else %}none{% endfor %}{% for w in empty %}x{% else %}none{% endfor %}{% for w in blank %}x{% else %}none{% endfor %}
        {% liquid %}x{{ name }}{%- liquid -%} y {% liquid\n\n %}z
        {% liquid\ncycle 'a', 'b'\ncycle 'a', 'b'\nifchanged\necho name\nendifchanged\n# note\ntablerow w in words cols: 2\necho w\nendtablerow %}
        """;
}
