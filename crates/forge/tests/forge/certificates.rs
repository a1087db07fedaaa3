//! The certificates of packed statements, as another library reads them.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use relycheck_forge::{
    Attribute, Authority, CertificateDeviation, Chain, Deviation, Emission, Format, Rendered, attestation_certificate,
    attestation_key_of, certified_statement,
};
use relycheck_wire::attestation_object::{AttestationObject, PackedStatement};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer;

use crate::opened::Ceremony::Registration;
use crate::opened::{Setting, sha256};

const AAGUID: [u8; 16] = [7; 16];
const AAGUID_EXTENSION: &str = "1.3.6.1.4.1.45724.1.1.4";
const FIRMWARE_EXTENSION: &str = "1.3.6.1.4.1.45724.1.1.5";
/// The beginnings of 2022 and 3000 in seconds since 1970.
const IN_2022: i64 = 1_640_995_200;
const IN_3000: i64 = 32_503_680_000;

fn certified(chain: Chain) -> Emission {
    Emission { format: Format::Packed(chain), aaguid: AAGUID, ..Emission::default() }
}

fn rendered(chain: Chain, deviation: Option<CertificateDeviation>) -> Rendered {
    let deviation = deviation.map(Deviation::Certificate);
    Setting::default().render(Registration, &certified(chain), deviation.as_ref()).expect("it changes something")
}

/// `x5c` and the signature.
fn statement(rendered: &Rendered) -> (Vec<Vec<u8>>, Vec<u8>) {
    let object = AttestationObject::parse(rendered.attestation_object.as_deref().expect("a registration")).expect("an object");
    let packed = PackedStatement::parse(object.att_stmt).expect("a packed statement");
    assert_eq!((object.fmt, packed.alg, packed.unknown_keys), ("packed", -7, 0));
    assert_eq!(rendered.signature.as_deref(), Some(packed.sig));
    (packed.x5c.expect("certificates").iter().map(<[u8]>::to_vec).collect(), packed.sig.to_vec())
}

fn enclosed(chain: Chain, deviation: Option<CertificateDeviation>) -> Vec<Vec<u8>> {
    statement(&rendered(chain, deviation)).0
}

fn leaf(deviation: CertificateDeviation) -> Vec<u8> {
    enclosed(Chain::Root, Some(deviation)).swap_remove(0)
}

fn parsed(der: &[u8]) -> X509Certificate<'_> {
    let (rest, certificate) = X509Certificate::from_der(der).expect("X.509");
    assert!(rest.is_empty(), "nothing follows");
    certificate
}

fn key(certificate: &X509Certificate<'_>) -> VerifyingKey {
    VerifyingKey::from_sec1_bytes(&certificate.public_key().subject_public_key.data).expect("a point of P-256")
}

/// Whether the issuer has signed the certificate, and is named in it.
fn is_issued(certificate: &[u8], issuer: &[u8]) -> bool {
    let (certificate, issuer) = (parsed(certificate), parsed(issuer));
    let signature = Signature::from_der(&certificate.signature_value.data).expect("r and s");
    let signed = key(&issuer).verify(certificate.tbs_certificate.as_ref(), &signature).is_ok();
    signed && certificate.issuer() == issuer.subject()
}

fn extension<'c>(certificate: &'c X509Certificate<'_>, id: &str) -> Option<(bool, &'c [u8])> {
    let extension = certificate.extensions().iter().find(|extension| extension.oid.to_id_string() == id)?;
    Some((extension.critical, extension.value))
}

fn is_authority(certificate: &X509Certificate<'_>) -> bool {
    certificate.basic_constraints().expect("read").expect("it is there").value.ca
}

