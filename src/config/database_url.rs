//! The address of the database. It may carry a password, so it hides itself wherever it is printed
//! and only the caller who asks for it by name gets all of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// The address of the database: `sqlite:PATH`, a plain path, or `postgres://...`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// A database in memory, that nothing remains of.
    #[must_use]
    pub fn in_memory() -> Self {
        Self(":memory:".to_owned())
    }

    /// The whole address with its password: for opening the database, for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is a server's, and not a file's.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.0.contains("://")
    }

    /// The address without its password, and the password, for programs that must not be given both in
    /// one word. `None` where they cannot be told apart for certain.
    #[must_use]
    pub fn apart(&self) -> Option<(String, Option<String>)> {
        let secrets = secrets(&self.0);
        let [secret] = secrets.as_slice() else {
            return secrets.is_empty().then(|| (self.0.clone(), None));
        };
        // As a parameter it could stand twice, or be followed by anything.
        let (user, host) = self.0.rsplit_once('@')?;
        let user = user.strip_suffix(secret)?.strip_suffix(':')?;
        let known = is_escaped(secret) && !host.contains("pass");
        let password = if known { unescaped(secret)? } else { return None };
        Some((format!("{user}@{host}"), Some(password)))
    }

    /// What a database said when it was opened, or a hint in its place: where it takes a part of
    /// the password for something else, it prints it.
    #[must_use]
    pub fn without_secrets(&self, said: String) -> String {
        let known = KNOWN_WORDS.iter().any(|begin| said.starts_with(begin));
        let secrets = secrets(&self.0);
        if secrets.is_empty() || (known && secrets.iter().all(|secret| is_escaped(secret))) {
            return said;
        }
        MISREAD.to_owned()
    }
}

/// How PostgreSQL's library begins when it has understood an address.
const KNOWN_WORDS: [&str; 2] = ["connection to server", "could not translate host name"];

const MISREAD: &str = "the address cannot be understood, perhaps because the password has a letter \
    that ends it too early; write %40 for @, %2F for /, %3F for ?, %23 for #, %5B for [, %26 for &, \
    %25 for %";

impl TryFrom<String> for DatabaseUrl {
    type Error = String;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let path = url.strip_prefix("sqlite:").unwrap_or(&url);
        // `sqlite://a.db` would be the file a.db of the root folder: nobody means that.
        let other = path.is_empty() || path.starts_with("//") || path.contains("://");
        if postgres || !(other || is_key_value(&url)) {
            return Ok(Self(url));
        }
        let shown = without_secrets(&url);
        Err(format!("`{shown}` is no address: write sqlite:PATH or postgres://USER@HOST/DATABASE"))
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        Self::try_from(url.to_owned())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_secrets(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The address with `***` for its passwords, in doubt for more than them: a password with an
/// unescaped `@`, `/` or `?` must not show either.
fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return without_secret_words(url) };
    let rest = without_secret_parameters(rest);
    match rest.rsplit_once('@').map(|(user, host)| (user.split_once(':'), host)) {
        Some((Some((user, _)), host)) => format!("{scheme}://{user}:***@{host}"),
        _ => format!("{scheme}://{rest}"),
    }
}

/// PostgreSQL takes passwords as parameters too: `?password=...`. From the first of them on nothing
/// is shown: an unescaped `&` would make a parameter of its end.
fn without_secret_parameters(rest: &str) -> String {
    let Some((place, parameters)) = rest.split_once('?') else { return rest.to_owned() };
    let mut shown = Vec::new();
    for parameter in parameters.split('&') {
        if let Some((name, _)) = secret_parameter(parameter) {
            shown.push(format!("{name}=***"));
            break;
        }
        shown.push(parameter.to_owned());
    }
    format!("{place}?{}", shown.join("&"))
}

fn secret_parameter(parameter: &str) -> Option<(&str, &str)> {
    parameter.split_once('=').filter(|(name, _)| name.to_lowercase().contains("pass"))
}

/// `host=h user=a password=...`: from the first password on nothing is shown, because nobody knows
/// where it ends.
fn without_secret_words(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let end = lower.find("pass").and_then(|at| Some(at + lower.get(at..)?.find('=')?));
    match end.and_then(|end| text.get(..end)) {
        Some(shown) => format!("{shown}=***"),
        None => text.to_owned(),
    }
}

/// Whether a text is PostgreSQL's other way to write an address, `host=h user=a`: as a path, it
/// would make a file that is named after the password.
fn is_key_value(text: &str) -> bool {
    const KEYS: [&str; 7] = ["host", "hostaddr", "port", "dbname", "user", "password", "service"];
    let keys = text.split_whitespace().filter_map(|word| Some(word.split_once('=')?.0));
    keys.into_iter().any(|key| KEYS.contains(&key.to_ascii_lowercase().as_str()))
}

