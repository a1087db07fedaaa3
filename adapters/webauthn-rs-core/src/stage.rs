//! From the library's errors, by the names that its documentation lists, to the protocol's stages.

use std::fmt::Display;

use relycheck_protocol::{Finish, Rejected, Stage};
use webauthn_rs_core::error::WebauthnError;

/// In which ceremony an error came up: some mean another stage in the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ceremony {
    /// `register_credential`.
    Registration,
    /// `authenticate_credential`.
    Authentication,
}

/// A refusal at a stage.
pub(crate) fn rejected(stage: Option<Stage>, detail: impl Display) -> Finish {
    Finish::Rejected(Rejected { stage, detail: detail.to_string() })
}

/// The library's refusal, in its own words.
pub(crate) fn refusal(ceremony: Ceremony, error: &WebauthnError) -> Finish {
    rejected(stage(ceremony, error), error)
}

/// The stage that an error's name tells; `None` where it tells none, or cannot come up in a ceremony.
fn stage(ceremony: Ceremony, error: &WebauthnError) -> Option<Stage> {
    use WebauthnError as E;
    Some(match error {
        E::ParseBase64Failure(_)
        | E::ParseCBORFailure(_)
        | E::ParseJSONFailure(_)
        | E::ParseNOMFailure
        | E::ParseInsufficientBytesAvailable => Stage::Parse,

        E::InvalidClientDataType | E::MismatchedChallenge | E::InvalidRPOrigin | E::CredentialCrossOrigin => Stage::ClientData,

        E::InvalidRPIDHash
        | E::UserNotPresent
        | E::UserNotVerified
        | E::InvalidExtensions
        | E::AuthenticatorDataMissingExtension
        | E::MissingAttestationCredentialData
        // Comes up for BS without BE: the adapter leaves synchronised credentials allowed.
        | E::CredentialMayNotBeHardwareBound => Stage::AuthData,

        E::COSEKeyInvalidCBORValue
        | E::COSEKeyInvalidType
        | E::COSEKeyEDUnsupported
        | E::COSEKeyECDSAXYInvalid
        | E::COSEKeyRSANEInvalid
        | E::COSEKeyECDSAInvalidCurve
        | E::COSEKeyEDDSAXInvalid
        | E::COSEKeyEDDSAInvalidCurve
        | E::COSEKeyInvalidAlgorithm
        | E::CredentialInsecureCryptography
        | E::CredentialAlteredAlgFromRequest
        | E::ECDSACurveInvalidNid
        | E::EcdsaPointInvalid
        | E::RsaParametersInvalid => Stage::Key,

        E::AttestationNotSupported
        | E::AttestationStatementMapInvalid
        | E::AttestationStatementResponseMissing
        | E::AttestationStatementResponseInvalid
        | E::AttestationStatementSigMissing
        | E::AttestationStatementSigInvalid
        | E::AttestationStatementVerMissing
        | E::AttestationStatementVerInvalid
        | E::AttestationStatementVerUnsupported
        | E::AttestationStatementX5CMissing
        | E::AttestationStatementX5CInvalid
        | E::AttestationStatementAlgMissing
        | E::AttestationStatementCertInfoMissing
        | E::AttestationStatementMissingExtension
        | E::AttestationStatementPubAreaMissing
        | E::AttestationStatementAlgMismatch
        | E::AttestationStatementAlgInvalid
        | E::AttestationCertificateAAGUIDMismatch
        | E::AttestationCertificateNonceMismatch
        | E::AttestationCertificateRequirementsNotMet
        | E::AttestationTpmStInvalid
        | E::AttestationTpmPubAreaMismatch
        | E::AttestationTpmExtraDataInvalid
        | E::AttestationTpmExtraDataMismatch
        | E::AttestationTpmPubAreaHashUnknown
        | E::AttestationTpmPubAreaHashInvalid
        | E::AttestationTpmAttestCertifyInvalid
        | E::AttestationLeafCertMissing
        | E::AttestationCredentialSubjectKeyMismatch
        | E::CertificatePublicKeyInvalid
        | E::CertificatePublicKeyAlgorthimMismatch
        | E::X509DerInvalid => Stage::Attestation,

        E::AttestationTrustFailure
        | E::AttestationCertificateTrustStoreEmpty
        | E::AttestationNotVerifiable
        | E::AttestationUntrustedAaguid
        | E::AttestationFormatMissingAaguid
        | E::AttestationChainNotTrusted(_)
        | E::MissingAttestationCaList
        | E::TrustFailure => Stage::Trust,

        // At registration the only signature is the statement's.
        E::SignatureInvalid if ceremony == Ceremony::Registration => Stage::Attestation,
        // The documentation does not say when `AuthenticationFailure` comes up; a well-formed signature that does not verify is one case.
        E::SignatureInvalid | E::AuthenticationFailure => Stage::Signature,

        E::CredentialAlreadyExists
        | E::CredentialNotFound
        | E::CredentialExcludedFromRequest
        | E::CredentialPossibleCompromise
        | E::CredentialBackupEligibilityInconsistent => Stage::State,

        _ => return None,
    })
}
