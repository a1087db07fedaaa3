//! Authenticator data, what the authenticator signs (<https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>).

use std::borrow::Cow;
use std::fmt;

use crate::cbor::{self, Major, Reader};

/// The shortest authenticator data in bytes: rpIdHash 32, flags 1, signCount 4.
pub const MIN_LENGTH: usize = 37;

/// The flags byte. Bit 0 is the least significant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u8);

impl Flags {
    /// Bit 0, user present.
    pub const UP: u8 = 1;
    /// Bit 2, user verified.
    pub const UV: u8 = 1 << 2;
    /// Bit 3, backup eligible.
    pub const BE: u8 = 1 << 3;
    /// Bit 4, backup state.
    pub const BS: u8 = 1 << 4;
    /// Bit 6, attested credential data included.
    pub const AT: u8 = 1 << 6;
    /// Bit 7, extension data included.
    pub const ED: u8 = 1 << 7;
    /// Bits 1 and 5, reserved for future use.
    pub const RFU: u8 = (1 << 1) | (1 << 5);

    /// User present.
    #[must_use]
    pub fn up(self) -> bool {
        self.0 & Self::UP != 0
    }

    /// User verified.
    #[must_use]
    pub fn uv(self) -> bool {
        self.0 & Self::UV != 0
    }

    /// Backup eligible.
    #[must_use]
    pub fn be(self) -> bool {
        self.0 & Self::BE != 0
    }

    /// Backup state.
    #[must_use]
    pub fn bs(self) -> bool {
        self.0 & Self::BS != 0
    }

    /// Attested credential data included.
    #[must_use]
    pub fn at(self) -> bool {
        self.0 & Self::AT != 0
    }

    /// Extension data included.
    #[must_use]
    pub fn ed(self) -> bool {
        self.0 & Self::ED != 0
    }

    /// The reserved bits in place; 0 from a conforming authenticator.
    #[must_use]
    pub fn rfu(self) -> u8 {
        self.0 & Self::RFU
    }
}

impl fmt::Display for Flags {
    /// The names of the set bits, such as `UP UV AT`; `none` if no bit is set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 8] = ["UP", "RFU1", "UV", "BE", "BS", "RFU2", "AT", "ED"];
        let set: Vec<_> = NAMES.iter().enumerate().filter(|(bit, _)| self.0 & (1 << bit) != 0).map(|(_, name)| *name).collect();
        f.write_str(&if set.is_empty() { "none".to_owned() } else { set.join(" ") })
    }
}

/// Why bytes are not authenticator data. Offsets count from the start of the authenticator data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Fewer than 37 bytes.
    #[error("authenticator data: {length} bytes, at least 37 needed; write rpIdHash, flags and signCount in full")]
    TooShort {
        /// Bytes there are.
        length: usize,
    },
    /// AT is set and fewer than 16 bytes follow signCount.
    #[error("authenticator data, byte 37: aaguid has {length} of 16 bytes; write it in full or clear AT")]
    TruncatedAaguid {
        /// Bytes there are.
        length: usize,
    },
    /// Fewer than 2 bytes follow aaguid.
    #[error("authenticator data, byte 53: credentialIdLength has {length} of 2 bytes; write it in full")]
    TruncatedCredentialIdLength {
        /// Bytes there are.
        length: usize,
    },
    /// Fewer bytes follow than credentialIdLength declares.
    #[error("authenticator data, byte 55: credentialId has {length} of {declared} bytes; write it in full")]
    TruncatedCredentialId {
        /// What credentialIdLength says.
        declared: u16,
        /// Bytes there are.
        length: usize,
    },
    /// No well-formed CBOR item follows credentialId.
    #[error("authenticator data: credentialPublicKey: {0}")]
    PublicKey(cbor::Error),
    /// ED is set and nothing follows.
    #[error("authenticator data, byte {offset}: ED is set and there are no extensions; add a CBOR map or clear ED")]
    MissingExtensions {
        /// Where they should begin.
        offset: usize,
    },
    /// ED is set and something other than a CBOR map follows.
    #[error("authenticator data, byte {offset}: extensions are of major type {found}; write a CBOR map")]
    ExtensionsNotAMap {
        /// Where they begin.
        offset: usize,
        /// What is there.
        found: Major,
    },
    /// ED is set and the map that follows is not well-formed.
    #[error("authenticator data: extensions: {0}")]
    Extensions(cbor::Error),
    /// Bytes follow that no flag announces.
    #[error("authenticator data, byte {offset}: {count} bytes belong to no field; remove them or set the flag that announces them")]
    TrailingBytes {
        /// Where they begin.
        offset: usize,
        /// How many they are.
        count: usize,
    },
}

