using Fluid;

namespace HttpRequestSteps;

/// <summary>A context of Fluid for one scope. It ends a render that is cancelled or takes too long, which it looks for now and then.</summary>
internal class BoundedContext : TemplateContext
{
    /// <summary>The steps from one look to the next.</summary>
    private const int Interval = 1024;

    private readonly ScopeValue _model;
    private int _nextLook = Interval;
    private long? _lastLook;
    private Cycles? _cycles;
    private LastText? _lastText;

    public BoundedContext(ScopeValue model)
        : base(model, Liquid.Options, false)
    {
        _model = model;
        Now = () => Scope.Input.Delivery?.Now ?? Scope.Frame.Time.GetUtcNow();
    }

    public TemplateScope Scope => _model.Scope;

    /// <summary>How far its cycles are.</summary>
    public Cycles Cycles => _cycles ??= new Cycles();

    /// <summary>What its last <c>ifchanged</c> was.</summary>
    public LastText LastText => _lastText ??= new LastText();

    public static BoundedContext Of(TemplateScope scope)
    {
        var context = new BoundedContext(new ScopeValue { Scope = scope });
        context.Restart();
        return context;
    }

    /// <summary>Pays a step.</summary>
    public void Step()
    {
        IncrementSteps();
        Look();
    }

    /// <summary>Pays for work on so many characters.</summary>
    public void Pay(long length)
    {
        for (; length >= BoundedFilter.StepLength; length -= BoundedFilter.StepLength)
        {
            Step();
        }
    }

    /// <summary>Ends the render where it must not go on; Fluid counts its steps without asking.</summary>
    public void Look()
    {
        if (_steps >= _nextLook)
        {
            LookNow();
        }
    }

    protected void Restart()
    {
        MaxSteps = Scope.Frame.MaxSteps;
        _steps = 0;
        _nextLook = Interval;
        _lastLook = null;
    }

    /// <summary>Nothing of this render is left for the next.</summary>
    protected void Forget()
    {
        _cycles?.Clear();
        _lastText?.Clear();
    }

    private void LookNow()
    {
        _nextLook = _steps + Interval;
        Scope.Cancellation.ThrowIfCancellationRequested();
        var (time, limit) = (Scope.Frame.Time, Scope.Frame.Longest);
        var now = time.GetTimestamp();
        if (Scope.Spend(time.GetElapsedTime(_lastLook ?? now, now)) > limit.Duration)
        {
            throw limit.Exceeded();
        }

        _lastLook = now;
    }
}
