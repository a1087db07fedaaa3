//! What every application does: libraries with data files behind the protocol's trait, one request after the other.

mod capabilities;
mod ceremonies;
mod decoders;
mod libraries;