#[test]
fn an_attestation_certificate_is_what_the_standard_asks_for() {
    for chain in Chain::ALL {
        let der = enclosed(chain, None).swap_remove(0);
        assert_eq!(der, attestation_certificate(chain, AAGUID));
        let certificate = parsed(&der);
        assert_eq!(certificate.version().0, 2, "version 3 is written as 2");
        let subject = certificate.subject();
        let text = |attribute: Option<&x509_parser::x509::AttributeTypeAndValue<'_>>| {
            attribute.expect("it is there").as_str().expect("text").to_owned()
        };
        assert_eq!(text(subject.iter_country().next()), "AA");
        assert_eq!(text(subject.iter_organization().next()), "relycheck");
        assert_eq!(text(subject.iter_organizational_unit().next()), "Authenticator Attestation");
        assert_eq!(text(subject.iter_common_name().next()), "an authenticator");
        assert!(!is_authority(&certificate));
        let wrapped = [&[4, 16], &AAGUID[..]].concat();
        let expected = (chain != Chain::WithoutAaguid).then_some((false, &wrapped[..]));
        assert_eq!(extension(&certificate, AAGUID_EXTENSION), expected, "{chain:?}");
        assert_eq!(extension(&certificate, FIRMWARE_EXTENSION), Some((false, &[2, 1, 1][..])));
        let validity = certificate.validity();
        assert!(validity.not_before.timestamp() < IN_2022 && validity.not_after.timestamp() > IN_3000);
        assert!(certificate.extensions().iter().all(|extension| !matches!(
            extension.parsed_extension(),
            ParsedExtension::ParseError { .. } | ParsedExtension::Unparsed
        )));
    }
}

#[test]
fn each_path_leads_where_it_is_said_to_lead() {
    let (root, intermediate) = (Authority::Root.certificate(), Authority::Intermediate.certificate());
    assert!(is_issued(root, root) && is_issued(intermediate, root));
    let other = Authority::Other.certificate();
    assert!(is_issued(other, other) && !is_issued(intermediate, other));
    assert!([root, intermediate, other].iter().all(|authority| is_authority(&parsed(authority))));
    for (chain, issuer, others) in [
        (Chain::Root, root, vec![]),
        (Chain::WithoutAaguid, root, vec![]),
        (Chain::RootEnclosed, root, vec![root]),
        (Chain::Intermediate, intermediate, vec![intermediate]),
        (Chain::IntermediateNotEnclosed, intermediate, vec![]),
        (Chain::IntermediateAndRoot, intermediate, vec![intermediate, root]),
    ] {
        let enclosed = enclosed(chain, None);
        assert!(is_issued(&enclosed[0], issuer), "{chain:?}");
        assert_eq!(enclosed[1..], others, "{chain:?}");
    }
    let two = enclosed(Chain::TwoIntermediates, None);
    assert_eq!(two[2..], [intermediate]);
    assert!(is_issued(&two[0], &two[1]) && is_issued(&two[1], &two[2]) && is_authority(&parsed(&two[1])));
}

#[test]
fn the_statement_is_signed_with_the_certificates_key() {
    for chain in Chain::ALL {
        let rendered = rendered(chain, None);
        let (enclosed, signature) = statement(&rendered);
        let message = [&rendered.authenticator_data[..], &sha256(&rendered.client_data)].concat();
        let signature = Signature::from_der(&signature).expect("r and s");
        assert!(key(&parsed(&enclosed[0])).verify(&message, &signature).is_ok(), "{chain:?}");
    }
    let rendered = rendered(Chain::Root, Some(CertificateDeviation::CredentialKeySigns));
    let (enclosed, signature) = statement(&rendered);
    let message = [&rendered.authenticator_data[..], &sha256(&rendered.client_data)].concat();
    let signature = Signature::from_der(&signature).expect("r and s");
    assert!(key(&parsed(&enclosed[0])).verify(&message, &signature).is_err());
    assert_eq!(enclosed, self::enclosed(Chain::Root, None), "nothing else differs");
}

