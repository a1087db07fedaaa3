//! The oracles over whole ceremonies: the reference RP against itself, and beside other RPs.

use relycheck_protocol::RelyingParty;

use crate::Finding;

/// A registration by the reference RP.
pub(crate) fn registration(_input: &[u8]) -> Result<(), Finding> {
    Ok(())
}

/// A registration and an authentication by the reference RP.
pub(crate) fn authentication(_input: &[u8]) -> Result<(), Finding> {
    Ok(())
}

/// A registration by the reference RP and by others.
pub(crate) fn registration_beside(_input: &[u8], _others: &mut [(&'static str, &mut dyn RelyingParty)]) -> Result<(), Finding> {
    Ok(())
}

/// Both by the reference RP and by others.
pub(crate) fn authentication_beside(_input: &[u8], _others: &mut [(&'static str, &mut dyn RelyingParty)]) -> Result<(), Finding> {
    Ok(())
}
