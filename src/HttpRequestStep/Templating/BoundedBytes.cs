using System.Buffers;
using System.Text;

namespace HttpRequestSteps;

/// <summary>UTF-8 of a text that is made on the way, which ends where it grows beyond its limit of characters.</summary>
internal sealed class BoundedBytes(TextLimit limit) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private long _characters;

    public void Advance(int count)
    {
        _characters += Encoding.UTF8.GetCharCount(_bytes.GetSpan(count)[..count]);
        if (_characters > limit.Length)
        {
            throw limit.Exceeded();
        }

        _bytes.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override string ToString() => Encoding.UTF8.GetString(_bytes.WrittenSpan);
}
