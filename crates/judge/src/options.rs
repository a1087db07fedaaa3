//! What the options of a ceremony are held to: the object that the RP gives the client.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Descriptor, Policy, Shared, UserVerification};
use relycheck_spec::{Severity, requirement};
use serde_json::Value;

use crate::Verdict;

/// One thing that options are looked at for.
/// <https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OptionRule {
    /// The challenge has at least 16 bytes: <https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges>
    ChallengeLength,
    /// No challenge has been in earlier options of the case.
    ChallengeOwn,
    /// `user.id` has 1 to 64 bytes.
    UserIdLength,
    /// `user.id` does not hold the user's name.
    UserIdNameless,
    /// No `user.id` has been in options for another account of the case.
    UserIdOwn,
    /// `user.id` has 64 bytes.
    UserIdFull,
    /// What the dictionaries require is there, as strings.
    RequiredMembers,
    /// Binary members are base64url without padding.
    Base64url,
    /// RP ID, `userVerification`, algorithms and `attestation` are those of the policy that the ceremony will be held to.
    AsAsked,
    /// Members whose values the standard enumerates have such a value.
    Enumerations,
    /// `requireResidentKey` says what `residentKey` says.
    ResidentKey,
    /// `timeout`, if there, is from 300000 to 600000.
    Timeout,
    /// `attestationFormats`, if there, are registered identifiers.
    AttestationFormats,
    /// Every `alg` is a registered number.
    Algorithms,
    /// `hints`, if there, agree with `authenticatorAttachment`.
    Hints,
    /// `excludeCredentials` lists the account's credentials, all of them.
    Excluded,
    /// `allowCredentials` lists the account's credentials, all of them, and none where the user is not known.
    Allowed,
    /// Each descriptor carries the type and the transports of the record.
    Descriptors,
}

/// The options of one ceremony, with what they answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// What they are held to.
    pub rules: Vec<OptionRule>,
    /// Creation options, or else request options.
    pub registration: bool,
    /// The number of the account that they are for.
    pub user: u32,
    /// The name of that account.
    pub user_name: String,
    /// What the ceremony is held to.
    pub policy: Policy,
    /// The credentials that the RP was told of, as they should be listed; for request options those of the known user.
    pub credentials: Vec<Descriptor>,
    /// The object itself.
    pub options: Shared,
}

/// The values that the standard names, by the member that has one of them.
const ENUMERATIONS: [(&str, &[&str]); 8] = [
    ("/userVerification", &["required", "preferred", "discouraged"]),
    ("/authenticatorSelection/userVerification", &["required", "preferred", "discouraged"]),
    ("/authenticatorSelection/residentKey", &["required", "preferred", "discouraged"]),
    ("/authenticatorSelection/authenticatorAttachment", &["platform", "cross-platform"]),
    ("/attestation", &["none", "indirect", "direct", "enterprise"]),
    ("/hints", &["security-key", "client-device", "hybrid"]),
    ("/pubKeyCredParams/type", &["public-key"]),
    ("/descriptors/transports", &["usb", "nfc", "ble", "smart-card", "hybrid", "internal"]),
];

