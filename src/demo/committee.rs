//! The people who decide about the demo's plans. None of them exists, and their addresses cannot: the
//! domain `.example` is kept for examples.

use crate::config::approval::Member;

/// Somebody with a part in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Full name.
    pub name: &'static str,
    /// In Vietnamese, as it stands below a signature.
    pub role: &'static str,
    email: &'static str,
}

/// Chairs the steering committee and approves.
pub const CHAIR: Person = Person {
    name: "Hà Thị Minh Châu",
    role: "Trưởng ban chỉ đạo",
    email: "chau.ha@banchidao.example",
};

/// Coordinates: submits the plans, publishes them and closes the weeks.
pub const COORDINATOR: Person =
    Person {
        name: "Lò Thị Hiền", role: "cán bộ điều phối", email: "hien.lo@bhxh-tinhmau.example"
    };

/// The steering committee, its chair first.
pub const COMMITTEE: [Person; 4] = [
    CHAIR,
    Person {
        name: "Đinh Quốc Toản",
        role: "Phó Trưởng ban, cơ quan BHXH",
        email: "toan.dinh@bhxh-tinhmau.example",
    },
    Person {
        name: "Giàng Thị Mỷ",
        role: "Ủy viên, Hội Liên hiệp Phụ nữ",
        email: "my.giang@phunu-tinhmau.example",
    },
    Person {
        name: "Nguyễn Đức Thắng",
        role: "Ủy viên, Bưu điện",
        email: "thang.nguyen@buudien-tinhmau.example",
    },
];

/// Who sends the demo's letters.
pub const SENDER: &str = "Vận Động tỉnh mẫu <vandong@bhxh-tinhmau.example>";

/// The committee as the configuration names it.
#[must_use]
pub fn committee() -> Vec<Member> {
    COMMITTEE.iter().map(member).collect()
}

/// The coordinators as the configuration names them.
#[must_use]
pub fn coordinators() -> Vec<Member> {
    vec![member(&COORDINATOR)]
}

fn member(person: &Person) -> Member {
    Member { name: person.name.to_owned(), email: Some(person.email.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_reads_back_and_nobody_can_be_reached() {
        for member in committee().into_iter().chain(coordinators()) {
            let email = member.email.clone().unwrap();
            assert!(email.ends_with(".example"), "{email}");
            assert_eq!(Member::try_from(String::from(member.clone())), Ok(member));
        }
        // Whoever submits cannot approve.
        assert!(COMMITTEE.iter().all(|member| member.name != COORDINATOR.name));
    }
}
