//! The virtual client and authenticator: valid by default, with named deviations.
