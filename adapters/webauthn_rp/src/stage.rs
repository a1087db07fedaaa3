//! From the library's errors, by the names that its documentation lists, to the protocol's stages.

use std::fmt::Display;

use relycheck_protocol::{Finish, Rejected, Stage};
use webauthn_rp::response::auth::error::{AuthCeremonyErr, AuthenticatorDataErr as AssertionDataErr};
use webauthn_rp::response::error::CollectedClientDataErr;
use webauthn_rp::response::register::error::{
    AttestationErr, AttestationObjectErr, AttestedCredentialDataErr, AuthenticatorDataErr as CreationDataErr, RegCeremonyErr,
};
use webauthn_rp::response::ser_relaxed::{Category, SerdeJsonErr};

/// A refusal at a stage.
pub(crate) fn rejected(stage: Option<Stage>, detail: impl Display) -> Finish {
    Finish::Rejected(Rejected { stage, detail: detail.to_string() })
}

/// The stage of a refused registration.
pub(crate) fn of_registration(error: &RegCeremonyErr) -> Option<Stage> {
    use RegCeremonyErr as E;
    match error {
        E::CollectedClientData(error) => Some(of_limited_client_data(error)),
        E::CollectedClientDataRelaxed(error) => of_json(error),
        E::AttestationObject(error) => Some(of_attestation_object(error)),
        E::PubKey(_) | E::PublicKeyAlgorithmMismatch => Some(Stage::Key),
        E::AttestationSignature => Some(Stage::Attestation),
        E::OriginMismatch | E::CrossOrigin | E::TopOriginMismatch | E::ChallengeMismatch => Some(Stage::ClientData),
        E::RpIdHashMismatch
        | E::UserNotPresent
        | E::UserNotVerified
        | E::BackupEligible
        | E::BackupNotEligible
        | E::BackupDoesNotExist
        | E::Extension(_) => Some(Stage::AuthData),
        E::Timeout => Some(Stage::State),
        E::MissingAuthenticatorAttachment | E::AuthenticatorAttachmentMismatch | E::Credential(_) => None,
    }
}

/// The stage of a refused authentication.
pub(crate) fn of_authentication(error: &AuthCeremonyErr) -> Option<Stage> {
    use AuthCeremonyErr as E;
    match error {
        E::CollectedClientData(error) => Some(of_limited_client_data(error)),
        E::CollectedClientDataRelaxed(error) => of_json(error),
        E::AuthenticatorData(error) => Some(of_assertion_data(error)),
        E::PubKey(_) => Some(Stage::Key),
        E::AssertionSignature => Some(Stage::Signature),
        E::OriginMismatch | E::CrossOrigin | E::TopOriginMismatch | E::ChallengeMismatch => Some(Stage::ClientData),
        E::RpIdHashMismatch | E::UserNotVerified | E::Extension(_) => Some(Stage::AuthData),
        // What is compared with the record. The backup requirement follows from it unless an application sets another one.
        E::BackupEligible
        | E::BackupNotEligible
        | E::BackupDoesNotExist
        | E::SignatureCounter
        | E::UserHandleMismatch
        | E::CredentialIdMismatch
        | E::NoMatchingAllowedCredential
        | E::MissingUserHandle
        | E::Timeout => Some(Stage::State),
        E::MissingAuthenticatorAttachment | E::AuthenticatorAttachmentMismatch | E::Credential(_) => None,
    }
}

/// The limited verification algorithm names what it missed.
fn of_limited_client_data(error: &CollectedClientDataErr) -> Stage {
    use CollectedClientDataErr as E;
    match error {
        E::Type | E::Challenge | E::TopOriginWithoutCrossOrigin | E::TopOriginSameAsOrigin => Stage::ClientData,
        E::Len
        | E::InvalidStart
        | E::ChallengeKey
        | E::OriginKey
        | E::CrossOriginKey
        | E::CrossOrigin
        | E::InvalidObject
        | E::InvalidEscapedString
        | E::Utf8(_)
        | E::Utf8Owned(_) => Stage::Parse,
    }
}

/// The stage of what a JSON parser refused. Its errors of the kind `Data` may be of any stage: in client data they stand for a
/// wrong `type` as well as for a member that cannot be read, and in a registration also for what the library found in the
/// attestation object, into which it looks on the way. Which, only the sentence tells.
pub(crate) fn of_json(error: &SerdeJsonErr) -> Option<Stage> {
    match error.classify() {
        Category::Io | Category::Syntax | Category::Eof => Some(Stage::Parse),
        Category::Data => None,
    }
}

fn of_attestation_object(error: &AttestationObjectErr) -> Stage {
    use AttestationObjectErr as E;
    match error {
        // A member that is not where canonical order has it is missing to the library.
        E::Attestation(AttestationErr::Len | AttestationErr::MissingFormat | AttestationErr::MissingStatement)
        | E::Len
        | E::NotAMapOf3
        | E::MissingAuthData
        | E::AuthDataType
        | E::AuthDataLenInfo
        | E::CborAuthDataLenMismatch => Stage::Parse,
        E::Attestation(_) | E::SelfAttestationAlgorithmMismatch => Stage::Attestation,
        E::AuthData(error) => of_creation_data(error),
    }
}

fn of_creation_data(error: &CreationDataErr) -> Stage {
    use CreationDataErr as E;
    match error {
        E::FlagsBit1Not0 | E::FlagsBit5Not0 | E::AttestedCredentialDataNotIncluded | E::BackupWithoutEligibility => Stage::AuthData,
        E::AttestedCredential(AttestedCredentialDataErr::CoseKey(_)) => Stage::Key,
        E::AttestedCredential(AttestedCredentialDataErr::Len | AttestedCredentialDataErr::CredentialId(_))
        | E::Len
        | E::AuthenticatorExtension(_)
        | E::NoExtensionBitWithData
        | E::ExtensionBitWithoutData
        | E::TrailingData => Stage::Parse,
    }
}

fn of_assertion_data(error: &AssertionDataErr) -> Stage {
    use AssertionDataErr as E;
    match error {
        E::UserNotPresent
        | E::FlagsBit1Not0
        | E::FlagsBit5Not0
        | E::AttestedCredentialDataIncluded
        | E::BackupWithoutEligibility => Stage::AuthData,
        E::Len | E::AuthenticatorExtension(_) | E::NoExtensionBitWithData | E::ExtensionBitWithoutData | E::TrailingData => {
            Stage::Parse
        }
    }
}
