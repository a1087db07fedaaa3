//! Drives a relying party through the catalogue, in this process or as a child.
