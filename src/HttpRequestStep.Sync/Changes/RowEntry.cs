using System.Runtime.InteropServices;

namespace HttpRequestSteps.Sync;

/// <summary>A row in 32 bytes: the hash of its key, and that of its compared columns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RowEntry(UInt128 Key, UInt128 Hash);
