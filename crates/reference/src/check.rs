//! The checks: one table that says of each what it enforces, what it needs, where it stands and what is done when it is off.

use relycheck_protocol::Stage;

/// In which ceremony a check runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ceremony {
    /// <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>
    Registration,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>
    Authentication,
    /// Either.
    Both,
}

impl Ceremony {
    pub(crate) fn covers(self, other: Self) -> bool {
        self == Self::Both || self == other
    }
}

/// What happens to a check that is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The ceremony goes on as if it had passed.
    Rule,
    /// The bytes cannot be read otherwise.
    Gate {
        /// What the lenient reader does that stands in for it; `None` where there is none and the check cannot be switched off.
        lenient: Option<&'static str>,
        /// Why there is no lenient reader; empty where there is one.
        why: &'static str,
    },
}

/// One check of the reference relying party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The id of the requirement that it is named after.
    pub id: &'static str,
    /// The ids of all requirements that it enforces, in part or in full.
    pub requirements: &'static [&'static str],
    /// The checks without which it is not reached. Those of another ceremony do not count.
    pub presupposes: &'static [&'static str],
    /// Rule or gate.
    pub kind: Kind,
    /// The stage of its refusal.
    pub stage: Stage,
    /// When it runs.
    pub ceremony: Ceremony,
    /// What it demands, in a sentence.
    pub demands: &'static str,
}

const fn lenient(reader: &'static str) -> Kind {
    Kind::Gate { lenient: Some(reader), why: "" }
}

const fn no_lenient(why: &'static str) -> Kind {
    Kind::Gate { lenient: None, why }
}

const RULE: Kind = Kind::Rule;

macro_rules! checks {
    ($($variant:ident, $id:literal, $stage:ident, $ceremony:ident, $kind:expr, [$($requirement:literal),*], [$($needs:ident),*], $demands:literal;)*) => {
        /// Names a check in the code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Id { $($variant),* }

        impl Id {
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            pub(crate) const fn presupposes(self) -> &'static [Id] {
                match self { $(Self::$variant => &[$(Id::$needs),*]),* }
            }

            pub(crate) const ALL: &'static [Id] = &[$(Self::$variant),*];
        }

        const CHECKS: &[Check] = &[$(Check {
            id: $id,
            requirements: &[$($requirement),*],
            presupposes: &[$(Id::$needs.name()),*],
            kind: $kind,
            stage: Stage::$stage,
            ceremony: Ceremony::$ceremony,
            demands: $demands,
        }),*];
    };
}

