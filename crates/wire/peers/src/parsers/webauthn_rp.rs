//! webauthn_rp: its own published entry points. It is strict where wire only reads: its types hold that values are those of a
//! ceremony and that the copies in a response agree.

use std::hint::black_box;

use webauthn_rp::response::CollectedClientData;
use webauthn_rp::response::auth::{self, DiscoverableAuthentication16};
use webauthn_rp::response::register::{AttestationObject, Registration};

use super::Parse;
use crate::inputs::Kind;

pub(super) fn parse(kind: Kind) -> Option<Parse> {
    Some(match kind {
        Kind::Attestation => |bytes| black_box(AttestationObject::try_from(bytes)).is_ok(),
        Kind::Assertion => |bytes| black_box(auth::AuthenticatorData::try_from(bytes)).is_ok(),
        Kind::ClientData => |bytes| black_box(CollectedClientData::from_client_data_json::<true>(bytes)).is_ok(),
        Kind::Registration => |bytes| black_box(serde_json::from_slice::<Registration>(bytes)).is_ok(),
        Kind::Authentication => |bytes| black_box(serde_json::from_slice::<DiscoverableAuthentication16>(bytes)).is_ok(),
    })
}
