//! The library's `Credential` in the standard's terms.

use relycheck_adapter_helper::{Kept, Refusal, cose, encode};
use relycheck_protocol::Stored;
use webauthn_rs_core::proto::{AuthenticatorTransport, COSEKey, COSEKeyType, Credential};

/// The record is the serialised `Credential`.
pub(crate) fn kept(credential: &Credential) -> Result<Kept, Refusal> {
    let names =
        |transports: &Vec<AuthenticatorTransport>| transports.iter().map(|transport| transport.as_ref().to_owned()).collect();
    let stored = Stored {
        credential_id: Some(encode(&credential.cred_id)),
        public_key: Some(cose_key(&credential.cred)),
        sign_count: Some(credential.counter),
        uv_initialized: Some(credential.user_verified),
        backup_eligible: Some(credential.backup_eligible),
        backup_state: Some(credential.backup_state),
        transports: credential.transports.as_ref().map(names),
    };
    Kept::new(credential, stored)
}

/// The library keeps the key decoded; all that a COSE_Key holds is in documented fields, whose documented discriminants are the
/// registered identifiers.
fn cose_key(key: &COSEKey) -> String {
    let alg = key.type_ as i64;
    match &key.key {
        COSEKeyType::EC_OKP(okp) => cose::okp(alg, okp.curve.clone() as i64, okp.x.as_ref()),
        COSEKeyType::EC_EC2(ec2) => cose::ec2(alg, ec2.curve.clone() as i64, ec2.x.as_ref(), ec2.y.as_ref()),
        COSEKeyType::RSA(rsa) => cose::rsa(alg, rsa.n.as_ref(), &rsa.e),
    }
}
