namespace HttpRequestSteps.Sync;

/// <summary>
/// The snapshot on disk: blocks of a few kilobytes, each of one chain, each with its checksum, and an index of the blocks at the end.
/// A partition has two chains: the entries of its rows, 32 bytes each, and the rows themselves, in the same order.
/// </summary>
internal static class SnapshotFormat
{
    public const ulong Magic = 0x31_50_41_4E_53_53_52_48; // "HRSSNAP1"
    public const int Partitions = 256;
    public const int Chains = Partitions * 2;
    public const int BlockSize = 16 * 1024;
    public const int BlockHeaderSize = 16;
    public const int FooterSize = 40;
    public const int EntrySize = 32;

    public static int Partition(UInt128 key) => (int)(byte)key;

    public static int EntryChain(int partition) => partition * 2;

    public static int RowChain(int partition) => (partition * 2) + 1;
}
