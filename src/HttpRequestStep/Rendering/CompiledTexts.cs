namespace HttpRequestSteps;

/// <summary>Every compiled text of one definition, found by reference; a step's also finds those of its connection.</summary>
internal sealed class CompiledTexts(CompiledTexts? inherited = null)
{
    private readonly Dictionary<Text, CompiledText> _texts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TextTree, CompiledTree> _trees = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>The names of all secrets the definition prints.</summary>
    public IEnumerable<string> AllSecrets => inherited is null ? _secrets : _secrets.Union(inherited._secrets);

    public CompiledText Find(Text text) => TryFind(text) ?? throw new ArgumentException("The text is not one of this definition's.", nameof(text));

    public CompiledText? TryFind(Text? text)
    {
        if (text is null)
        {
            return null;
        }

        return _texts.TryGetValue(text, out var compiled) ? compiled : inherited?.TryFind(text);
    }

    public CompiledTree Find(TextTree tree) => _trees[tree];

    public CompiledTree? TryFind(TextTree tree) => _trees.GetValueOrDefault(tree);

    public void Add(Text text, CompiledText compiled)
    {
        _texts[text] = compiled;
        _secrets.UnionWith(compiled.Secrets);
    }

    public void Add(TextTree tree, CompiledTree compiled) => _trees[tree] = compiled;

    public void AddSecrets(CompiledText compiled) => _secrets.UnionWith(compiled.Secrets);
}
