using System.Buffers;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Bytes of a text that is made on the way, which ends where it grows beyond its limit.</summary>
internal sealed class BoundedBytes(TextLimit limit) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public void Advance(int count)
    {
        _bytes.Advance(count);
        if (_bytes.WrittenCount > limit.Length)
        {
            throw limit.Exceeded();
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override string ToString() => Encoding.UTF8.GetString(_bytes.WrittenSpan);
}