#[test]
fn a_deviating_certificate_is_issued_by_the_root_all_the_same() {
    use CertificateDeviation as D;
    let elsewhere = [
        D::Cut,
        D::SignatureBitFlipped,
        D::IssuedByAnother,
        D::IssuedUnderTheAnchorsName,
        D::AnotherRootEnclosed,
        D::SelfSigned,
        D::Circle,
    ];
    for deviation in D::ALL.into_iter().filter(|deviation| !elsewhere.contains(deviation)) {
        let (chain, place) = match deviation {
            D::Last => (Chain::Intermediate, 0),
            D::IssuerNoAuthority | D::IssuerNotForCertificates | D::IssuerExpired => (Chain::Intermediate, 1),
            D::PathTooLong => (Chain::TwoIntermediates, 2),
            _ => (Chain::Root, 0),
        };
        let enclosed = enclosed(chain, Some(deviation));
        assert!(is_issued(&enclosed[place], Authority::Root.certificate()), "{deviation:?}");
        assert!(enclosed.len() == 1 || deviation == D::Last || is_issued(&enclosed[0], &enclosed[1]), "{deviation:?}");
    }
}

#[test]
fn each_deviation_of_a_certificate_is_what_it_says() {
    use CertificateDeviation as D;
    let honest = attestation_certificate(Chain::Root, AAGUID);
    assert_eq!(parsed(&leaf(D::Version1)).version().0, 0);
    assert_eq!(parsed(&leaf(D::Version2)).version().0, 1);
    for attribute in [Attribute::Country, Attribute::Organization, Attribute::Unit, Attribute::CommonName] {
        let der = leaf(D::Without(attribute));
        let certificate = parsed(&der);
        let subject = certificate.subject();
        let there = [
            (Attribute::Country, subject.iter_country().count()),
            (Attribute::Organization, subject.iter_organization().count()),
            (Attribute::Unit, subject.iter_organizational_unit().count()),
            (Attribute::CommonName, subject.iter_common_name().count()),
        ];
        assert!(there.iter().all(|(which, count)| *count == usize::from(*which != attribute)), "{attribute:?}: {there:?}");
    }
    let unit = leaf(D::OtherUnit);
    let unit = parsed(&unit).subject().iter_organizational_unit().next().and_then(|unit| Some(unit.as_str().ok()?.to_owned()));
    assert_eq!(unit.as_deref(), Some("Authenticator"));

    let country = leaf(D::CountryInWords);
    let country = parsed(&country).subject().iter_country().next().and_then(|country| Some(country.as_str().ok()?.to_owned()));
    assert_eq!(country.as_deref(), Some("Germany"));

    let value = |deviation, id| extension(&parsed(&leaf(deviation)), id).map(|(critical, value)| (critical, value.to_vec()));
    let wrapped = |aaguid: &[u8]| [&[4, u8::try_from(aaguid.len()).expect("short")], aaguid].concat();
    let other = [&[7; 15][..], &[6]].concat();
    assert_eq!(value(D::AaguidOther, AAGUID_EXTENSION), Some((false, wrapped(&other))));
    assert_eq!(value(D::AaguidCritical, AAGUID_EXTENSION), Some((true, wrapped(&AAGUID))));
    assert_eq!(value(D::AaguidWrappedOnce, AAGUID_EXTENSION), Some((false, AAGUID.to_vec())));
    assert_eq!(value(D::AaguidShort, AAGUID_EXTENSION), Some((false, wrapped(&AAGUID[1..]))));
    assert_eq!(value(D::FirmwareCritical, FIRMWARE_EXTENSION), Some((true, vec![2, 1, 1])));
    assert_eq!(value(D::FirmwareNegative, FIRMWARE_EXTENSION), Some((false, vec![2, 1, 0xff])));
    assert_eq!(value(D::SerialNumber, "1.3.6.1.4.1.45724.1.1.2"), Some((false, wrapped(b"relycheck"))));
    assert_eq!(value(D::UnknownCriticalExtension, "1.3.6.1.4.1.32473.1"), Some((true, vec![2, 1, 1])));
    assert!(is_authority(&parsed(&leaf(D::Authority))));
    assert_eq!(parsed(&leaf(D::RsaKey)).public_key().algorithm.algorithm.to_id_string(), "1.2.840.113549.1.1.1");
    assert!(parsed(&leaf(D::Expired)).validity().not_after.timestamp() < IN_2022);
    assert_eq!(parsed(&leaf(D::NotYetValid)).validity().not_before.timestamp(), IN_3000);
    assert!(X509Certificate::from_der(&leaf(D::Cut)).is_err());
    let last = enclosed(Chain::Intermediate, Some(D::Last));
    assert_eq!(last, enclosed(Chain::Intermediate, None).into_iter().rev().collect::<Vec<_>>());
    assert_eq!(leaf(D::CredentialKeySigns), honest);
}

