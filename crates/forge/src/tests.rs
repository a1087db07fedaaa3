//! Responses are valid by default, deviate in one place, and are the same bytes every time.
