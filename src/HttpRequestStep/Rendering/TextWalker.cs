using System.Collections;
using System.Text.Json.Serialization.Metadata;

namespace HttpRequestSteps;

/// <summary>Compiles every text of a definition, wherever it stands, a host's own records included: the JSON contract tells where texts are.</summary>
internal sealed class TextWalker(DefinitionJson json, CompiledTexts texts, ICollection<DefinitionError> errors)
{
    private static readonly string[] SecretParts = ["authentication", "password", "secret", "key", "privateKey", "pfx", "token"];

    public void Walk(object definition, string path) => WalkObject(definition, json.Info(definition.GetType()), path, isSecret: false);

    private void WalkValue(object value, string path, bool isSecret)
    {
        switch (value)
        {
            case Text text:
                Add(text, path, isSecret);
                break;
            case TextList list:
                for (var i = 0; i < list.Count; i++)
                {
                    Add(list[i], list.IsArray ? JsonPath.Item(path, i) : path, isSecret);
                }

                break;
            case TextTree tree:
                Add(tree, path);
                break;
            case string or ValueType:
                break;
            default:
                WalkStructure(value, path, isSecret);
                break;
        }
    }

    private void WalkStructure(object value, string path, bool isSecret)
    {
        if (value is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                WalkIfSet(entry.Value, JsonPath.Member(path, (string)entry.Key), isSecret || HeaderRules.Credentials.Contains((string)entry.Key));
            }
        }
        else if (value is IEnumerable items)
        {
            var index = 0;
            foreach (var item in items)
            {
                WalkIfSet(item, JsonPath.Item(path, index++), isSecret);
            }
        }
        else if (json.Info(value.GetType()) is { Kind: JsonTypeInfoKind.Object } info)
        {
            WalkObject(value, info, path, isSecret);
        }
    }

    private void WalkObject(object value, JsonTypeInfo info, string path, bool isSecret)
    {
        foreach (var property in info.Properties)
        {
            if (property.Get?.Invoke(value) is { } member)
            {
                WalkIfSet(member, JsonPath.Member(path, property.Name), IsSecret(property.Name, isSecret));
            }
        }
    }

    private void WalkIfSet(object? value, string path, bool isSecret)
    {
        if (value is not null)
        {
            WalkValue(value, path, isSecret);
        }
    }

    // Credentials are secret whether or not their author said so; a user name alone is not one.
    private static bool IsSecret(string name, bool inherited) => name != "username" && (inherited || SecretParts.Contains(name));

    private void Add(Text text, string path, bool isSecret)
    {
        if (TemplateCompiler.Compile(text, path, message => errors.Add(new DefinitionError(path, message)), isSecret) is { } compiled)
        {
            texts.Add(text, compiled);
        }
    }

    private void Add(TextTree tree, string path)
    {
        var before = errors.Count;
        var compiled = CompiledTree.Compile(tree.Json, path, (text, at) =>
        {
            var leaf = TemplateCompiler.Compile(text, at, message => errors.Add(new DefinitionError(at, message)));
            if (leaf is not null)
            {
                texts.AddSecrets(leaf);
            }

            return leaf;
        });
        if (compiled is not null && errors.Count == before)
        {
            texts.Add(tree, compiled);
        }
    }
}