/// The identifiers of the IANA registry of attestation statement formats.
const FORMATS: [&str; 8] = ["packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "none", "compound"];

/// The algorithms of the IANA registry of COSE algorithms that sign with a key pair and that authenticators are known to have.
const ALGORITHMS: [i64; 20] =
    [-7, -8, -9, -19, -35, -36, -37, -38, -39, -47, -48, -49, -50, -51, -52, -53, -257, -258, -259, -65535];

impl OptionRule {
    /// The row that says so.
    #[must_use]
    pub fn requirement(self, registration: bool) -> &'static str {
        match self {
            Self::ChallengeLength => "ch-3",
            Self::ChallengeOwn => "ch-5",
            Self::UserIdLength | Self::UserIdNameless => "opt-1",
            Self::UserIdOwn => "opt-1a",
            Self::UserIdFull => "opt-1b",
            Self::RequiredMembers if registration => "opt-7",
            Self::RequiredMembers => "opt-8",
            Self::Base64url => "opt-5",
            Self::AsAsked if registration => "reg-1",
            Self::AsAsked => "auth-1",
            Self::Enumerations => "opt-13",
            Self::ResidentKey => "opt-6",
            Self::Timeout => "to-1",
            Self::AttestationFormats => "opt-14",
            Self::Algorithms => "opt-15",
            Self::Hints => "opt-16",
            Self::Excluded => "opt-3",
            Self::Allowed => "opt-4",
            Self::Descriptors => "opt-9",
        }
    }

    /// What is otherwise in the last of `offered`, whose predecessors are the earlier options of the case.
    fn fault(self, this: &Offered, earlier: &[Offered]) -> Option<String> {
        match self {
            Self::ChallengeLength => {
                let length = bytes(this.at("/challenge")).map_or(0, |challenge| challenge.len());
                (length < 16).then(|| format!("the challenge has {length} bytes, fewer than 16"))
            }
            Self::ChallengeOwn => {
                let again = earlier.iter().any(|other| other.at("/challenge") == this.at("/challenge"));
                again.then(|| "the challenge has been in earlier options".to_owned())
            }
            Self::UserIdLength | Self::UserIdFull | Self::UserIdNameless | Self::UserIdOwn => self.user_id_fault(this, earlier),
            Self::RequiredMembers => {
                let required: &[&str] = if this.registration {
                    &["/rp/name", "/user/id", "/user/name", "/user/displayName", "/challenge"]
                } else {
                    &["/challenge"]
                };
                let missing = required.iter().find(|member| this.at(member).is_none_or(|value| !value.is_string()));
                missing.map(|member| format!("{member} is no string")).or_else(|| {
                    (this.registration && this.parameters().is_none()).then(|| "pubKeyCredParams is no list".to_owned())
                })
            }
            Self::Base64url => {
                let ids = this.descriptors().into_iter().map(|descriptor| descriptor.get("id"));
                let members = ["/challenge", "/user/id"].into_iter().filter_map(|member| this.at(member).map(Some));
                let broken = members.chain(ids).find(|value| bytes(*value).is_none())?;
                Some(format!("{} is not base64url without padding", shown(broken)))
            }
            Self::AsAsked => this.as_asked_fault(),
            Self::Enumerations => ENUMERATIONS.into_iter().find_map(|(member, names)| {
                let odd = this.values(member).into_iter().find(|value| !value.as_str().is_some_and(|it| names.contains(&it)))?;
                Some(format!("{member} is {}, which is no value of its enumeration", shown(Some(odd))))
            }),
            Self::ResidentKey => {
                let is_required = this.at("/authenticatorSelection/residentKey").and_then(Value::as_str) == Some("required");
                let says = this.at("/authenticatorSelection/requireResidentKey").and_then(Value::as_bool).unwrap_or(false);
                (is_required != says).then(|| format!("requireResidentKey is {says}, against residentKey"))
            }
            Self::Timeout => {
                let timeout = this.at("/timeout").filter(|value| !value.is_null())?;
                let fits = timeout.as_u64().is_some_and(|timeout| (300_000..=600_000).contains(&timeout));
                (!fits).then(|| format!("timeout is {timeout}, outside 300000 to 600000"))
            }
            Self::AttestationFormats => {
                let odd = |value: &&Value| !value.as_str().is_some_and(|it| FORMATS.contains(&it));
                let odd = this.values("/attestationFormats").into_iter().find(odd)?;
                Some(format!("attestationFormats holds {}, which is not registered", shown(Some(odd))))
            }
            Self::Algorithms => {
                let odd = |value: &&Value| !value.as_i64().is_some_and(|it| ALGORITHMS.contains(&it));
                let odd = this.values("/pubKeyCredParams/alg").into_iter().find(odd)?;
                Some(format!("alg is {}, which is not registered", shown(Some(odd))))
            }
            Self::Hints => {
                let hints = this.values("/hints");
                let attachment = this.at("/authenticatorSelection/authenticatorAttachment").and_then(Value::as_str);
                let matching = match hints.first()?.as_str()? {
                    "security-key" | "hybrid" => "cross-platform",
                    "client-device" => "platform",
                    _ => return None,
                };
                (attachment != Some(matching)).then(|| format!("hints ask for authenticatorAttachment {matching}"))
            }
            Self::Excluded | Self::Allowed if (self == Self::Excluded) != this.registration => None,
            Self::Excluded | Self::Allowed => {
                let listed: Vec<Option<&str>> =
                    this.descriptors().into_iter().map(|descriptor| descriptor.get("id").and_then(Value::as_str)).collect();
                let missing = this.credentials.iter().any(|credential| !listed.contains(&Some(&credential.id)));
                let more = listed.len() > this.credentials.len();
                (missing || more)
                    .then(|| format!("{} credentials are listed, and the account has {}", listed.len(), this.credentials.len()))
            }
            Self::Descriptors => this.descriptors().into_iter().find_map(|descriptor| {
                let id = descriptor.get("id").and_then(Value::as_str);
                let record = this.credentials.iter().find(|credential| Some(credential.id.as_str()) == id)?;
                if descriptor.get("type").and_then(Value::as_str) != Some("public-key") {
                    return Some("a descriptor's type is not public-key".to_owned());
                }
                let transports = descriptor.get("transports").and_then(Value::as_array).cloned().unwrap_or_default();
                let told = record.transports.iter().all(|one| transports.contains(&Value::from(one.as_str())));
                (!told).then(|| "a descriptor lacks the transports of its record".to_owned())
            }),
        }
    }

    fn user_id_fault(self, this: &Offered, earlier: &[Offered]) -> Option<String> {
        let id = bytes(this.at("/user/id")).unwrap_or_default();
        let length = id.len();
        match self {
            Self::UserIdLength => (!(1..=64).contains(&length)).then(|| format!("user.id has {length} bytes, not 1 to 64")),
            Self::UserIdFull => (length != 64).then(|| format!("user.id has {length} bytes, not 64")),
            Self::UserIdOwn => {
                let again = |other: &&Offered| other.user != this.user && other.at("/user/id") == this.at("/user/id");
                earlier.iter().find(again).map(|_| "user.id is that of another account".to_owned())
            }
            _ => {
                let held = !this.user_name.is_empty() && id.windows(this.user_name.len()).any(|it| it == this.user_name.as_bytes());
                held.then(|| "user.id holds the user's name".to_owned())
            }
        }
    }
}

