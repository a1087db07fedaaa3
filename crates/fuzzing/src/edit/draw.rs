//! Choices drawn from the bytes of an edit script.

use arbitrary::Unstructured;

/// What is left of a script. Where nothing is, every draw is 0.
pub(crate) struct Draw<'b>(Unstructured<'b>);

impl<'b> Draw<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        // an exhausted source gives zeros, so that no draw fails.
        self.0.arbitrary().unwrap_or_default()
    }

    /// One of eight times, so that what ends most ceremonies early stays rare.
    pub(crate) fn rarely(&mut self) -> bool {
        self.byte() >= 0xe0
    }

    pub(crate) fn number(&mut self) -> u32 {
        u32::from_be_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
    }

    /// A number below `count`, which is not 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count
    }

    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// As many bytes as the next one says, and not more than 255.
    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        let length = usize::from(self.byte()).min(self.0.len());
        self.0.bytes(length).unwrap_or_default().to_vec()
    }
}
