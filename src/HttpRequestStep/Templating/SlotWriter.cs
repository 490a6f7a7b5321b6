using System.Text;

namespace HttpRequestSteps;

/// <summary>Lets Fluid write into a slot: all that passes here is what the author wrote; values go through <see cref="CheckedOutput"/>.</summary>
internal sealed class SlotWriter(TextSlot slot) : TextWriter
{
    public TextSlot Slot => slot;

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value) => slot.Literal([value]);

    public override void Write(string? value) => slot.Literal(value);

    public override void Write(ReadOnlySpan<char> buffer) => slot.Literal(buffer);

    public override void Write(char[] buffer, int index, int count) => slot.Literal(buffer.AsSpan(index, count));

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override Task FlushAsync() => Task.CompletedTask;
}
