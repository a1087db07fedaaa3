//! What a platform makes of a request: everything about a response that is no deviation.

use relycheck_wire::cbor::Node;

use crate::Algorithm;

/// The attestation statement format of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// <https://www.w3.org/TR/webauthn-3/#sctn-none-attestation>
    None,
    /// Packed without certificates: <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>
    PackedSelf,
    /// Packed with certificates, signed with ES256 by the key of the first.
    Packed(Chain),
}

/// Who has issued an attestation certificate, and what is enclosed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chain {
    /// The root; it is not enclosed.
    Root,
    /// The root, and the root's own certificate is enclosed, which nobody needs.
    RootEnclosed,
    /// The root; the attestation certificate has no extension with the AAGUID.
    WithoutAaguid,
    /// The intermediate authority, whose certificate is enclosed.
    Intermediate,
    /// The intermediate authority, whose certificate is not enclosed.
    IntermediateNotEnclosed,
    /// The intermediate authority, whose certificate is enclosed, and behind it the root's own.
    IntermediateAndRoot,
    /// A second intermediate authority, which the first has certified; the certificates of both are enclosed.
    TwoIntermediates,
}

impl Chain {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::Root,
        Self::RootEnclosed,
        Self::WithoutAaguid,
        Self::Intermediate,
        Self::IntermediateNotEnclosed,
        Self::IntermediateAndRoot,
        Self::TwoIntermediates,
    ];
}

/// The shape of a key: whether its coordinates fill their width. Keys without coordinates on a curve of NIST's have but one shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyShape {
    /// Neither x nor y begins with a zero octet, as most do.
    #[default]
    Ordinary,
    /// x begins with a zero octet.
    ShortX,
    /// y begins with a zero octet.
    ShortY,
}

impl KeyShape {
    pub(crate) const ALL: [Self; 3] = [Self::Ordinary, Self::ShortX, Self::ShortY];
}

/// The shape of an ECDSA signature. Signatures of other algorithms have but one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SignatureShape {
    /// r and s fill their width, and s is in the lower half of the numbers, as some authenticators take care that it is.
    #[default]
    Ordinary,
    /// The same, and the highest bit of r is set, so that DER has a zero byte in front of it; on P-521 it never has.
    HighestBitOfR,
    /// r begins with a zero octet.
    ShortR,
    /// s begins with a zero octet; on P-521 with two.
    ShortS,
    /// s is in the upper half of the numbers.
    HighS,
}

/// How the client writes client data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClientDataShape {
    /// The member `crossOrigin`; `None` leaves it out, as older browsers do.
    pub cross_origin: Option<bool>,
    /// The member `origin`, where it is not the page's: a native app names itself otherwise.
    pub origin: Option<String>,
    /// The member `topOrigin`.
    pub top_origin: Option<String>,
    /// One more member, name and JSON text of its value.
    pub extra_member: Option<(String, String)>,
    /// A byte order mark in front.
    pub byte_order_mark: bool,
    /// A space around names and values.
    pub white_space: bool,
}

/// A response as an honest platform makes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Emission {
    /// User present.
    pub up: bool,
    /// User verified.
    pub uv: bool,
    /// Backup eligible.
    pub be: bool,
    /// Backup state.
    pub bs: bool,
    /// Sixteen bytes; registrations only.
    pub aaguid: [u8; 16],
    /// Registrations only.
    pub format: Format,
    /// The algorithm of the credential; registrations only, its assertions follow.
    pub algorithm: Algorithm,
    /// The shape of the credential's key; registrations only.
    pub key: KeyShape,
    /// The shape of this response's signature.
    pub signature: SignatureShape,
    /// The signature counter in this response.
    pub sign_count: u32,
    /// What `getTransports()` gives; `None` leaves the member out. Registrations only.
    pub transports: Option<Vec<String>>,
    /// `authenticatorAttachment`; `None` leaves the member out.
    pub attachment: Option<String>,
    /// Bytes of the credential id, 1 to 1023; registrations only.
    pub credential_id_length: usize,
    /// Whether the user handle is returned; authentications only.
    pub user_handle: bool,
    /// How client data is written.
    pub client_data: ClientDataShape,
    /// The authenticator extension outputs, a CBOR map; `None` sends none, and ED=0.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>
    pub extensions: Option<Node>,
    /// Whether the unsigned copy `publicKey` is that of the credential in the next slot; registrations only. No step compares it.
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>
    pub public_key_of_another: bool,
    /// The client extension outputs, names and JSON texts of values.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-extensions>
    pub outputs: Vec<(&'static str, &'static str)>,
    /// Whether the attestation object has one more entry, 0 under `relycheck`, behind the others; registrations only. What becomes of it
    /// is up to the RP. <https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>
    pub further_entry: bool,
}

impl Default for Emission {
    /// A device-bound platform credential with a verified user and no attestation, as any browser of today would send it.
    fn default() -> Self {
        Self {
            up: true,
            uv: true,
            be: false,
            bs: false,
            aaguid: [0; 16],
            format: Format::None,
            algorithm: Algorithm::Es256,
            key: KeyShape::Ordinary,
            signature: SignatureShape::Ordinary,
            sign_count: 0,
            transports: Some(vec!["internal".to_owned()]),
            attachment: Some("platform".to_owned()),
            credential_id_length: 32,
            user_handle: true,
            client_data: ClientDataShape { cross_origin: Some(false), ..ClientDataShape::default() },
            extensions: None,
            public_key_of_another: false,
            outputs: Vec::new(),
            further_entry: false,
        }
    }
}