/// Attested credential data (<https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttestedCredentialData<'a> {
    /// The model of the authenticator.
    pub aaguid: &'a [u8; 16],
    /// The credential ID, 0 to 65535 bytes; the limit of 1023 is not enforced here.
    pub credential_id: &'a [u8],
    /// The exact bytes of the one CBOR item that holds the key, of whatever type.
    pub credential_public_key: &'a [u8],
}

/// Authenticator data, borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    /// SHA-256 of the RP ID.
    pub rp_id_hash: &'a [u8; 32],
    /// The flags.
    pub flags: Flags,
    /// The signature counter, big-endian on the wire.
    pub sign_count: u32,
    /// Present if and only if AT is set.
    pub attested_credential_data: Option<AttestedCredentialData<'a>>,
    /// The exact bytes of the extensions map; present if and only if ED is set.
    pub extensions: Option<&'a [u8]>,
}

impl<'a> AuthenticatorData<'a> {
    /// Reads authenticator data strictly: the flags decide which fields there are, and every byte belongs to one. Reserved bits
    /// and the inside of the CBOR items are not judged beyond well-formedness.
    ///
    /// # Errors
    /// See [`Error`]: one variant for each field that can be cut short, and one for bytes left over.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let too_short = Error::TooShort { length: bytes.len() };
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(too_short)?;
        let (&[flags], rest) = rest.split_first_chunk::<1>().ok_or(too_short)?;
        let (&sign_count, _) = rest.split_first_chunk::<4>().ok_or(too_short)?;
        let (flags, sign_count) = (Flags(flags), u32::from_be_bytes(sign_count));
        // an assertion mostly ends here.
        let announces_nothing = bytes.len() == MIN_LENGTH && !flags.at() && !flags.ed();
        let (attested_credential_data, extensions) = if announces_nothing { (None, None) } else { announced(bytes, flags)? };
        Ok(Self { rp_id_hash, flags, sign_count, attested_credential_data, extensions })
    }

    /// A writer that gives the same bytes again, to be changed at will.
    #[must_use]
    pub fn to_writer(&self) -> AuthenticatorDataWriter<'a> {
        AuthenticatorDataWriter {
            rp_id_hash: Cow::Borrowed(self.rp_id_hash),
            flags: self.flags,
            sign_count: self.sign_count,
            attested_credential_data: self.attested_credential_data.map(|attested| AttestedCredentialDataWriter {
                aaguid: Cow::Borrowed(attested.aaguid),
                declared_length: None,
                credential_id: Cow::Borrowed(attested.credential_id),
                credential_public_key: Cow::Borrowed(attested.credential_public_key),
            }),
            extensions: self.extensions.map(Cow::Borrowed),
            tail: Cow::Borrowed(&[]),
        }
    }
}

/// What follows signCount, and belongs to a flag.
#[inline(never)]
fn announced(bytes: &[u8], flags: Flags) -> Result<(Option<AttestedCredentialData<'_>>, Option<&[u8]>), Error> {
    let mut reader = Reader::at(bytes, MIN_LENGTH);
    let attested_credential_data = if flags.at() { Some(attested(bytes, &mut reader)?) } else { None };
    // Planted: what ED announces is left to be bytes left over.
    let has_extensions = flags.ed() && !cfg!(planted = "extension-flag-ignored");
    let extensions = if has_extensions { Some(extensions(&mut reader)?) } else { None };
    match reader.rest().len() {
        0 => {}
        // Planted: what is left over is not looked at.
        _ if cfg!(planted = "trailing-bytes-dropped") => {}
        count => return Err(Error::TrailingBytes { offset: reader.position(), count }),
    }
    Ok((attested_credential_data, extensions))
}

