//! The challenge: <https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges>.

use relycheck_forge::{ChallengeDeviation, ClientDataDeviation, Emission};
use relycheck_judge::Role;
use relycheck_protocol::{Stage, UserVerification};

use super::{either, part, refuse, refused, swept};
use crate::Kind;
use crate::build::{assertion, registration, starting_registration};
use crate::builder::Builder;
use crate::effect::{bypass, hygiene};
use crate::recipe::Recipe;
use crate::script::{Ceremony, Departure, Script};

const ASKED: Option<UserVerification> = Some(UserVerification::Preferred);

pub(super) fn build(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let row = either(kind, "reg-8", "auth-11");
    let replayed = || {
        either(
            kind,
            bypass("A registration that was made for another ceremony is accepted in this one."),
            bypass("A login that was recorded earlier is accepted again."),
        )
    };
    let challenge = ClientDataDeviation::Challenge;
    refused(into, "challenge-other", row, &plain, challenge(ChallengeDeviation::BitFlipped), replayed()).showing(&["B05"]);
    let of_its_own = challenge(ChallengeDeviation::Complement);
    refused(into, "challenge-of-its-own", row, &plain, of_its_own, replayed()).showing(&["B05", "B09"]);

    let almost = [
        ("last-bit-flipped", ChallengeDeviation::LastBitFlipped),
        ("last-byte-missing", ChallengeDeviation::ByteShort),
        ("first-half", ChallengeDeviation::FirstHalf),
        ("byte-more", ChallengeDeviation::ByteMore),
        ("empty", ChallengeDeviation::Empty),
        ("other-case", ChallengeDeviation::OtherCase),
        ("encoded-twice", ChallengeDeviation::EncodedTwice),
    ];
    let parts = almost.map(|(name, deviation)| part(name, challenge(deviation), refuse(row))).to_vec();
    let title = "Challenges that are almost the one that was issued";
    swept(into, "challenge-almost", title, &plain, parts, replayed()).showing(&["B05"]);

    let encodings = [
        ("padded", ChallengeDeviation::Padded),
        ("standard-alphabet", ChallengeDeviation::StandardAlphabet),
        ("stray-bits", ChallengeDeviation::StrayBits),
    ];
    let parts = encodings.map(|(name, deviation)| part(name, challenge(deviation), refuse("cd-10"))).to_vec();
    let title = "The challenge in other encodings than base64url without padding";
    let effect = hygiene("One challenge has several spellings, so a list of those that were used can be passed by.");
    swept(into, "challenge-encoding", title, &plain, parts, effect).showing(&["B05"]);

    of_another_ceremony(into, kind);
}

/// The challenge is one that this RP issued, and not for this ceremony.
fn of_another_ceremony(into: &mut Builder, kind: Kind) {
    let target = (either(kind, "reg-8", "auth-11"), Stage::ClientData);
    let emission = Emission::default();

    let mut script = Script::new("");
    let (position, delivered) = match kind {
        Kind::Create => {
            script.ceremonies.push(Ceremony::create(1, ASKED));
            (0, Ceremony::create(0, ASKED).deliver(registration(0, ASKED, None, &emission, Role::Subject)))
        }
        Kind::Get => {
            let mut history = starting_registration(&mut script, 0, 0, &emission);
            starting_registration(&mut script, 1, 1, &emission);
            script.ceremonies.push(Ceremony::get(1, ASKED));
            (2, Ceremony::get(0, ASKED).deliver(assertion(0, ASKED, None, &emission, &mut history)))
        }
    };
    script.ceremonies.push(delivered);
    let effect = bypass("A response that answers somebody else's ceremony is accepted in this one.");
    let id = "client-data/challenge-of-another-user";
    into.departing(id, kind, target, script, Departure::ChallengeOf(position), effect).exercising(&["ch-4"]).showing(&["B08"]);

    let mut script = Script::new("");
    let mut history = starting_registration(&mut script, 0, 0, &emission);
    let (position, delivered) = match kind {
        Kind::Create => {
            script.ceremonies.push(Ceremony::get(0, ASKED));
            (1, Ceremony::create(0, ASKED).deliver(registration(1, ASKED, None, &emission, Role::Subject)))
        }
        Kind::Get => (0, Ceremony::get(0, ASKED).deliver(assertion(0, ASKED, None, &emission, &mut history))),
    };
    script.ceremonies.push(delivered);
    let effect = either(
        kind,
        bypass("A challenge that was issued for a login serves for a registration."),
        bypass("A challenge that was issued for a registration serves for a login."),
    );
    let id = either(kind, "client-data/challenge-of-an-authentication", "client-data/challenge-of-a-registration");
    into.departing(id, kind, target, script, Departure::ChallengeOf(position), effect).exercising(&["ch-4"]).showing(&["B10"]);
}
