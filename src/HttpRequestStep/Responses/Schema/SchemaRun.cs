using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>One validation: where it is, how much it may still do, and what it has found.</summary>
internal sealed class SchemaRun
{
    public const int MostErrors = 100;

    /// <summary>How deep a body may be nested.</summary>
    public const int DeepestValue = 64;

    // A level of the body may take several nested evaluations (a reference, an allOf, another reference); all of them live on one stack.
    private const int DeepestEvaluation = 512;

    // allOf of two references to an allOf of two references … doubles the work at every step.
    private const int MostEvaluations = 10_000_000;

    /// <summary>For all matches of patterns that may backtrack.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<SchemaError> _errors = [];
    private readonly Stack<(string? Name, int Index)> _place = [];
    private int _depth;
    private int _evaluations;
    private int _quiet;
    private TimeSpan _matching;

    public IReadOnlyList<SchemaError> Errors => _errors;

    /// <summary>A branch is only tried: its errors are not errors of the body.</summary>
    public bool IsQuiet => _quiet > 0;

    /// <summary>The validation was given up, or has found enough; nothing it still says counts.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the first failure settles it.</summary>
    public bool IsSettled => IsQuiet || IsStopped;

    public bool Enter()
    {
        _depth++;
        return !IsStopped
            && (_depth <= DeepestEvaluation || Stop("cannot be checked: the schema's evaluation nests too deeply"))
            && (_evaluations++ < MostEvaluations || Stop("cannot be checked: the schema needs too many steps for this body"));
    }

    public void Leave() => _depth--;

    /// <summary>Whether there is still time for matching patterns.</summary>
    public bool Spend(TimeSpan matching) => (_matching += matching) < Patience;

    public bool Check(SchemaNode node, JsonElement value, string name) => Check(node, value, (name, 0));

    public bool Check(SchemaNode node, JsonElement value, int index) => Check(node, value, (null, index));

    /// <summary>Tries a branch without reporting what it finds.</summary>
    public bool Try(SchemaNode node, JsonElement value, EvaluatedParts? parts)
    {
        _quiet++;
        var holds = node.Check(value, this, parts);
        _quiet--;
        return holds;
    }

    /// <summary>Records an error here, unless a branch is only tried. Always false.</summary>
    public bool Fail(string message)
    {
        if (!IsSettled)
        {
            Add(message);
        }

        return false;
    }

    /// <summary>Records an error about a property of the value that is being checked. Always false.</summary>
    public bool FailAt(string name, string message)
    {
        _place.Push((name, 0));
        Fail(message);
        _place.Pop();
        return false;
    }

    /// <summary>Gives up with an error that counts in a tried branch as well: the answer is not known, and a <c>not</c> must not turn it round.</summary>
    public bool Stop(string message)
    {
        if (!IsStopped)
        {
            Add(message);
            IsStopped = true;
        }

        return false;
    }

    private bool Check(SchemaNode node, JsonElement value, (string?, int) step)
    {
        if (_place.Count >= DeepestValue)
        {
            return Stop(string.Create(CultureInfo.InvariantCulture, $"cannot be checked: the body nests more than {DeepestValue} levels"));
        }

        _place.Push(step);
        var holds = node.Check(value, this, null);
        _place.Pop();
        return holds;
    }

    private void Add(string message)
    {
        _errors.Add(new SchemaError(Path(), message));
        IsStopped = _errors.Count >= MostErrors;
    }

    private string Path() =>
        _place.Reverse().Aggregate(SchemaPath.Root, (path, step) => step.Name is null ? SchemaPath.Of(path, step.Index) : SchemaPath.Of(path, step.Name));
}
