using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Answers the questions of sessions.</summary>
internal interface IAnswers
{
    /// <summary>The answer.</summary>
    /// <param name="question">What the state asks.</param>
    /// <param name="content">The content of the message on its way, where there is one.</param>
    /// <param name="stop">The patience.</param>
    ValueTask<Verdict> AnswerAsync(Question question, IBodyWriter? content, CancellationToken stop);
}
