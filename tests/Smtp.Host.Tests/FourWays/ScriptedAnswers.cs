using Smtp.Domain.Receiving;
using Smtp.Host.Policies;
using Smtp.Host.Storage;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Answers as a transcript says: from what is given, or from its next line, and writes down what was asked and what
/// became durable.</summary>
internal sealed class ScriptedAnswers(Givens givens) : IAnswers, IBodies
{
    private readonly GivenPolicy _policy = new(givens);
    private readonly Lock _lock = new();
    private readonly List<string> _told = [];
    private TaskCompletionSource<Verdict> _answer = new();
    private TaskCompletionSource<Question> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the next line of the transcript has the answer to the next question.</summary>
    public bool ScriptHasAnswer { get; set; }

    public IReadOnlyList<string> TakeTold()
    {
        lock (_lock)
        {
            string[] told = [.. _told];
            _told.Clear();
            return told;
        }
    }

    /// <summary>The question that waits for its answer.</summary>
    public Task<Question> AskedAsync() => _asked.Task;

    /// <summary>Gives the answer of the transcript's line.</summary>
    public void Answer(Verdict verdict)
    {
        var answer = _answer;
        Forget();
        answer.SetResult(verdict);
    }

    private void Forget()
    {
        _answer = new TaskCompletionSource<Verdict>();
        _asked = new TaskCompletionSource<Question>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public async ValueTask<Verdict> AnswerAsync(Question question, IBodyWriter? content, CancellationToken stop)
    {
        Verdict verdict;
        if (ScriptHasAnswer)
        {
            Tell(Outputs.Question(question));
            var answer = _answer.Task;
            var asked = _asked;
            // Not before its patience has an alarm: the clock that goes on in between would never ring it.
            ManualTime.OnceSet(() => asked.SetResult(question));
            // In the thread of whoever answers or rings: when that returns, the session has gone on.
            try
            {
                verdict = await answer.WaitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                Forget();
                throw;
            }
        }
        else
        {
            verdict = _policy.Answer(question);
        }
        if (question is Question.Accept accept) Settle(accept, verdict, (MemoryBody?)content);
        return verdict;
    }

    public IBodyWriter CreateBody() => new MemoryBody();

    private void Settle(Question.Accept accept, Verdict verdict, MemoryBody? content)
    {
        Assert.Equal(accept.Body.Size, content?.Size);
        foreach (var (_, line) in Outputs.Durable(accept, verdict))
        {
            Tell(line);
            if (givens.ContentShown)
                foreach (var shown in Outputs.Content(content!.Begin, content.Size)) Tell(shown);
        }
    }

    private void Tell(string line)
    {
        lock (_lock) _told.Add(line);
    }

    /// <summary>Content of which only the beginning is kept, as the notation shows no more.</summary>
    private sealed class MemoryBody : IBodyWriter
    {
        private const int MostShown = 64 * 1024;
        private readonly MemoryStream _begin = new();

        public long Size { get; private set; }

        public byte[] Begin => _begin.ToArray();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
        {
            _begin.Write(octets.Span[..(int)Math.Min(octets.Length, MostShown - _begin.Length)]);
            Size += octets.Length;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
