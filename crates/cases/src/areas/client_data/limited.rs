//! The limited verification: <https://www.w3.org/TR/webauthn-3/#clientdatajson-verification>.

use std::collections::BTreeSet;

use relycheck_forge::{ChallengeDeviation, ClientDataDeviation, ClientDataShape, Deviation, Emission};
use relycheck_protocol::ClientDataPolicy;

use super::{either, part, refuse, refused, swept};
use crate::Kind;
use crate::builder::Builder;
use crate::effect::{bypass, hygiene};
use crate::recipe::{Recipe, TOP_ORIGIN};

pub(super) fn build(into: &mut Builder, kind: Kind) {
    accepted(into, kind);
    other_members(into, kind);
    other_text(into, kind);
}

fn limited(mut recipe: Recipe) -> Recipe {
    recipe.policy.client_data = ClientDataPolicy::Limited;
    recipe
}

fn accepted(into: &mut Builder, kind: Kind) {
    let who = "People with any browser of today";
    let title = "Client data as clients write it, under the limited verification";
    into.accepted("limited/plain", title, None, &limited(Recipe::new(kind)), who).exercising(&["lim-1"]);
    let further = ClientDataShape {
        extra_member: Some(("relycheck_extra".to_owned(), "{\"a\":[1,null]}".to_owned())),
        ..Emission::default().client_data
    };
    let title = "A member that the standard does not know, under the limited verification";
    let who = "People whose browser adds a member";
    into.accepted("limited/unknown-member", title, Some("cd-2"), &limited(Recipe::client_data(kind, further)), who)
        .exercising(&["lim-1"]);
    let title = "topOrigin is one that the RP expects, under the limited verification";
    let framed = limited(Recipe::framed(kind, Some(TOP_ORIGIN)));
    let who = "People on a page that frames this one, as agreed,";
    into.accepted("limited/top-origin", title, None, &framed, who).exercising(&["lim-4"]).showing(&["B22"]);
    // The verifier decides whether it requires topOrigin where the page is framed, which Level 2 did not write.
    let deviation = Deviation::ClientData(ClientDataDeviation::Without("topOrigin"));
    into.left_open("limited/framed-without-top-origin", "lim-4", &framed, deviation);
    // A comma is enough for the algorithm, whatever follows it.
    let comma = Deviation::ClientData(ClientDataDeviation::Ending(b",".to_vec()));
    into.left_open("limited/ends-in-a-comma", "lim-3", &limited(Recipe::new(kind)), comma);
}

fn other_members(into: &mut Builder, kind: Kind) {
    let plain = limited(Recipe::new(kind));
    let type_of_other = either(kind, "webauthn.get", "webauthn.create");
    let parts = vec![
        part("type", ClientDataDeviation::Type(type_of_other), refuse("lim-2")),
        part("challenge", ClientDataDeviation::Challenge(ChallengeDeviation::BitFlipped), refuse("lim-2")),
        part("challenge-padded", ClientDataDeviation::Challenge(ChallengeDeviation::Padded), refuse("lim-2")),
        part("origin", ClientDataDeviation::Origin("https://example.net".to_owned()), refuse("lim-2")),
        part("origin-longer", ClientDataDeviation::Origin("https://example.org.evil.test".to_owned()), refuse("lim-2")),
        part("origin-at-a-port", ClientDataDeviation::Origin("https://example.org:8443".to_owned()), refuse("lim-2")),
        part("cross-origin-missing", ClientDataDeviation::Without("crossOrigin"), refuse("lim-2")),
        part("cross-origin-a-string", ClientDataDeviation::Member("crossOrigin", b"\"false\"".to_vec()), refuse("lim-2")),
        part("another-order", ClientDataDeviation::Reversed, refuse("lim-2")),
    ];
    let title = "Members of client data with another value, under the limited verification";
    let effect = either(
        kind,
        bypass("A registration made elsewhere, or for another ceremony, is accepted here."),
        bypass("A login made elsewhere, or recorded earlier, is accepted here."),
    );
    swept(into, "limited-other-members", title, &plain, parts, effect);

    let effect = || {
        either(
            kind,
            bypass("A page that frames this one can make its visitors register here."),
            bypass("A page that frames this one can make its visitors sign in here."),
        )
    };
    refused(into, "limited-cross-origin", "lim-5", &plain, ClientDataDeviation::CrossOrigin, effect()).showing(&["B21"]);
    let framed = limited(Recipe::framed(kind, Some(TOP_ORIGIN)));
    let parts = vec![
        part("another", ClientDataDeviation::TopOrigin("https://example.net".to_owned()), refuse("lim-2")),
        part("longer", ClientDataDeviation::TopOrigin("https://example.com.evil.test".to_owned()), refuse("lim-2")),
    ];
    let title = "topOrigin is not the expected one, under the limited verification";
    swept(into, "limited-top-origin", title, &framed, parts, effect()).exercising(&["org-7"]).showing(&["B22"]);
}

fn other_text(into: &mut Builder, kind: Kind) {
    let plain = limited(Recipe::new(kind));
    let mut parts = vec![
        part("byte-order-mark", ClientDataDeviation::Before(b"\xef\xbb\xbf"), refuse("lim-2")),
        part("white-space-in-front", ClientDataDeviation::Before(b" "), refuse("lim-2")),
        part("white-space-between", ClientDataDeviation::Spaced(" "), refuse("lim-2")),
        part("type-in-escapes", ClientDataDeviation::Escaped("type"), refuse("lim-2")),
        part("in-an-array", ClientDataDeviation::InAnArray, refuse("lim-2")),
        part("no-byte-more", ClientDataDeviation::Ending(Vec::new()), refuse("lim-2")),
    ];
    if kind == Kind::Create {
        let from_start = [0, 1, 8, 30].map(|at| (format!("cut-after-{at}"), ClientDataDeviation::EndsAfter(at)));
        let from_end = [2, 6, 7, 20, 21, 40].map(|by| (format!("short-by-{by}"), ClientDataDeviation::ShortBy(by)));
        parts.extend(from_start.into_iter().chain(from_end).map(|(name, deviation)| part(name, deviation, refuse("lim-2"))));
    }
    let title = "Client data that does not begin as clients write it, under the limited verification";
    let effect = || hygiene("A verification without a parser accepts what it cannot read.");
    swept(into, "limited-other-text", title, &plain, parts, effect()).exercising(&["lim-6", "amb-7"]);

    // White space, other marks, the neighbours of the two bytes, and these with another bit.
    let bytes = b" \n]:\"{x\0+-|~\x5d\xac\xfd\xff";
    let parts = bytes[..either(kind, bytes.len(), 4)]
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|byte| part(format!("{byte:#04x}"), ClientDataDeviation::Ending(vec![*byte]), refuse("lim-3")))
        .collect();
    let title = "Neither a comma nor a closing brace follows the members, under the limited verification";
    swept(into, "limited-next-byte", title, &plain, parts, effect());
}
