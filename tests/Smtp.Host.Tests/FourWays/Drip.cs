using System.Buffers;
using System.IO.Pipelines;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Gives out what a pipe holds in segments: however much has come, each read shows that many octets more and no others.</summary>
/// <param name="inner">The pipe.</param>
/// <param name="segment">How many octets the next read shows.</param>
internal sealed class Drip(PipeReader inner, Func<int> segment) : PipeReader
{
    private ReadOnlySequence<byte> _held;
    private long _shown;
    private bool _wantsMore = true;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Show(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        var any = inner.TryRead(out var read);
        result = any ? Show(read) : default;
        return any;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var seen = _held.Slice(0, examined).Length;
        _wantsMore = seen == _shown;
        _shown -= _held.Slice(0, consumed).Length;
        // What is held back counts as not examined, so that the next read has it at once.
        inner.AdvanceTo(consumed, seen == _held.Length ? examined : consumed);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Show(ReadResult read)
    {
        _held = read.Buffer;
        if (_wantsMore && !read.IsCanceled) _shown = Math.Min(_held.Length, _shown + segment());
        return new ReadResult(_held.Slice(0, _shown), read.IsCanceled, read.IsCompleted && _shown == _held.Length);
    }
}