fn attested<'a>(bytes: &'a [u8], reader: &mut Reader<'a>) -> Result<AttestedCredentialData<'a>, Error> {
    let rest = reader.rest();
    let (aaguid, rest) = rest.split_first_chunk::<16>().ok_or(Error::TruncatedAaguid { length: rest.len() })?;
    let (&declared, rest) = rest.split_first_chunk::<2>().ok_or(Error::TruncatedCredentialIdLength { length: rest.len() })?;
    let declared = u16::from_be_bytes(declared);
    // Planted: the last byte is counted among those in front of the key.
    let length = usize::from(declared) + usize::from(cfg!(planted = "credential-id-length-off-by-one"));
    let credential_id = rest.get(..length);
    let credential_id = credential_id.ok_or(Error::TruncatedCredentialId { declared, length: rest.len() })?;
    *reader = Reader::at(bytes, reader.position() + 18 + credential_id.len());
    let key = reader.clone();
    let mut credential_public_key = reader.item().map_err(Error::PublicKey)?;
    // Planted: the key is taken to be as long as it would be if this side wrote it.
    if cfg!(planted = "key-end-by-reencoding")
        && let Ok(encoded) = cbor::Node::decode(credential_public_key).map(|node| node.encode_canonical().unwrap_or_default())
    {
        credential_public_key = &key.rest()[..encoded.len()];
        *reader = Reader::at(bytes, key.position() + encoded.len());
    }
    Ok(AttestedCredentialData { aaguid, credential_id, credential_public_key })
}

fn extensions<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Error> {
    let offset = reader.position();
    match reader.rest().first().map(|&initial| Major::of(initial)) {
        None => Err(Error::MissingExtensions { offset }),
        Some(Major::Map) => reader.item().map_err(Error::Extensions),
        Some(found) => Err(Error::ExtensionsNotAMap { offset, found }),
    }
}

/// Attested credential data to be written; fields may have any length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedCredentialDataWriter<'a> {
    /// The model, 16 bytes if honest.
    pub aaguid: Cow<'a, [u8]>,
    /// What credentialIdLength says; `None` for the length of `credential_id`, or 65535 where that is more.
    pub declared_length: Option<u16>,
    /// The credential ID.
    pub credential_id: Cow<'a, [u8]>,
    /// The CBOR of the key.
    pub credential_public_key: Cow<'a, [u8]>,
}

/// Authenticator data to be written. Nothing is derived: flags and fields need not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorDataWriter<'a> {
    /// The hash of the RP ID, 32 bytes if honest.
    pub rp_id_hash: Cow<'a, [u8]>,
    /// The flags byte.
    pub flags: Flags,
    /// The signature counter.
    pub sign_count: u32,
    /// Attested credential data, written whatever AT says.
    pub attested_credential_data: Option<AttestedCredentialDataWriter<'a>>,
    /// Extensions, written whatever ED says.
    pub extensions: Option<Cow<'a, [u8]>>,
    /// Bytes after the last field.
    pub tail: Cow<'a, [u8]>,
}

impl AuthenticatorDataWriter<'_> {
    /// The bytes of the authenticator data.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.rp_id_hash.to_vec();
        out.push(self.flags.0);
        out.extend_from_slice(&self.sign_count.to_be_bytes());
        if let Some(attested) = &self.attested_credential_data {
            out.extend_from_slice(&attested.aaguid);
            let length = attested.declared_length.unwrap_or(u16::try_from(attested.credential_id.len()).unwrap_or(u16::MAX));
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(&attested.credential_id);
            out.extend_from_slice(&attested.credential_public_key);
        }
        out.extend_from_slice(self.extensions.as_deref().unwrap_or_default());
        out.extend_from_slice(&self.tail);
        out
    }
}