/// The passwords of an address, as they stand in it.
fn secrets(url: &str) -> Vec<&str> {
    let Some((_, rest)) = url.split_once("://") else { return Vec::new() };
    let user = rest.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
    let parameters = rest.split_once('?').map_or("", |(_, parameters)| parameters);
    let parameters = parameters.split('&').filter_map(secret_parameter);
    user.into_iter().chain(parameters).map(|(_, secret)| secret).collect()
}

/// A password as it is, from how an address writes it; `None` where that is no text.
fn unescaped(secret: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(secret.len());
    let mut parts = secret.split('%');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Whether nothing in a password can be taken for the end of it.
fn is_escaped(secret: &str) -> bool {
    let is_hex = |two: &str| two.bytes().all(|digit| digit.is_ascii_hexdigit()) && two != "00";
    let mut parts = secret.split('%');
    let escapes = |part: &str| part.get(..2).is_some_and(is_hex);
    !secret.contains(['@', '/', '?', '#', '[', ']']) && {
        parts.next();
        parts.all(escapes)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("postgres://a:secret@h:5432/d", "postgres://a:***@h:5432/d")]
    #[case("postgres://a:sec@ret@h/d", "postgres://a:***@h/d")]
    #[case("postgres://a:sec/ret@h/d", "postgres://a:***@h/d")]
    #[case("postgres://a:sec?ret@h/d", "postgres://a:***@h/d")]
    #[case("postgres://a:se:cret@h/d", "postgres://a:***@h/d")]
    #[case(
        "postgresql:///d?user=a&password=secret&sslpassword=secret",
        "postgresql:///d?user=a&password=***"
    )]
    #[case("postgres://a:x@h/d?password=sec&ret", "postgres://a:***@h/d?password=***")]
    #[case("postgres://a@h/d", "postgres://a@h/d")]
    #[case("postgres://h:5432/d", "postgres://h:5432/d")]
    #[case("sqlite:data/a@b.db", "sqlite:data/a@b.db")]
    #[case("data/vandong.db", "data/vandong.db")]
    #[case(":memory:", ":memory:")]
    #[case("data/pass.db", "data/pass.db")]
    fn the_password_is_never_printed(#[case] url: &str, #[case] shown: &str) {
        let read = DatabaseUrl::try_from(url.to_owned()).unwrap();
        assert_eq!(read.to_string(), shown);
        assert_eq!(format!("{read:?}"), format!("DatabaseUrl({shown})"));
        assert_eq!(toml::Value::try_from(&read).unwrap().as_str(), Some(shown));
        assert_eq!(read.expose(), url);
    }

    #[rstest]
    #[case("postgres://a:s%40cret@h:1/d?x=y", Some(("postgres://a@h:1/d?x=y", Some("s@cret"))))]
    #[case("postgres://a@h/d", Some(("postgres://a@h/d", None)))]
    #[case("postgres://a:s@cret@h/d", None)]
    #[case("postgres://a:s%zz@h/d", None)]
    #[case("postgres://a@h/d?password=secret", None)]
    #[case("postgres://a:x@h/d?password=secret", None)]
    fn a_password_is_taken_out_where_that_is_certain(
        #[case] url: &str,
        #[case] expected: Option<(&str, Option<&str>)>,
    ) {
        let apart = url.parse::<DatabaseUrl>().unwrap().apart();
        let apart = apart.as_ref().map(|(url, password)| (&**url, password.as_deref()));
        assert_eq!(apart, expected);
    }

    #[rstest]
    #[case("")]
    #[case("sqlite:")]
    #[case("mysql://a:secret@h/d")]
    #[case("sqlite://vandong.db")]
    #[case("host=h user=a password=secret dbname=d")]
    #[case("host=h user=a PASSWORD = 'secret of mine'")]
    #[case("password=secret")]
    fn other_addresses_are_refused(#[case] url: &str) {
        let error = DatabaseUrl::try_from(url.to_owned()).unwrap_err();
        assert!(error.contains("postgres://USER@HOST") && !error.contains("secret"), "{error}");
    }

    #[rstest]
    #[case("postgres://a:secret@h/d", "connection to server at \"h\" failed: timed out", true)]
    #[case("postgres://a:sec%40ret@h/d", "could not translate host name \"h\"", true)]
    #[case("postgres://h:port/d", "invalid integer value \"port\" for \"port\"", true)]
    #[case("a.db", "unable to open database file", true)]
    #[case("postgres://a:x@secret@h/d", "could not translate host name \"secret@h\"", false)]
    #[case("postgres://a:secret%z@h/d", "invalid percent-encoded token: \"secret%z\"", false)]
    #[case("postgres://h/d?password=x&secret", "missing separator in: \"secret\"", false)]
    #[case("postgres://h/d?password=x@secret", "could not translate host name \"secret\"", false)]
    fn what_a_database_says_is_told_unless_it_may_hold_a_password(
        #[case] url: &str,
        #[case] said: &str,
        #[case] told: bool,
    ) {
        let url: DatabaseUrl = url.parse().unwrap();
        let expected = if told { said } else { MISREAD };
        assert_eq!(url.without_secrets(said.to_owned()), expected);
    }
}
