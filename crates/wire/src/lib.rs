//! Client data, authenticator data, attestation objects, COSE keys and JSON envelopes: borrowed parsers, permissive encoders.
