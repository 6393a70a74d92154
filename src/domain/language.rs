//! Names of the languages in which people are spoken to. Lists hold short codes or whatever an
//! office writes; a person reads a name. A language that is not known here keeps its own word.

/// Codes and other spellings, folded, beside the Vietnamese name; the first is the usual code.
const NAMES: [(&[&str], &str); 34] = [
    (&["vi", "kinh", "viet", "vie"], "Kinh"),
    (&["tay", "tyz"], "Tày"),
    (&["thai", "tai", "blt", "twh"], "Thái"),
    (&["muong", "mtq"], "Mường"),
    (&["hmong", "mong", "hmn"], "Mông"),
    (&["nung", "nut"], "Nùng"),
    (&["dao", "ium"], "Dao"),
    (&["khmer", "km"], "Khmer"),
    (&["hoa", "zh"], "Hoa"),
    (&["cham", "cjm", "cja"], "Chăm"),
    (&["jarai", "giarai", "jra"], "Gia Rai"),
    (&["ede", "rade", "rad"], "Ê Đê"),
    (&["bahnar", "bana", "bdq"], "Ba Na"),
    (&["sedang", "xodang", "sed"], "Xơ Đăng"),
    (&["koho", "coho", "kpm"], "Cơ Ho"),
    (&["hre"], "Hrê"),
    (&["raglai", "rog"], "Raglai"),
    (&["mnong", "cmo"], "Mnông"),
    (&["stieng", "xtieng", "sti"], "Xtiêng"),
    (&["bru", "brb"], "Bru - Vân Kiều"),
    (&["katu", "cotu", "ktv"], "Cơ Tu"),
    (&["taoi", "tto"], "Tà Ôi"),
    (&["gie", "gietrieng"], "Giẻ Triêng"),
    (&["ma", "cma"], "Mạ"),
    (&["churu", "cje"], "Chu Ru"),
    (&["sanchay", "caolan", "mlc"], "Sán Chay"),
    (&["sandiu"], "Sán Dìu"),
    (&["giay", "pcc"], "Giáy"),
    (&["hani"], "Hà Nhì"),
    (&["lao", "lo"], "Lào"),
    (&["lu", "khb"], "Lự"),
    (&["khmu", "khomu", "kjg"], "Khơ Mú"),
    (&["xinhmun", "puo"], "Xinh Mun"),
    (&["laha"], "La Ha"),
];

/// The Vietnamese name of a language, by its code or by its name without accents; any other word
/// comes back as it is.
#[must_use]
pub fn language_vi(code: &str) -> &str {
    let folded: String =
        code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = |(words, name): &&(&[&str], &'static str)| {
        words.contains(&folded.as_str()) || name.to_lowercase() == code.to_lowercase()
    };
    NAMES.iter().find(known).map_or(code, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_shown_as_names_and_other_words_stay() {
        for (code, name) in [
            ("vi", "Kinh"),
            ("thai", "Thái"),
            ("hmong", "Mông"),
            ("Mong", "Mông"),
            ("mường", "Mường"),
            ("Xơ Đăng", "Xơ Đăng"),
            ("la-ha", "La Ha"),
            ("tiếng ký hiệu", "tiếng ký hiệu"),
            ("", ""),
        ] {
            assert_eq!(language_vi(code), name, "{code}");
        }
    }

    #[test]
    fn no_word_stands_for_two_languages() {
        let words: Vec<&str> = NAMES.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        let unique: HashSet<&str> = words.iter().copied().collect();
        assert_eq!(unique.len(), words.len());
    }
}
