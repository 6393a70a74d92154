//! Files that are no lists, whatever their names end in: told by their first bytes, since read as
//! CSV they would only lack every column.

/// What a file is that is neither CSV nor XLSX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind {
    /// The Office format before 2007; a workbook with a password looks the same.
    OldOffice,
    /// A printed page.
    Pdf,
}

impl OtherKind {
    /// The kind of a file that begins so; `None` for what may be a list.
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Self::OldOffice),
            [b'%', b'P', b'D', b'F', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Whether a file that begins so is a workbook, which is a packed folder, whatever its name ends
    /// in.
    pub(super) fn is_packed(head: &[u8]) -> bool {
        head.starts_with(b"PK\x03\x04")
    }

    /// What it is called, in Vietnamese and in English.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::OldOffice => (
                "tệp Excel cũ (.xls) hoặc tệp Excel có mật khẩu",
                "an old Excel file (.xls) or one with a password",
            ),
            Self::Pdf => ("tệp PDF", "a PDF"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_workbook_is_told_by_its_first_bytes() {
        assert!(OtherKind::is_packed(b"PK\x03\x04\x14") && !OtherKind::is_packed(b"PK;"));
    }

    #[rstest]
    #[case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Some(OtherKind::OldOffice))]
    #[case(b"%PDF-1.7", Some(OtherKind::Pdf))]
    #[case(b"PK\x03\x04", None)]
    #[case(b"%PD", None)]
    #[case(b"", None)]
    fn first_bytes(#[case] head: &[u8], #[case] expected: Option<OtherKind>) {
        assert_eq!(OtherKind::of(head), expected);
    }
}