impl Offered {
    fn at(&self, pointer: &str) -> Option<&Value> {
        self.options.pointer(pointer)
    }

    fn parameters(&self) -> Option<&Vec<Value>> {
        self.at("/pubKeyCredParams").and_then(Value::as_array)
    }

    fn descriptors(&self) -> Vec<&Value> {
        let list = if self.registration { "/excludeCredentials" } else { "/allowCredentials" };
        self.at(list).and_then(Value::as_array).map(|list| list.iter().collect()).unwrap_or_default()
    }

    /// The values of a member, of every entry where it stands in a list; `null` counts as absent.
    fn values(&self, member: &str) -> Vec<&Value> {
        let entries: Vec<&Value> = match member {
            "/pubKeyCredParams/type" => self.parameters().into_iter().flatten().filter_map(|entry| entry.get("type")).collect(),
            "/pubKeyCredParams/alg" => self.parameters().into_iter().flatten().filter_map(|entry| entry.get("alg")).collect(),
            "/descriptors/transports" => {
                self.descriptors().into_iter().filter_map(|descriptor| descriptor.get("transports")).collect()
            }
            member => self.at(member).into_iter().collect(),
        };
        let there = entries.into_iter().filter(|value| !value.is_null());
        there.flat_map(|value| value.as_array().map_or_else(|| vec![value], |list| list.iter().collect())).collect()
    }

    fn as_asked_fault(&self) -> Option<String> {
        let policy = &self.policy;
        let (id, verification) = match self.registration {
            true => ("/rp/id", "/authenticatorSelection/userVerification"),
            false => ("/rpId", "/userVerification"),
        };
        let text = |member| self.at(member).and_then(Value::as_str);
        if let Some(other) = text(id).filter(|it| *it != policy.rp_id) {
            return Some(format!("the RP ID is {other}, not {}", policy.rp_id));
        }
        let asked = |value: Option<UserVerification>| value.unwrap_or(UserVerification::Preferred).as_str();
        let (says, expected) = (text(verification).unwrap_or("preferred"), asked(policy.user_verification));
        if says != expected {
            return Some(format!("userVerification is {says}, not {expected}"));
        }
        if !self.registration {
            return None;
        }
        let algorithms: Vec<Option<i64>> = self.values("/pubKeyCredParams/alg").into_iter().map(Value::as_i64).collect();
        let offered: Vec<Option<i64>> = policy.algorithms.iter().map(|&algorithm| Some(algorithm)).collect();
        if algorithms != offered {
            return Some(format!(
                "pubKeyCredParams has {} entries other than those of the policy, or in another order",
                algorithms.len()
            ));
        }
        let conveyance = serde_json::to_value(policy.attestation.conveyance).ok()?;
        let says = self.at("/attestation").filter(|value| !value.is_null()).cloned().unwrap_or(Value::from("none"));
        (says != conveyance).then(|| format!("attestation is {says}, not {conveyance}"))
    }
}

/// What all rules have to say about all options of a case: the row and verdict of the first fault of the gravest, and every fault in
/// words. `None` where no options were looked at.
pub(crate) fn look(offered: &[Offered]) -> Option<(&'static str, Verdict, Option<String>)> {
    let held = offered.iter().enumerate().flat_map(|(place, this)| {
        this.rules.iter().map(move |rule| (rule.requirement(this.registration), rule.fault(this, &offered[..place])))
    });
    let held: Vec<(&'static str, Option<String>)> = held.collect();
    let faults: Vec<(&'static str, &String)> = held.iter().filter_map(|(row, fault)| Some((*row, fault.as_ref()?))).collect();
    let gravity = |row: &str| match requirement(row).map(relycheck_spec::Requirement::severity) {
        Some(Severity::Recorded) => Verdict::Observed,
        Some(Severity::Notice) => Verdict::Notice,
        Some(Severity::Warning) => Verdict::Warning,
        Some(Severity::Failure) | None => Verdict::Failure,
    };
    let Some(gravest) = faults.iter().map(|(row, _)| gravity(row)).max() else {
        return held.first().map(|(row, _)| (*row, Verdict::Pass, None));
    };
    let row = faults.iter().find(|(row, _)| gravity(row) == gravest)?.0;
    let mut words: Vec<String> = faults.iter().map(|(row, fault)| format!("{fault} ({row})")).collect();
    words.dedup();
    Some((row, gravest, Some(words.join("; "))))
}

fn bytes(value: Option<&Value>) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(value?.as_str()?.as_bytes()).ok()
}

/// The beginning of a value: a reason is read by people.
fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "a missing member".to_owned(), |value| value.to_string().chars().take(40).collect())
}
