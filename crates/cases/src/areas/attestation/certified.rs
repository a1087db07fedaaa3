//! Packed statements with certificates, and the path from those to an anchor.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>,
//! <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements>

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::{
    Attribute, Authority, CertificateDeviation, Chain, Deviation, Emission, Format, SignatureDeviation, attestation_certificate,
};
use relycheck_judge::Effect;
use relycheck_protocol::{AttestationTrust, Stage};

use super::{attested, not_acceptable};
use crate::builder::Builder;
use crate::effect::{bypass, hygiene};
use crate::recipe::Recipe;

/// That of a model that there is not.
const AAGUID: [u8; 16] = *b"relycheck-model1";

/// Who cannot register where a valid path is refused.
const CERTIFIED: &str = "Security keys whose attestation is certified so";

pub(super) fn build(into: &mut Builder) {
    accepted(into);
    statements(into);
    certificates(into);
    paths(into);
    anchors(into);
}

/// A certified attestation, where that alone is acceptable and these are the anchors, in DER.
fn certified(chain: Chain, anchors: &[&[u8]]) -> Recipe {
    let emission = Emission { format: Format::Packed(chain), aaguid: AAGUID, ..Emission::default() };
    let mut recipe = attested(&[AttestationTrust::Anchored], emission);
    recipe.policy.attestation.anchors = anchors.iter().map(|anchor| BASE64URL_NOPAD.encode(anchor)).collect();
    recipe
}

fn by_the_root(chain: Chain) -> Recipe {
    certified(chain, &[Authority::Root.certificate()])
}

fn accepted(into: &mut Builder) {
    let (root, intermediate) = (Authority::Root.certificate(), Authority::Intermediate.certificate());
    let leaf = attestation_certificate(Chain::Root, AAGUID);
    for (id, title, row, recipe) in [
        ("by-root", "An attestation certificate that the anchor has issued", None, by_the_root(Chain::Root)),
        (
            "by-intermediate",
            "An attestation certificate that an enclosed intermediate authority has issued",
            None,
            by_the_root(Chain::Intermediate),
        ),
        (
            "by-second-intermediate",
            "An attestation certificate two enclosed intermediate authorities away from the anchor",
            None,
            by_the_root(Chain::TwoIntermediates),
        ),
        (
            "intermediate-known",
            "An attestation certificate whose issuer is not enclosed, and is among the certificates that policy names",
            Some("reg-29b"),
            certified(Chain::IntermediateNotEnclosed, &[root, intermediate]),
        ),
        ("itself-an-anchor", "An attestation certificate that is itself an anchor", None, certified(Chain::Root, &[&leaf])),
    ] {
        let classes: &[&str] = if row.is_some() { &["B65"] } else { &[] };
        let case = into.accepted(&format!("attestation/certified-{id}"), title, row, &recipe, CERTIFIED).showing(classes);
        case.exercising(&["reg-24c"]);
    }
    // The standard has the certificate and its chain in x5c, and does not say whether the root is of it; some refuse one that is.
    for (id, title, chain) in [
        (
            "root-enclosed",
            "An attestation certificate that the anchor has issued, with the anchor's own beside it",
            Chain::RootEnclosed,
        ),
        (
            "intermediate-and-root-enclosed",
            "An attestation certificate with the whole path beside it, the anchor's own certificate at its end",
            Chain::IntermediateAndRoot,
        ),
    ] {
        let recipe = Recipe { accepted_by: Some("reg-24"), ..by_the_root(chain) };
        into.accepted(&format!("attestation/certified-{id}"), title, Some("reg-24"), &recipe, CERTIFIED);
    }
    let title = "An attestation certificate without an AAGUID";
    let mut without = by_the_root(Chain::WithoutAaguid);
    without.accepted_by = Some("pkc-6");
    // Nothing says whether the root's is used for several models; the standard's own vectors are such.
    let id = "attestation/certified-without-aaguid";
    into.accepted(id, title, Some("pkc-6"), &without, CERTIFIED).exercising(&["amb-20"]);
    let serial = Deviation::Certificate(CertificateDeviation::SerialNumber);
    into.left_open("attestation/certified-serial-number", "pkc-10", &by_the_root(Chain::Root), serial);
}

/// The statement itself.
fn statements(into: &mut Builder) {
    use CertificateDeviation::{CredentialKeySigns, Cut, Last, RsaKey};
    let forged = || bypass("A statement that proves nothing is taken for an attestation that an authority vouches for.");
    let target = |row| (row, Stage::Attestation);
    let recipe = by_the_root(Chain::Root);
    // the certificate's key has signed, so that nothing is forged.
    let other_algorithm = hygiene("A statement is taken by another algorithm than the one that it names.");
    for (id, row, deviation, effect, classes) in [
        ("signed-by-credential-key", "pk-2", CredentialKeySigns, forged(), &["B63"][..]),
        ("certificate-cut", "pk-2", Cut, forged(), &[]),
        ("key-of-another-type", "pk-8", RsaKey, other_algorithm, &["B54"]),
    ] {
        let id = format!("attestation/certified-{id}");
        into.refused(&id, target(row), &recipe, Deviation::Certificate(deviation), effect).showing(classes);
    }
    let flipped = Deviation::Signature(SignatureDeviation::BitFlipped(0));
    into.refused("attestation/certified-signature-flipped", target("pk-2"), &recipe, flipped, forged()).showing(&["B01"]);
    let chain = by_the_root(Chain::Intermediate);
    let last = Deviation::Certificate(Last);
    into.refused("attestation/certified-order", target("pk-2"), &chain, last, forged()).showing(&["B65"]);
}

