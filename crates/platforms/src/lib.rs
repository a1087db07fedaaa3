//! What documented platforms and browsers send to a relying party, as data with a ground per value.
