using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>One render of compiled tags: its variables, its place and its budget. The thread keeps it for the next render.</summary>
/// <remarks>It is a context of Fluid, so that a filter or an expression of Fluid pays from the same budget and sees the same variables.</remarks>
internal sealed class TemplateRun : BoundedContext
{
    [ThreadStatic]
    private static TemplateRun? t_spare;

    private readonly RunValue _model;
    private readonly TextBuffer _even = TextBuffer.Own();
    private readonly TextBuffer _odd = TextBuffer.Own();
    private TemplateValue[] _locals = [];
    private ForLoopValue[] _loops = [];
    private TableLoop[] _tables = [];
    private int _used;

    private TemplateRun(RunValue model)
        : base(model)
    {
        _model = model;
    }

    /// <summary>The place that is written to; a capture puts its own there.</summary>
    public TextSlot Slot { get; set; } = null!;

    /// <summary>The names that the expression of Fluid under evaluation can see.</summary>
    public IReadOnlyDictionary<string, int>? Names { get; set; }

    public ref TemplateValue Local(int slot) => ref _locals[slot];

    public static TemplateRun Rent(TemplateScope scope, TextSlot slot, int locals)
    {
        var run = t_spare ?? Create();
        t_spare = null;
        run.Begin(scope, slot, locals);
        return run;
    }

    /// <summary>Gives it back after a render that went well; a failed one may have left it in any state.</summary>
    public void Return()
    {
        _locals.AsSpan(0, _used).Clear();
        _even.Clear();
        _odd.Clear();
        Forget();
        _model.Scope = null!;
        Slot = null!;
        Names = null;
        t_spare = this;
    }

    /// <summary>What <c>tablerowloop</c> is in the loop of this slot; used again by each run of the loop.</summary>
    public TableLoop Table(int slot) => _tables[slot] ??= new TableLoop();

    /// <summary>What <c>forloop</c> is in the loop of this slot; used again by each run of the loop.</summary>
    public ForLoopValue Loop(int slot) => _loops[slot] ??= new ForLoopValue();

    /// <summary>One of two buffers: a filter reads from one and writes to the other.</summary>
    public TextBuffer Scratch(bool isOdd)
    {
        var buffer = isOdd ? _odd : _even;
        buffer.Restart(Scope.Frame.Intermediate);
        return buffer;
    }

    private static TemplateRun Create()
    {
        var model = new RunValue();
        var run = new TemplateRun(model);
        model.Run = run;
        return run;
    }

    private void Begin(TemplateScope scope, TextSlot slot, int locals)
    {
        _model.Scope = scope;
        Slot = slot;
        Restart();
        _used = locals;
        if (_locals.Length < locals)
        {
            _locals = new TemplateValue[locals];
            _loops = new ForLoopValue[locals];
            _tables = new TableLoop[locals];
        }

        _locals.AsSpan(0, locals).Fill(TemplateValue.Undefined);
    }
}