/// What a certificate of an authenticator has to be.
fn certificates(into: &mut Builder) {
    use CertificateDeviation::{
        AaguidCritical, AaguidOther, AaguidShort, AaguidWrappedOnce, Authority, CountryInWords, FirmwareCritical, FirmwareNegative,
        OtherUnit, Version1, Version2, Without,
    };
    let other_purpose = || bypass("A certificate that the authority issued for something else vouches for an authenticator.");
    let other_model = || bypass("An authenticator passes for another model than the one that it is certified as.");
    let careless = || hygiene("A certificate that the standard rules out for authenticators is taken for one of theirs.");
    let all: [(&str, &str, CertificateDeviation, Effect, &str); 15] = [
        ("version-1", "pkc-1", Version1, careless(), "B67"),
        ("version-2", "pkc-1", Version2, careless(), "B67"),
        ("without-c", "pkc-2", Without(Attribute::Country), careless(), "B67"),
        ("country-in-words", "pkc-2", CountryInWords, careless(), "B67"),
        ("without-o", "pkc-3", Without(Attribute::Organization), careless(), "B67"),
        ("without-ou", "pkc-4", Without(Attribute::Unit), other_purpose(), "B67"),
        ("ou-other", "pkc-4", OtherUnit, other_purpose(), "B67"),
        ("without-cn", "pkc-5", Without(Attribute::CommonName), careless(), "B67"),
        ("aaguid-critical", "pkc-7", AaguidCritical, careless(), "B66"),
        ("aaguid-wrapped-once", "pkc-7", AaguidWrappedOnce, careless(), "B66"),
        ("aaguid-short", "pkc-7", AaguidShort, careless(), "B66"),
        ("aaguid-other", "pk-4", AaguidOther, other_model(), "B66"),
        ("ca", "pkc-8", Authority, other_purpose(), "B65"),
        ("firmware-critical", "pkc-9a", FirmwareCritical, careless(), "B67"),
        ("firmware-negative", "pkc-9a", FirmwareNegative, careless(), "B67"),
    ];
    let recipe = by_the_root(Chain::Root);
    for (id, row, deviation, effect, class) in all {
        let id = format!("attestation/certificate-{id}");
        let deviation = Deviation::Certificate(deviation);
        let case = into.refused(&id, (row, Stage::Attestation), &recipe, deviation, effect).showing(&[class]);
        if row.starts_with("pkc") {
            case.exercising(&["pk-3"]);
        }
    }
}

/// Paths that lead to no anchor: RFC 5280, section 6.1.
fn paths(into: &mut Builder) {
    use CertificateDeviation::{
        AnotherRootEnclosed, Circle, Expired, IssuedByAnother, IssuedUnderTheAnchorsName, IssuerExpired, IssuerNoAuthority,
        IssuerNotForCertificates, NotYetValid, PathTooLong, SelfSigned, SignatureBitFlipped, UnknownCriticalExtension,
    };
    let anybody = || bypass("Anybody can issue certificates for authenticators that policy accepts.");
    let lapsed = || bypass("What the authority no longer vouches for, or not yet, is accepted.");
    let not_allowed = || bypass("Somebody whom the authority has not allowed to issue certificates vouches for authenticators.");
    let unread = hygiene("What the authority says of its certificate, and wants to be understood, is passed over.");
    let all: [(&str, Chain, CertificateDeviation, Effect, &str); 13] = [
        ("issued-by-another", Chain::Root, IssuedByAnother, anybody(), "B65"),
        ("issued-under-the-anchors-name", Chain::Root, IssuedUnderTheAnchorsName, anybody(), "B65"),
        ("signature-flipped", Chain::Root, SignatureBitFlipped, anybody(), "B65"),
        ("another-root-enclosed", Chain::Root, AnotherRootEnclosed, anybody(), "B64"),
        ("self-signed", Chain::Root, SelfSigned, anybody(), "B64"),
        ("circle", Chain::TwoIntermediates, Circle, anybody(), "B64"),
        ("issuer-no-ca", Chain::Intermediate, IssuerNoAuthority, not_allowed(), "B65"),
        ("issuer-not-for-certificates", Chain::Intermediate, IssuerNotForCertificates, not_allowed(), "B65"),
        ("issuer-expired", Chain::Intermediate, IssuerExpired, lapsed(), "B65"),
        ("too-long", Chain::TwoIntermediates, PathTooLong, not_allowed(), "B65"),
        ("critical-extension", Chain::Root, UnknownCriticalExtension, unread, "B65"),
        ("expired", Chain::Root, Expired, lapsed(), "B65"),
        ("not-yet-valid", Chain::Root, NotYetValid, lapsed(), "B65"),
    ];
    for (id, chain, deviation, effect, class) in all {
        let id = format!("attestation/path-{id}");
        let deviation = Deviation::Certificate(deviation);
        into.refused(&id, ("reg-24c", Stage::Trust), &by_the_root(chain), deviation, effect).showing(&[class]);
    }
}

/// Sound paths where policy has other anchors.
fn anchors(into: &mut Builder) {
    let accepting = by_the_root(Chain::Root);
    let untrusted = || bypass("A credential without the attestation that policy demands is registered.");
    let title = "A certified attestation whose path is sound and leads to no anchor of the policy's";
    for (id, anchors) in [("anchor-other", vec![Authority::Other.certificate()]), ("anchor-none", Vec::new())] {
        let refusing = certified(Chain::Root, &anchors);
        let id = format!("certified-{id}");
        not_acceptable(into, &id, title, "reg-24c", (&accepting, &refusing), untrusted()).showing(&["B62"]);
    }
}
