using Updater.Core.Platform;
using Updater.Registry;
using Updater.Vectors;

namespace Updater.Signing.Tests;

/// <summary>What the real cosign 2.5 and 3.1 signed is decided as the vectors' index says, where a registry has the referrers API and where not.</summary>
[TestClass]
public sealed class CosignVerdictTests
{
    private const int CasesCount = 44;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Every_case_of_cosign_is_decided_as_the_index_says(bool hasReferrers)
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        await using SigningServer test = await SigningServer.StartWithVectorsAsync(hasReferrers);
        SignatureVerifier verifier = new(test.Client);
        SignaturePolicy policy = Policy("cosign");
        List<string> wrong = [];
        IReadOnlyList<CosignCase> cases = CosignCase.All();
        foreach (CosignCase expected in cases)
        {
            SignatureVerdict verdict = await verifier.VerifyAsync("fw", expected.Tag, policy);
            Assert.AreEqual(expected.Digest, verdict.Subject.Digest);
            string? difference = Difference(expected, verdict);
            if (difference != null)
            {
                wrong.Add($"{expected.Tag}: {difference}");
            }
        }

        Assert.HasCount(CasesCount, cases);
        Assert.IsEmpty(wrong, string.Join("\n", wrong));
    }

    [TestMethod]
    public async Task Unsigned_child_is_accepted_through_its_signed_index_only()
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        await using SigningServer test = await SigningServer.StartWithVectorsAsync(hasReferrers: true);
        SignatureVerifier verifier = new(test.Client);
        CosignCase[] children = [.. CosignCase.All().Where(entry => entry.IsAcceptedThroughIndex != null)];
        Assert.HasCount(4, children);
        foreach (CosignCase child in children)
        {
            SignatureVerdict verdict = await verifier.VerifyThroughIndexAsync("fw", child.Tag[..^2], child.Digest, Policy("cosign"));
            Assert.IsTrue(verdict.IsAccepted, child.Tag);
            RegistryException other = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
                verifier.VerifyThroughIndexAsync("fw", "index-both", child.Digest, Policy("cosign")));
            Assert.AreEqual(Outcome.NotFound, other.Outcome);
        }
    }

    [TestMethod]
    [DataRow("tag-twokeys", "other", "cosign", true)]
    [DataRow("bundle-twokeys", "other", "cosign", true)]
    [DataRow("mixed-bundle-otherkey", "other", "cosign", true)]
    [DataRow("mixed-tag-otherkey", "cosign", "other", true)]
    [DataRow("both", "cosign", "other", false)]
    [DataRow("full", "cosign", "other", false)]
    public async Task Two_of_two_keys_may_sign_in_either_form_and_one_key_in_both_forms_is_one(string tag, string first, string second, bool isAccepted)
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        await using SigningServer test = await SigningServer.StartWithVectorsAsync(hasReferrers: false);
        SignaturePolicy policy = SignaturePolicy.Create([Key(first), Key(second)], 2, CosignCase.Repository);
        SignatureVerdict verdict = await new SignatureVerifier(test.Client).VerifyAsync("fw", tag, policy);
        Assert.AreEqual(isAccepted ? Outcome.Ok : Outcome.ThresholdNotMet, verdict.Outcome);
        Assert.HasCount(isAccepted ? 2 : 1, verdict.KeyIds);
    }

    [TestMethod]
    public async Task Verdict_lists_what_was_checked_and_what_did_not_hold()
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        await using SigningServer test = await SigningServer.StartWithVectorsAsync(hasReferrers: true);
        SignatureVerifier verifier = new(test.Client);
        SignatureVerdict both = await verifier.VerifyAsync("fw", "both", Policy("cosign"));
        CollectionAssert.AreEqual((string[])["signature", "payload type", "manifest digest", "repository"], Names(both.Findings[0]));
        CollectionAssert.AreEqual((string[])["bundle", "signature", "statement", "predicate type", "subject"], Names(both.Findings[1]));
        Assert.IsTrue(both.Findings.All(finding => finding.Checks.All(check => check.IsMet)));
        both.ThrowIfRefused();

        SignatureVerdict attested = await verifier.VerifyAsync("fw", "relabelled-bundle", Policy("cosign"));
        SignatureCheck last = attested.Findings.Single().Checks[^1];
        Assert.AreEqual(new SignatureCheck("predicate type", false, "https://cyclonedx.org/bom"), last);
        SigningException problem = Assert.ThrowsExactly<SigningException>(attested.ThrowIfRefused);
        Assert.AreEqual(Outcome.PayloadTypeWrong, problem.Outcome);
        StringAssert.Contains(problem.Message, "an attestation is no signature");
        StringAssert.Contains(problem.Message, "https://cyclonedx.org/bom");

        SignatureVerdict altered = await verifier.VerifyAsync("fw", "bundle-badsig", Policy("cosign"));
        StringAssert.Contains(altered.Findings[0].Checks[^1].Found, "did not sign this");
        SignatureVerdict foreign = await verifier.VerifyAsync("fw", "bundle-otherkey", Policy("cosign"));
        Assert.AreEqual("no key of the policy", foreign.Findings[0].Checks[^1].Found);
    }

    private static string? Difference(CosignCase expected, SignatureVerdict verdict)
    {
        if (verdict.IsAccepted != expected.IsAccepted)
        {
            return $"{verdict.Outcome}, expected {(expected.IsAccepted ? "accept" : expected.Reason)}";
        }

        if (expected.Reason != null && !CosignCase.OutcomesOf(expected.Reason).Contains(verdict.Outcome))
        {
            return $"{verdict.Outcome}, expected {expected.Reason}";
        }

        return DifferenceOf(SignatureForm.Tag, expected.TagForm, verdict) ?? DifferenceOf(SignatureForm.Bundle, expected.BundleForm, verdict);
    }

    // The order of referrers is the registry's.
    private static string? DifferenceOf(SignatureForm form, string[] expected, SignatureVerdict verdict)
    {
        List<Outcome> found = [.. verdict.Findings.Where(finding => finding.Form == form).Select(finding => finding.Outcome)];
        string text = $"{form} form {string.Join(", ", found)}, expected {string.Join(", ", expected)}";
        bool isSame = found.Count == expected.Length
            && expected.All(reason => found.Remove(found.FirstOrDefault(CosignCase.OutcomesOf(reason).Contains, Outcome.InvariantBroken)));
        return isSame ? null : text;
    }

    private static string[] Names(SignatureFinding finding) => [.. finding.Checks.Select(check => check.Name)];

    private static SignaturePolicy Policy(string name) => SignaturePolicy.Create([Key(name)], 1, CosignCase.Repository);

    private static PublicKey Key(string name) => PublicKey.Read(SharedVectors.PathOf("cosign", name + ".pub"));
}
