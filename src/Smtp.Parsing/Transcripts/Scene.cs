namespace Smtp.Parsing.Transcripts;

/// <summary>One input, and the lines behind it up to the next input. Lines of which the client sends one after the other are
/// one input: a pipelined write. The first scene has no input; it is the head of the file.</summary>
/// <param name="Index">The scene's place, from 0.</param>
/// <param name="Inputs">The input lines.</param>
/// <param name="Rest">Prose, blank lines, and the output as it was.</param>
internal sealed record Scene(int Index, TranscriptLine[] Inputs, TranscriptLine[] Rest)
{
    /// <summary>Whether anything came of it when the transcript was last run.</summary>
    public bool HasOutput => Rest.Any(line => line is TranscriptLine.Output);

    public static IReadOnlyList<Scene> Of(Transcript transcript)
    {
        var scenes = new List<Scene>();
        var (inputs, rest) = (new List<TranscriptLine>(), new List<TranscriptLine>());
        foreach (var line in transcript.Lines)
        {
            if (line is TranscriptLine.Blank or TranscriptLine.Prose or TranscriptLine.Given or TranscriptLine.Output)
            {
                rest.Add(line);
                continue;
            }
            var pipelined = line is TranscriptLine.Sends && rest.Count == 0 && inputs is [TranscriptLine.Sends, ..];
            if (!pipelined) End();
            inputs.Add(line);
        }
        End();
        return scenes;

        void End()
        {
            scenes.Add(new Scene(scenes.Count, [.. inputs], [.. rest]));
            inputs.Clear();
            rest.Clear();
        }
    }

    /// <summary>The lines behind the input with new output in place of the old: prose stays where it was between them.</summary>
    public IEnumerable<TranscriptLine> Retell(IReadOnlyList<string> outputs, IReadOnlyList<string> ids)
    {
        var last = Array.FindLastIndex(Rest, line => line is TranscriptLine.Output);
        var told = 0;
        // The head of a file tells the greeting last, behind the title and what is given; elsewhere the answer comes at once.
        if (last < 0 && Inputs.Length > 0) while (told < outputs.Count) yield return Output(outputs[told++]);
        for (var i = 0; i < Rest.Length; i++)
        {
            if (Rest[i] is not TranscriptLine.Output old) yield return Rest[i];
            else if (told < outputs.Count) yield return Same(old, outputs[told], ids) ? Told(old) : Output(outputs[told++]);
            if (i == last) while (told < outputs.Count) yield return Output(outputs[told++]);
        }
        while (told < outputs.Count) yield return Output(outputs[told++]);
        // Two writes must not become one because nothing stands between them any more.
        if (outputs.Count == 0 && last >= 0 && Rest.Length == Rest.Count(line => line is TranscriptLine.Output))
            yield return new TranscriptLine.Blank(0);

        TranscriptLine.Output Told(TranscriptLine.Output line)
        {
            told++;
            return line;
        }
    }

    /// <summary>Whether the old line says the same, <c>{id:N}</c> being the id of the Nth message, <c>{*}</c> anything.</summary>
    private static bool Same(TranscriptLine.Output old, string output, IReadOnlyList<string> ids) =>
        Macros.Any(old.Source) && Macros.Matches(Macros.WithIds(old.Source, ids), output);

    private static TranscriptLine.Output Output(string source) => new(0, source);
}