checks! {
    // the envelopes.
    Json1, "json-1", Parse, Registration, no_lenient("without client data there is neither a challenge nor an origin to look at"),
        ["json-1"], [], "the response is a JSON object with response.clientDataJSON in base64url, its members of the right types";
    Json4, "json-4", Parse, Authentication, no_lenient("without these members there is nothing to verify"),
        ["json-4"], [], "the response is a JSON object with rawId or id, response.clientDataJSON and response.authenticatorData";
    Reg3, "reg-3", Parse, Registration, lenient("takes the unsigned copy response.authenticatorData as an attestation object of format none"),
        ["reg-3", "json-1"], [Json1], "response.attestationObject is there, in base64url";
    Auth3, "auth-3", Parse, Authentication, lenient("does not look for a signature where there is none"),
        ["auth-3", "json-4"], [Json4], "response.signature is there, in base64url";

    Xcheck1, "xcheck-1", Parse, Both, RULE,
        ["xcheck-1", "amb-22"], [Json1, Json4], "id and rawId, where both are there, are the same string";
    Xcheck3, "xcheck-3", Parse, Both, RULE,
        ["xcheck-3"], [Json1, Json4], "type, where it is there, is public-key";

    // who is meant.
    Auth5, "auth-5", State, Authentication, RULE,
        ["auth-5"], [Json4], "the credential id is among the allowed ones, where there are any";
    Auth6, "auth-6", State, Authentication, no_lenient("without a record there is no key to verify with"),
        ["auth-6"], [Json4], "a record has the credential id";
    Auth6a, "auth-6a", State, Authentication, RULE,
        ["auth-6a", "uh-1"], [Auth5, Auth6], "the record belongs to the known user, and the user handle, where there is one, is that user's";
    Auth6b, "auth-6b", State, Authentication, RULE,
        ["auth-6b", "uh-1"], [Auth6], "where the user is not known, the user handle is there and names the owner of the record";

    // client data.
    Reg6, "reg-6", Parse, Registration, lenient("closes an object that ends too early"),
        ["reg-6"], [Json1], "the client data begins with a JSON text";
    Auth9, "auth-9", Parse, Authentication, lenient("closes an object that ends too early"),
        ["auth-9"], [Json4], "the client data begins with a JSON text";
    Cd9, "cd-9", Parse, Both, no_lenient("what is no object has no members to compare"),
        ["cd-9"], [Reg6, Auth9], "the client data is a JSON object";
    Cd9a, "cd-9a", Parse, Both, RULE,
        ["cd-9a"], [Reg6, Auth9], "nothing but white space follows the JSON text of the client data";
    Cd8, "cd-8", Parse, Both, RULE,
        ["cd-8"], [Cd9], "no member of the client data that a step looks at stands twice";
    Reg7, "reg-7", ClientData, Registration, RULE,
        ["reg-7", "cd-1"], [Cd9], "type is webauthn.create";
    Auth10, "auth-10", ClientData, Authentication, RULE,
        ["auth-10", "cd-1"], [Cd9], "type is webauthn.get";
    Reg8, "reg-8", ClientData, Registration, RULE,
        ["reg-8", "cd-1", "cd-10", "ch-2", "ch-4"], [Cd9], "challenge is the string that was issued";
    Auth11, "auth-11", ClientData, Authentication, RULE,
        ["auth-11", "cd-1", "cd-10", "ch-2", "ch-4"], [Cd9], "challenge is the string that was issued";
    Reg9, "reg-9", ClientData, Registration, RULE,
        ["reg-9", "cd-1", "org-1", "org-3", "org-8"], [Cd9], "origin is one that is expected, in any spelling of the same address";
    Auth12, "auth-12", ClientData, Authentication, RULE,
        ["auth-12", "cd-1", "org-1", "org-3", "org-4", "org-8"], [Cd9], "origin is one that is expected, in any spelling of the same address";
    Reg10, "reg-10", ClientData, Registration, RULE,
        ["reg-10"], [Cd9], "crossOrigin is not true where no framing is expected";
    Auth13, "auth-13", ClientData, Authentication, RULE,
        ["auth-13"], [Cd9], "crossOrigin is not true where no framing is expected";
    Reg11_1, "reg-11.1", ClientData, Registration, RULE,
        ["reg-11.1"], [Cd9], "topOrigin is absent where no framing is expected";
    Auth14_1, "auth-14.1", ClientData, Authentication, RULE,
        ["auth-14.1"], [Cd9], "topOrigin is absent where no framing is expected";
    Reg11_2, "reg-11.2", ClientData, Registration, RULE,
        ["reg-11.2", "org-7"], [Reg11_1], "topOrigin, where framing is expected, is one that is expected";
    Auth14_2, "auth-14.2", ClientData, Authentication, RULE,
        ["auth-14.2", "org-7"], [Auth14_1], "topOrigin, where framing is expected, is one that is expected";
    // instead of the steps above, where the policy says so.
    Lim5, "lim-5", ClientData, Both, RULE,
        ["lim-5"], [Json1, Json4], "under the limited verification crossOrigin is false where no framing is expected";
    Lim2, "lim-2", ClientData, Both, RULE,
        ["lim-2"], [Lim5], "under the limited verification the client data begins with the expected members and goes on";
    Lim3, "lim-3", ClientData, Both, RULE,
        ["lim-3"], [Lim2], "under the limited verification a comma or a closing brace follows the expected members";

    // the attestation object around the authenticator data.
    Reg13, "reg-13", Parse, Registration, lenient("cuts a byte string that declares more than there is to what is there"),
        ["reg-13", "attobj-1", "attobj-4", "cbor-must-1", "cbor-must-3", "cbor-must-4"], [Reg3],
        "the attestation object begins with one well-formed CBOR map of fmt, attStmt and authData";
    Attobj3, "attobj-3", Parse, Registration, RULE,
        ["attobj-3"], [Reg13], "nothing follows the map of the attestation object";
    Conf2, "conf-2", Parse, Both, RULE,
        ["conf-2", "cbor-c1", "cbor-c2", "cbor-c3", "cbor-c4", "cbor-c5", "cbor-c6", "cbor-c11", "cose-4", "cose-19"], [Reg13],
        "attestation object, credential key and extensions are in CTAP2 canonical form, no key twice";

    // authenticator data.
    Ad1, "ad-1", Parse, Both, lenient("fills what is missing of 37 bytes with zeros"),
        ["ad-1"], [Reg13, Json4], "the authenticator data has at least 37 bytes";
    Reg14, "reg-14", AuthData, Registration, RULE,
        ["reg-14", "appid-4"], [Ad1], "rpIdHash is the SHA-256 of the RP ID";
    Auth15, "auth-15", AuthData, Authentication, RULE,
        ["auth-15", "appid-4"], [Ad1], "rpIdHash is the SHA-256 of the RP ID";
    Reg15, "reg-15", AuthData, Registration, RULE,
        ["reg-15"], [Ad1], "UP is set, unless the ceremony is a conditional one";
    Auth16, "auth-16", AuthData, Authentication, RULE,
        ["auth-16"], [Ad1], "UP is set";
    Reg16, "reg-16", AuthData, Registration, RULE,
        ["reg-16", "uv-2"], [Ad1], "UV is set where user verification is required";
    Auth17, "auth-17", AuthData, Authentication, RULE,
        ["auth-17", "uv-2"], [Ad1], "UV is set where user verification is required";
    Reg17, "reg-17", AuthData, Registration, RULE,
        ["reg-17", "ad-3"], [Ad1], "BS is not set without BE";
    Auth18, "auth-18", AuthData, Authentication, RULE,
        ["auth-18", "ad-3"], [Ad1], "BS is not set without BE";
    Auth19_1, "auth-19.1", State, Authentication, RULE,
        ["auth-19.1"], [Ad1, Auth6], "BE is set where the record says so, if backup state is compared";
    Auth19_2, "auth-19.2", State, Authentication, RULE,
        ["auth-19.2"], [Ad1, Auth6], "BE is not set where the record says so, if backup state is compared";
    Ad5, "ad-5", AuthData, Registration, lenient("reads what follows the counter as attested credential data whatever AT says"),
        ["ad-5"], [Ad1], "AT is set in a registration";
    Ad6, "ad-6", AuthData, Authentication, RULE,
        ["ad-6"], [Ad1], "AT is not set in an assertion";
    Acd1, "acd-1", Parse, Both, no_lenient("what is cut off before its end holds no key"),
        ["acd-1"], [Ad1, Ad5], "AAGUID, credential id and its length are there in full";
    Acd4, "acd-4", Parse, Both, no_lenient("without its end the key cannot be told from what follows"),
        ["acd-4", "cbor-must-1", "cbor-must-4"], [Acd1], "the credential public key is one well-formed CBOR item";
    Ad7, "ad-7", Parse, Both, lenient("takes extension data that it cannot read for none"),
        ["ad-7", "ad-9"], [Ad1, Acd4], "one CBOR item follows where ED is set";
    Ad9, "ad-9", Parse, Both, RULE,
        ["ad-9"], [Ad7], "the extensions are a map with names as keys";
    Ad8, "ad-8", Parse, Both, RULE,
        ["ad-8"], [Ad7], "nothing follows the last part that the flags announce";
    Reg25, "reg-25", AuthData, Registration, RULE,
        ["reg-25", "acd-2"], [Acd1], "the credential id has at most 1023 bytes";
    Xcheck2, "xcheck-2", AuthData, Registration, RULE,
        ["xcheck-2", "amb-22"], [Acd1], "the id beside the response, where there is one, is the credential id of authenticator data";
    Reg26, "reg-26", State, Registration, RULE,
        ["reg-26", "cid-1"], [Acd1], "the credential id is registered for no user";

    // the credential public key.
    Cose1, "cose-1", Key, Registration, lenient("takes a key without a number as alg for one of ES256"),
        ["cose-1", "cbor-must-3"], [Acd4], "the key is a map with a number as alg";
    Reg20, "reg-20", Key, Registration, RULE,
        ["reg-20"], [Cose1], "the key's alg is one that was offered";
    Cose17, "cose-17", Key, Registration, lenient("verifies by the type of the key, whatever alg says"),
        ["cose-17", "cose-10"], [Cose1], "kty is that of the algorithm";
    Cose18, "cose-18", Key, Registration, RULE,
        ["cose-18"], [Cose17], "key_ops, where it is there, holds verify";
    Cose2, "cose-2", Key, Registration, RULE,
        ["cose-2"], [Cose17], "no member is there but those that the algorithm asks for";
    Cose3, "cose-3", Key, Registration, lenient("takes kty and crv, where they are missing, from the algorithm"),
        ["cose-3", "cbor-must-3"], [Cose17], "the members that the algorithm asks for are there, of the right types";
    Cose10, "cose-10", Key, Registration, lenient("takes the curve that has coordinates of this length"),
        ["cose-10", "cose-5", "cose-6", "cose-7", "cose-8", "cose-9"], [Cose3], "crv is that of the algorithm";
    Cose5, "cose-5", Key, Registration, lenient("expands a compressed point"),
        ["cose-5", "cose-6", "cose-7", "cose-8"], [Cose3], "y is a coordinate and not a sign";
    Cose11, "cose-11", Key, Registration, lenient("takes coordinates for numbers and brings them to their width"),
        ["cose-11", "cose-13"], [Cose10, Cose5], "coordinates are as long as the field of the curve";
    Cose12, "cose-12", Key, Registration, lenient("stores a key with which nothing verifies"),
        ["cose-12"], [Cose11], "the point lies on its curve";
    Cose14, "cose-14", Key, Registration, lenient("takes any modulus and exponent that can be computed with"),
        ["cose-14"], [Cose3], "an RSA modulus is odd and has at least 2048 bits, and the exponent is odd and at least 3";

    // attestation.
    Reg12, "reg-12", Attestation, Registration, lenient("hashes the client data as it would write it itself, without white space"),
        ["reg-12", "cd-4"], [Json1], "the statement signs the hash of the client data as received";
    Reg21, "reg-21", Attestation, Registration, RULE,
        ["reg-21", "fmtid-1", "fmtid-2"], [Reg13], "fmt is one that can be verified, in the same case";
    Reg22, "reg-22", Attestation, Registration, RULE,
        ["reg-22", "pk-1", "pk-2", "pk-6", "pk-7", "pk-8", "none-2", "amb-4", "cbor-must-2", "sig-1", "sig-3", "sig-5"], [Reg12, Reg21, Cose12, Cose14], "the attestation statement verifies";
    Pkc1, "pkc-1", Attestation, Registration, RULE,
        ["pkc-1", "pk-3"], [Reg22], "an attestation certificate is of version 3";
    Pkc2, "pkc-2", Attestation, Registration, RULE,
        ["pkc-2", "pk-3"], [Reg22], "an attestation certificate has a C of two letters";
    Pkc3, "pkc-3", Attestation, Registration, RULE,
        ["pkc-3", "pk-3"], [Reg22], "an attestation certificate has an O";
    Pkc4, "pkc-4", Attestation, Registration, RULE,
        ["pkc-4", "pk-3"], [Reg22], "OU of an attestation certificate is Authenticator Attestation";
    Pkc5, "pkc-5", Attestation, Registration, RULE,
        ["pkc-5", "pk-3"], [Reg22], "an attestation certificate has a CN";
    Pkc7, "pkc-7", Attestation, Registration, RULE,
        ["pkc-7", "pk-3"], [Reg22], "the extension with the AAGUID, where it is there, is not critical and holds 16 bytes, wrapped twice";
    Pk4, "pk-4", Attestation, Registration, RULE,
        ["pk-4"], [Pkc7], "the AAGUID of the attestation certificate, where it is there, is that of the authenticator data";
    Pkc8, "pkc-8", Attestation, Registration, RULE,
        ["pkc-8", "pk-3"], [Reg22], "an attestation certificate is no CA's by its Basic Constraints";
    Pkc9a, "pkc-9a", Attestation, Registration, RULE,
        ["pkc-9a", "pk-3"], [Reg22], "the firmware version, where it is there, is not critical and a number from 0 on";
    Reg24a, "reg-24a", Trust, Registration, RULE,
        ["reg-24a"], [Reg22], "no attestation only where that is acceptable";
    Reg24b, "reg-24b", Trust, Registration, RULE,
        ["reg-24b"], [Reg22], "self attestation only where that is acceptable";
    Reg24c, "reg-24c", Trust, Registration, RULE,
        ["reg-24c"], [Reg22], "a path leads from the attestation certificate to an anchor, or it is one, where that is acceptable";

    // the assertion's signature.
    Auth20, "auth-20", Signature, Authentication, lenient("hashes the client data as it would write it itself, without white space"),
        ["auth-20", "cd-4"], [Json4], "the signature is over the hash of the client data as received";
    Sig1, "sig-1", Signature, Authentication, lenient("takes r and s without ASN.1 too, and passes over what follows them"),
        ["sig-1"], [Auth3, Auth6], "an ECDSA signature is an ASN.1 sequence of the integers r and s";
    Sig3, "sig-3", Signature, Authentication, RULE,
        ["sig-3"], [Sig1], "an ECDSA signature is in DER, and nothing follows it";
    Sig5, "sig-5", Signature, Authentication, lenient("takes r and s modulo n and for positive, and 0 for right; S modulo L"),
        ["sig-5"], [Sig3], "r and s are between 1 and n - 1; an Ed25519 signature has 64 bytes, and S is less than L";
    Sig2, "sig-2", Signature, Authentication, lenient("takes either RSA padding, any SHA-2 hash, and an OCTET STRING around the signature"),
        ["sig-2"], [Sig5], "an RSA signature has the algorithm's padding and hash, and nothing around it";
    Auth21, "auth-21", Signature, Authentication, RULE,
        ["auth-21", "cose-20", "xcheck-4", "json-2a"], [Auth3, Auth6, Auth20, Sig2],
        "the signature verifies with the stored key";
}

impl Id {
    /// The row of this check.
    pub(crate) fn check(self) -> &'static Check {
        &CHECKS[self as usize]
    }
}

/// All checks, in the order in which the ceremonies are described.
#[must_use]
pub fn checks() -> &'static [Check] {
    CHECKS
}
