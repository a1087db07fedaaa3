//! Results to people and machines: terminal tables, JSON lines.
