//! Authenticator data, part by part.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>

use crate::cbor::{Fault, OverlongBytes, Tree, canonical_length, check_canonical};

/// The length of rpIdHash, flags and signCount together.
const HEADER_LENGTH: usize = 37;

/// The flags byte.
#[derive(Clone, Copy)]
pub(crate) struct Flags(u8);

impl Flags {
    pub(crate) fn byte(self) -> u8 {
        self.0
    }

    pub(crate) fn user_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    pub(crate) fn user_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    pub(crate) fn backup_eligible(self) -> bool {
        self.0 & 0x08 != 0
    }

    pub(crate) fn backup_state(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// One of the two bits that no edition has given a meaning.
    pub(crate) fn reserved(self) -> bool {
        self.0 & 0x22 != 0
    }

    pub(crate) fn attested_credential_data(self) -> bool {
        self.0 & 0x40 != 0
    }

    pub(crate) fn extension_data(self) -> bool {
        self.0 & 0x80 != 0
    }
}

/// The parts that are always there, and what follows them.
pub(crate) struct Header<'r> {
    pub(crate) rp_id_hash: [u8; 32],
    pub(crate) flags: Flags,
    pub(crate) sign_count: u32,
    pub(crate) rest: &'r [u8],
}

impl<'r> Header<'r> {
    /// # Errors
    /// Where there are fewer than 37 bytes.
    pub(crate) fn read(bytes: &'r [u8]) -> Result<Self, String> {
        let fault = || format!("the authenticator data has {} bytes, fewer than 37; send all of it", bytes.len());
        let (rp_id_hash, after) = bytes.split_first_chunk::<32>().ok_or_else(fault)?;
        let (&[flags], after) = after.split_first_chunk::<1>().ok_or_else(fault)?;
        let (counter, rest) = after.split_first_chunk::<4>().ok_or_else(fault)?;
        Ok(Self { rp_id_hash: *rp_id_hash, flags: Flags(flags), sign_count: u32::from_be_bytes(*counter), rest })
    }

    /// Reads fewer than 37 bytes as if zeros followed.
    pub(crate) fn read_filled(bytes: &[u8]) -> Option<Self> {
        let mut filled = bytes.to_vec();
        filled.resize(HEADER_LENGTH, 0);
        let Header { rp_id_hash, flags, sign_count, .. } = Header::read(&filled).ok()?;
        Some(Self { rp_id_hash, flags, sign_count, rest: &[] })
    }
}

/// Attested credential data up to the key.
/// <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>
pub(crate) struct Attested<'r> {
    pub(crate) aaguid: [u8; 16],
    pub(crate) credential_id: &'r [u8],
    pub(crate) rest: &'r [u8],
}

impl<'r> Attested<'r> {
    /// # Errors
    /// Where AAGUID, length (two bytes, big-endian) or credential id are cut off.
    pub(crate) fn read(bytes: &'r [u8]) -> Result<Self, String> {
        let cut = |part: &str| format!("the attested credential data ends inside {part}; send all of it");
        let (aaguid, after) = bytes.split_first_chunk::<16>().ok_or_else(|| cut("the AAGUID"))?;
        let (length, after) = after.split_first_chunk::<2>().ok_or_else(|| cut("the length of the credential id"))?;
        let (credential_id, rest) =
            after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or_else(|| cut("the credential id"))?;
        Ok(Self { aaguid: *aaguid, credential_id, rest })
    }
}

/// One CBOR item and what follows it.
pub(crate) struct Part<'r> {
    pub(crate) encoding: &'r [u8],
    /// The item is a map whose keys are text.
    pub(crate) has_names: bool,
    pub(crate) canonical: Result<(), Fault>,
    /// How long the item would be in canonical form.
    pub(crate) canonical_length: usize,
    pub(crate) rest: &'r [u8],
}

impl<'r> Part<'r> {
    /// What is left of `bytes` for a reader that encodes the item anew and takes that for what it read.
    pub(crate) fn ending_as_re_encoded(self, bytes: &'r [u8]) -> Self {
        Self { canonical: Ok(()), rest: bytes.get(self.canonical_length..).unwrap_or_default(), ..self }
    }
}

/// Reads the credential public key, of whatever type the item is.
///
/// # Errors
/// Where there is no well-formed item.
pub(crate) fn read_key(bytes: &[u8]) -> Result<Part<'_>, String> {
    read_part(bytes).map_err(|fault| format!("the credential public key is not well-formed CBOR: {fault}; send all of it"))
}

/// Reads the extensions, of whatever type the item is.
///
/// # Errors
/// Where there is no well-formed item.
pub(crate) fn read_extensions(bytes: &[u8]) -> Result<Part<'_>, String> {
    read_part(bytes)
        .map_err(|fault| format!("ED is set but no well-formed CBOR follows: {fault}; send extensions or clear the flag"))
}

fn read_part(bytes: &[u8]) -> Result<Part<'_>, Fault> {
    let tree = Tree::read(bytes, OverlongBytes::Refuse)?;
    let root = tree.root();
    let has_names = root.is_map() && root.entries().all(|(key, _)| key.text().is_some());
    let (encoding, rest) = bytes.split_at_checked(tree.len()).unwrap_or((bytes, &[]));
    Ok(Part { encoding, has_names, canonical: check_canonical(root), canonical_length: canonical_length(root), rest })
}
