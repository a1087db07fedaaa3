//! The requirement areas, a file each.

mod algorithms;
mod attestation;
mod authenticator_data;
mod backup_state;
mod cbor;
mod client_data;
mod credential_id;
mod envelope;
mod extensions;
mod flags;
mod keys;
mod options;
mod records;
mod sign_count;
mod signatures;
mod user_handle;
mod user_verification;

use crate::Kind;
use crate::builder::Builder;

/// All cases of all areas.
pub(crate) fn build(into: &mut Builder) {
    user_verification::build(into);
    client_data::build(into);
    authenticator_data::build(into);
    flags::build(into);
    credential_id::build(into);
    backup_state::build(into);
    sign_count::build(into);
    cbor::build(into);
    algorithms::build(into);
    keys::build(into);
    signatures::build(into);
    attestation::build(into);
    envelope::build(into);
    extensions::build(into);
    records::build(into);
    user_handle::build(into);
    options::build(into);
}

/// Both ceremonies.
const BOTH: [Kind; 2] = [Kind::Create, Kind::Get];

/// The one or the other, as the ceremony has it.
fn either<T>(kind: Kind, at_registration: T, at_authentication: T) -> T {
    match kind {
        Kind::Create => at_registration,
        Kind::Get => at_authentication,
    }
}
