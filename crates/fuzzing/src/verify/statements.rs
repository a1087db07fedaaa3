//! The properties of packed statements and their certificates.

use relycheck_forge::{Algorithm, CertificateDeviation, Chain, Node, certified_statement};
use relycheck_reference::Reference;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::play::{Ended, Played, play_with};
use super::property::{Property, those};
use crate::opened::{Ceremony, Opened, certificates};
use crate::responses::Responses;

/// Those of a packed statement in which one thing is wrong, which a peer passes over: once it is mended nothing fails that did not fail
/// before, and one check the less.
pub(super) fn properties(responses: &Responses<'_>, artefact: &Opened, played: &Played) -> Vec<Property> {
    let failed = &played.of(Ceremony::Registration).checks.failed;
    let is_mended = |check: &str, mend: &dyn Fn(&mut Node)| {
        let put = |ceremony, text: Vec<u8>| match ceremony {
            Ceremony::Registration => Some(Opened::open(&text, ceremony)?.with_statement(mend)?.encode()),
            Ceremony::Authentication => Some(text),
        };
        let again = || play_with(&mut Reference::new(), responses, None, &put);
        failed.contains(&check)
            && again().is_ok_and(|again| {
                let Ended { checks, text, .. } = again.of(Ceremony::Registration);
                let less = checks.failed.iter().all(|left| *left != check && failed.contains(left));
                less && !text.is_empty() && checks.passed.contains(&check)
            })
    };
    let defined = |name: &Node| ["alg", "sig", "x5c"].iter().any(|defined| *name == Node::text(defined));
    let leave_out = |statement: &mut Node| {
        statement.entries_mut().into_iter().for_each(|entries| entries.retain(|(name, _)| defined(name)));
    };
    let name_rsa = |statement: &mut Node| set(statement, "alg", Node::integer(Algorithm::Rs256.id()));
    let aaguid = artefact.aaguid().unwrap_or_default();
    let certify = |wrong: CertificateDeviation| {
        move |statement: &mut Node| {
            let of = |chain, deviation| certified_statement(chain, aaguid, deviation);
            let enclosed = certificates(statement);
            let chain = Chain::ALL.into_iter().find(|chain| certificates(&mut of(*chain, Some(wrong))).first() == enclosed.first());
            let honest = chain.map(|chain| certificates(&mut of(chain, None)).swap_remove(0));
            if let (Some(honest), Some(place)) = (honest, statement.value_mut(&Node::text("x5c")).and_then(first_mut)) {
                *place = Node::Bytes(honest);
            }
        }
    };
    let (unknown, country) =
        (certify(CertificateDeviation::UnknownCriticalExtension), certify(CertificateDeviation::CountryInWords));
    those([
        (is_mended("reg-22", &leave_out), Property::FurtherStatementMembers),
        (is_mended("reg-22", &name_rsa), Property::CertificateOfRsa),
        (is_mended("reg-24c", &unknown), Property::UnknownCriticalExtension),
        (is_mended("pkc-2", &country), Property::CountryInWords),
        (are_out_of_order(&artefact.certificates()), Property::CertificatesOutOfOrder),
    ])
}

fn set(map: &mut Node, name: &str, value: Node) {
    if let Some(place) = map.value_mut(&Node::text(name)) {
        *place = value;
    }
}

fn first_mut(array: &mut Node) -> Option<&mut Node> {
    match array {
        Node::Array(elements) => elements.first_mut(),
        _ => None,
    }
}

/// Whether a certificate, in DER, does not name the next one's subject as its issuer. What cannot be read is in no order.
pub(super) fn are_out_of_order(certificates: &[Vec<u8>]) -> bool {
    let read: Vec<_> = certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let parts = |pair: &[Certificate]| pair[0].tbs_certificate().issuer() != pair[1].tbs_certificate().subject();
    read.len() == certificates.len() && read.windows(2).any(parts)
}
