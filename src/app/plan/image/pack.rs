//! Numbers and texts as bytes: small numbers take one byte, as most of an image are. Reading ends at the
//! first byte that cannot be what was written.

/// Bytes that grow.
#[derive(Default)]
pub(super) struct Pack(Vec<u8>);

impl Pack {
    /// A number that is not negative: seven bits a byte, the lowest first.
    pub(super) fn count(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Any number; near zero it is short.
    pub(super) fn number(&mut self, number: i64) {
        self.count(((number << 1) ^ (number >> 63)) as u64);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn maybe<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T)) {
        self.count(u64::from(value.is_some()));
        if let Some(value) = value {
            put(self, value);
        }
    }

    pub(super) fn all<T>(&mut self, items: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.count(items.len() as u64);
        for item in items {
            put(self, item);
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes that are read from the front.
#[derive(Clone, Copy)]
pub(super) struct Unpack<'b>(&'b [u8]);

impl<'b> Unpack<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn count(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    pub(super) fn number(&mut self) -> Option<i64> {
        let count = self.count()?;
        Some((count >> 1) as i64 ^ -((count & 1) as i64))
    }

    /// A count in a smaller type.
    pub(super) fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        self.count()?.try_into().ok()
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.count()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    pub(super) fn maybe<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.count()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    pub(super) fn all<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = usize::try_from(self.count()?).ok()?;
        // Every item takes a byte at least: a damaged count asks for no more memory than there are bytes.
        let mut items = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            items.push(read(self)?);
        }
        Some(items)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            counts in prop::collection::vec(any::<u64>(), 0..20),
            numbers in prop::collection::vec(any::<i64>(), 0..20),
            text in ".*",
            maybe in any::<Option<i64>>(),
        ) {
            let mut pack = Pack::default();
            pack.all(&counts, |pack, one| pack.count(*one));
            pack.all(&numbers, |pack, one| pack.number(*one));
            pack.text(&text);
            pack.maybe(maybe, Pack::number);
            let bytes = pack.finish();
            let mut unpack = Unpack::of(&bytes);
            prop_assert_eq!(unpack.all(Unpack::count), Some(counts));
            prop_assert_eq!(unpack.all(Unpack::number), Some(numbers));
            prop_assert_eq!(unpack.text(), Some(text.as_str()));
            prop_assert_eq!(unpack.maybe(Unpack::number), Some(maybe));
            prop_assert!(unpack.is_over());
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut unpack = Unpack::of(&bytes);
            while unpack.all(|one| one.maybe(Unpack::text)).is_some() {}
            let mut unpack = Unpack::of(&bytes);
            let read = std::iter::from_fn(|| unpack.number()).count();
            prop_assert!(read <= bytes.len());
        }
    }
}