#[test]
fn each_deviation_of_a_path_is_what_it_says() {
    use CertificateDeviation as D;
    let (root, other) = (Authority::Root.certificate(), Authority::Other.certificate());
    let path = |deviation| enclosed(Chain::Root, Some(deviation));
    let flipped = leaf(D::SignatureBitFlipped);
    assert!(parsed(&flipped).issuer() == parsed(root).subject() && !is_issued(&flipped, root));
    assert!(is_issued(&leaf(D::IssuedByAnother), other));
    let under_the_name = leaf(D::IssuedUnderTheAnchorsName);
    assert!(parsed(&under_the_name).issuer() == parsed(root).subject() && !is_issued(&under_the_name, root));
    let enclosing = path(D::AnotherRootEnclosed);
    assert!(is_issued(&enclosing[0], other) && enclosing[1..] == [other]);
    let own = leaf(D::SelfSigned);
    assert!(is_issued(&own, &own));

    let [honest, no_authority, not_for, expired] =
        [None, Some(D::IssuerNoAuthority), Some(D::IssuerNotForCertificates), Some(D::IssuerExpired)]
            .map(|deviation| enclosed(Chain::Intermediate, deviation));
    assert!([&no_authority, &not_for, &expired].iter().all(|path| path[0] == honest[0] && path.len() == 2));
    assert!(!is_authority(&parsed(&no_authority[1])) && is_authority(&parsed(&not_for[1])));
    let usage = |der| parsed(der).key_usage().expect("read").expect("it is there").value.flags;
    assert_eq!([usage(&honest[1]), usage(&no_authority[1]), usage(&not_for[1]), usage(&expired[1])], [1 << 5, 1 << 5, 1, 1 << 5]);
    assert!(parsed(&expired[1]).validity().not_after.timestamp() < IN_2022);
    let (honest, long) = (enclosed(Chain::TwoIntermediates, None), enclosed(Chain::TwoIntermediates, Some(D::PathTooLong)));
    let most = |der| parsed(der).basic_constraints().expect("read").expect("it is there").value.path_len_constraint;
    assert_eq!([most(&honest[2]), most(&long[1]), most(&long[2])], [None, None, Some(0)]);
    assert_eq!(long[..2], honest[..2]);
    let circle = enclosed(Chain::TwoIntermediates, Some(D::Circle));
    assert!(is_issued(&circle[0], &circle[1]) && is_issued(&circle[1], &circle[2]) && is_issued(&circle[2], &circle[1]));
    assert_eq!(circle[..2], honest[..2]);
}

#[test]
fn certificates_and_their_keys_are_the_same_for_every_seed() {
    let of = |seed| {
        let rendered = Setting { seed, ..Setting::default() }.valid(Registration, &certified(Chain::Intermediate));
        statement(&rendered).0
    };
    assert_eq!(of(0), of(1));
}

#[test]
fn a_statement_without_its_signature_can_be_signed_by_the_key_of_its_certificate() {
    let rendered = rendered(Chain::Root, None);
    let bytes = certified_statement(Chain::Root, AAGUID, None).encode();
    let packed = PackedStatement::parse(&bytes).expect("a packed statement");
    let first = packed.x5c.expect("certificates").iter().next().expect("one").to_vec();
    let signer = attestation_key_of(&first).expect("the forge has its key");
    assert!(packed.sig.is_empty());
    let signed = [&rendered.authenticator_data[..], &sha256(&rendered.client_data)];
    assert_eq!(Some(signer.sign(&signed)), rendered.signature);
    for deviation in [CertificateDeviation::RsaKey, CertificateDeviation::Expired] {
        let key = attestation_key_of(&leaf(deviation)).expect("the forge has its key").subject_public_key_info();
        assert_eq!(key.as_deref(), Some(parsed(&leaf(deviation)).public_key().raw), "{deviation:?}");
    }
    assert!(attestation_key_of(Authority::Root.certificate()).is_none());
}
