using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What <c>tablerowloop</c> is; Fluid's own cannot be moved.</summary>
internal sealed class TableLoop : FluidValue
{
    private int _length;
    private int _columns;
    private int _index;

    public int Column { get; private set; }

    public int Row { get; private set; }

    public bool IsLastColumn => Column == _columns;

    public bool IsLast => _index == _length - 1;

    public override FluidValues Type => FluidValues.Dictionary;

    public void Begin(int length, int columns) => (_length, _columns, _index, Column, Row) = (length, columns, 0, 1, 1);

    public void Move()
    {
        _index++;
        (Column, Row) = IsLastColumn ? (1, Row + 1) : (Column + 1, Row);
    }

    public bool Flag(string member) => member switch
    {
        "first" => _index == 0,
        "last" => IsLast,
        "col_first" => Column == 1,
        _ => IsLastColumn,
    };

    public int Number(string member) => member switch
    {
        "length" => _length,
        "index" => _index + 1,
        "index0" => _index,
        "rindex" => _length - _index,
        "rindex0" => _length - _index - 1,
        "col" => Column,
        "col0" => Column - 1,
        _ => Row,
    };

    public override bool Equals(FluidValue? other) => false;

    public override bool ToBooleanValue() => false;

    public override decimal ToNumberValue() => _length;

    public override object ToObjectValue() => this;

    public override string ToStringValue() => "tablerowloop";

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) => ValueTask.FromResult<FluidValue>(
        TableOperand.Flags.Contains(name) ? BooleanValue.Create(Flag(name)) : TableOperand.Numbers.Contains(name) ? NumberValue.Create(Number(name)) : NilValue.Instance);

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => ValueTask.CompletedTask;

    [Obsolete("Fluid calls WriteToAsync; this overload remains for its base class.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo)
    {
    }
}
