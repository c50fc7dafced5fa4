using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>The annotations the agent reads (image-spec, annotations.md); null where absent.</summary>
public sealed class Annotations
{
    /// <summary>No annotations at all, shared.</summary>
    internal static readonly Annotations s_none = new Annotations();

    private Annotations()
    {
    }

    /// <summary><see cref="AnnotationNames.Product"/>.</summary>
    public string Product { get; private set; }
    /// <summary><see cref="AnnotationNames.Board"/>.</summary>
    public string Board { get; private set; }
    /// <summary><see cref="AnnotationNames.Version"/>, as stated.</summary>
    public string Version { get; private set; }
    /// <summary><see cref="AnnotationNames.SecurityCounter"/>, as stated.</summary>
    public string SecurityCounter { get; private set; }
    /// <summary><see cref="AnnotationNames.CosignSignature"/>, as stated.</summary>
    public string CosignSignature { get; private set; }

    /// <summary>Reads the value of <c>annotations</c>, from its start on.</summary>
    internal static Outcome Read(JsonReader reader, out Annotations annotations)
    {
        annotations = s_none;
        Annotations made = new Annotations();
        Outcome outcome = reader.ReadAs(JsonToken.ObjectStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ObjectEnd)
            {
                break;
            }

            outcome = made.ReadField(reader);
        }

        if (outcome == Outcome.Ok)
        {
            annotations = made;
        }

        return outcome;
    }

    private Outcome ReadField(JsonReader reader)
    {
        string text;
        Outcome outcome;
        if (reader.TextIs(AnnotationNames.Product))
        {
            outcome = reader.ReadText(out text);
            Product = text;
        }
        else if (reader.TextIs(AnnotationNames.Board))
        {
            outcome = reader.ReadText(out text);
            Board = text;
        }
        else if (reader.TextIs(AnnotationNames.Version))
        {
            outcome = reader.ReadText(out text);
            Version = text;
        }
        else if (reader.TextIs(AnnotationNames.SecurityCounter))
        {
            outcome = reader.ReadText(out text);
            SecurityCounter = text;
        }
        else if (reader.TextIs(AnnotationNames.CosignSignature))
        {
            outcome = reader.ReadText(out text);
            CosignSignature = text;
        }
        else
        {
            outcome = reader.Skip();
        }

        return outcome;
    }
}
