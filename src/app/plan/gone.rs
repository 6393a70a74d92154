//! Codes on record that have left the catalogues: products and segments that an office took out of its
//! tables, or spelt anew, while lists with the old code are still in force. Their cases cannot be
//! planned; a plan says how many there are instead of passing over them.

use std::collections::{BTreeMap, HashMap};

/// What was met of such codes.
#[derive(Default)]
pub(super) struct Gone {
    products: BTreeMap<String, usize>,
    segments: BTreeMap<String, usize>,
}

impl Gone {
    /// An open case of a product that no catalogue has.
    pub(super) fn case(&mut self, product: &str) {
        count(&mut self.products, product);
    }

    /// A row that puts somebody in a segment that no catalogue has.
    pub(super) fn segment(&mut self, code: &str) {
        count(&mut self.segments, code);
    }

    /// Says it, with the numbers, among what cannot be planned as it stands.
    pub(super) fn tell(self, questions: &mut HashMap<String, usize>) {
        let told = |(vi, en): (String, String)| format!("{vi} / {en}");
        questions.extend(self.products.into_iter().map(|(code, n)| (told(product(&code)), n)));
        questions.extend(self.segments.into_iter().map(|(code, n)| (told(segment(&code)), n)));
    }
}

/// The usual code was met before: it costs one look and no text.
fn count(met: &mut BTreeMap<String, usize>, code: &str) {
    match met.get_mut(code) {
        Some(count) => *count += 1,
        None => {
            met.insert(code.to_owned(), 1);
        }
    }
}

/// What is told of a product, in Vietnamese and in English.
pub(super) fn product(code: &str) -> (String, String) {
    let vi = format!(
        "loại hình `{code}` không còn trong products.toml nên không được đưa vào kế hoạch; hãy báo người \
         quản trị thêm lại loại hình này, hoặc nhập lại danh sách đến hạn (enrolments), tiềm năng \
         (prospects) với mã mới"
    );
    let en = format!(
        "the product `{code}` is no longer in products.toml, so these cases are \
         not planned; ask the administrator to add it again, or import the enrolments and prospects with \
         the new code"
    );
    (vi, en)
}

fn segment(code: &str) -> (String, String) {
    let vi = format!(
        "nhóm đối tượng `{code}` không còn trong segments.toml nên không được tính đến; hãy báo người \
         quản trị thêm lại nhóm này, hoặc nhập lại danh sách người dân (people), tiềm năng (prospects) \
         với mã mới"
    );
    let en = format!(
        "the segment `{code}` is no longer in segments.toml, so it does not count; ask the \
         administrator to add it again, or import the people and prospects with the new code"
    );
    (vi, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_told_once_with_its_number_in_both_languages() {
        let mut gone = Gone::default();
        for code in ["old_hi", "old_si", "old_hi"] {
            gone.case(code);
        }
        gone.segment("miners");
        let mut questions = HashMap::from([("before / before".to_owned(), 4)]);
        gone.tell(&mut questions);
        let number = |said: &str| {
            let mut found = questions.iter().filter(|(why, _)| why.contains(said));
            let (why, count) = found.next().unwrap();
            assert!(found.next().is_none() && why.matches(" / ").count() == 1, "{why}");
            *count
        };
        assert_eq!(
            ["`old_hi` kh", "`old_si` kh", "`miners` kh", "before"].map(number),
            [2, 1, 1, 4]
        );
        assert_eq!(questions.len(), 4);
    }
}
