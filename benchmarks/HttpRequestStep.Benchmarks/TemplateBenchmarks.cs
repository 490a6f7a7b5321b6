using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps.Benchmarks;

/// <summary>A JSON template over a batch of a hundred rows, beside what one would write with Fluid: dictionaries, a string, a regular expression for the commas, UTF-8.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public partial class TemplateBenchmarks
{
    private const int Rows = 100;

    private const string Algolia = """[{% for row in rows %}{"objectID":"{{ row.id }}","type":"synonym","synonyms":["{{ row.synonyms | replace: ', ', '","' }}"],},{% endfor %}]""";

    private const string Contacts = """
        {"contacts":[{% for row in rows %}{"id":"{{ row.id }}","properties":{"email":"{{ row.email | downcase }}","firstname":"{{ row.first }}","lastname":"{{ row.last | upcase }}","phone":"{{ row.phone | default: 'none' }}","age":{{ row.age }}},"address":{"street":"{{ row.address.street }}","city":"{{ row.address.city }}","zip":"{{ row.address.zip }}"},"tags":[{% for tag in row.tags %}"{{ tag }}",{% endfor %}],},{% endfor %}]}
        """;

    private readonly Lane _algolia = new(Algolia, Synonyms());
    private readonly Lane _contacts = new(Contacts, People());

    /// <summary>Checks that all lanes give the same.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _algolia.Check();
        _contacts.Check();
    }

    /// <summary>Fluid, a string, a regular expression, UTF-8.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("algolia")]
    public int AlgoliaByFluid() => _algolia.ByFluid().Length;

    /// <summary>DotLiquid, a string, a regular expression, UTF-8.</summary>
    [Benchmark]
    [BenchmarkCategory("algolia")]
    public int AlgoliaByDotLiquid() => _algolia.ByDotLiquid().Length;

    /// <summary>The same through the step's own values, which Fluid still renders.</summary>
    [Benchmark]
    [BenchmarkCategory("algolia")]
    public int AlgoliaByFluidInStep() => _algolia.Rendered(_algolia.FluidText);

    /// <summary>Compiled, rendered to UTF-8.</summary>
    [Benchmark]
    [BenchmarkCategory("algolia")]
    public int AlgoliaCompiled() => _algolia.Rendered(_algolia.Text);

    /// <summary>Compiled, rendered to UTF-8, stripped and checked.</summary>
    [Benchmark]
    [BenchmarkCategory("algolia")]
    public int AlgoliaCompiledAndChecked() => _algolia.RenderedAndChecked(_algolia.Text);

    /// <inheritdoc cref="AlgoliaByFluid"/>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("contacts")]
    public int ContactsByFluid() => _contacts.ByFluid().Length;

    /// <inheritdoc cref="AlgoliaByDotLiquid"/>
    [Benchmark]
    [BenchmarkCategory("contacts")]
    public int ContactsByDotLiquid() => _contacts.ByDotLiquid().Length;

    /// <inheritdoc cref="AlgoliaByFluidInStep"/>
    [Benchmark]
    [BenchmarkCategory("contacts")]
    public int ContactsByFluidInStep() => _contacts.Rendered(_contacts.FluidText);

    /// <inheritdoc cref="AlgoliaCompiled"/>
    [Benchmark]
    [BenchmarkCategory("contacts")]
    public int ContactsCompiled() => _contacts.Rendered(_contacts.Text);

    /// <inheritdoc cref="AlgoliaCompiledAndChecked"/>
    [Benchmark]
    [BenchmarkCategory("contacts")]
    public int ContactsCompiledAndChecked() => _contacts.RenderedAndChecked(_contacts.Text);

    private static Dictionary<string, object?>[] Synonyms() => [.. Enumerable.Range(0, Rows).Select(static id => new Dictionary<string, object?>
    {
        ["id"] = $"synonym-{id}",
        ["synonyms"] = "car, auto, wagon, vehicle",
    })];

    private static Dictionary<string, object?>[] People() => [.. Enumerable.Range(0, Rows).Select(static id => new Dictionary<string, object?>
    {
        ["id"] = $"contact-{id}",
        ["email"] = $"Ann.Example.{id}@Example.com",
        ["first"] = "Ann",
        ["last"] = "Example",
        ["phone"] = id % 4 == 0 ? null : "+420 123 456 789",
        ["age"] = 20 + (id % 50),
        ["address"] = new Dictionary<string, object?> { ["street"] = $"Long Street {id}", ["city"] = "Brno", ["zip"] = "602 00" },
        ["tags"] = new List<object?> { "crm", "newsletter", "vip" },
    })];

    [GeneratedRegex(@",(\s*[\]}])")]
    private static partial Regex TrailingComma();

    /// <summary>One template and its rows, in every form the lanes need.</summary>
    private sealed class Lane
    {
        private static readonly TemplateOptions Options = new();

        private readonly IFluidTemplate _fluid;
        private readonly DotLiquid.Template _dotLiquid;
        private readonly Dictionary<string, object?>[] _rows;
        private readonly TemplateScope _scope;

        public Lane(string template, Dictionary<string, object?>[] rows)
        {
            _fluid = new FluidParser().Parse(template);
            _dotLiquid = DotLiquid.Template.Parse(template);
            _rows = rows;
            Text = TemplateCompiler.Compile(template, "$", static reason => throw new InvalidOperationException(reason))!;
            FluidText = TemplateCompiler.Compile(template, "$", static reason => throw new InvalidOperationException(reason), byFluid: true)!;
            _scope = new TemplateScope
            {
                Input = new StepInput { ["rows"] = Typed(rows) },
                Frame = new TemplateFrame { MaxRenderedSize = 10_000_000, MaxSteps = 1_000_000, Time = TimeProvider.System },
            };
        }

        public CompiledText Text { get; }

        public CompiledText FluidText { get; }

        public byte[] ByFluid()
        {
            var context = new TemplateContext(Options);
            context.SetValue("rows", FluidValue.Create(_rows, Options));
            return Encoding.UTF8.GetBytes(TrailingComma().Replace(_fluid.Render(context), "$1"));
        }

        public byte[] ByDotLiquid() =>
            Encoding.UTF8.GetBytes(TrailingComma().Replace(_dotLiquid.Render(DotLiquid.Hash.FromDictionary(new Dictionary<string, object?> { ["rows"] = _rows })), "$1"));

        public int Rendered(CompiledText text)
        {
            using var body = Render(text);
            return body.Written.Length;
        }

        public int RenderedAndChecked(CompiledText text)
        {
            using var body = new PooledBody(int.MaxValue);
            return JsonSlot.TryRender(text, _scope, body, escapes: false) ? body.Count : throw new InvalidOperationException("The text is not JSON.");
        }

        /// <summary>Throws unless Fluid and the compiled template give the same bytes.</summary>
        public void Check()
        {
            if (!Text.IsCompiled || FluidText.IsCompiled)
            {
                throw new InvalidOperationException("The lanes render the same way.");
            }

            using var body = Render(Text);
            using var other = Render(FluidText);
            _ = JsonDocument.Parse(ByFluid());
            if (!ByDotLiquid().AsSpan().SequenceEqual(ByFluid()) || !body.Written.SequenceEqual(other.Written) || RenderedAndChecked(Text) != ByFluid().Length)
            {
                throw new InvalidOperationException("The lanes differ.");
            }
        }

        private static Row[] Typed(Dictionary<string, object?>[] rows)
        {
            var schema = new RowSchema([.. rows[0].Keys]);
            return [.. rows.Select(row => new Row(schema, [.. row.Values]))];
        }

        private PooledBody Render(CompiledText text)
        {
            var body = new PooledBody(int.MaxValue);
            return new Utf8Slot().TryRender(text, _scope, body) ? body : throw new InvalidOperationException("The text cannot be sent.");
        }
    }
}
