//! The address of the database. It may carry a password, so it hides itself wherever it is printed
//! and only the caller who asks for it by name gets all of it.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// The address of the database: `sqlite:PATH`, a plain path, or `postgres://...`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address with its password: for opening the database, for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = String;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let path = url.strip_prefix("sqlite:").unwrap_or(&url);
        // `sqlite://a.db` would be the file a.db of the root folder: nobody means that.
        let other = path.is_empty() || path.starts_with("//") || path.contains("://");
        if postgres || !other {
            return Ok(Self(url));
        }
        let shown = without_secrets(&url);
        Err(format!("`{shown}` is no address: write sqlite:PATH or postgres://USER@HOST/DATABASE"))
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
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let rest = without_secret_parameters(rest);
    match rest.rsplit_once('@').map(|(user, host)| (user.split_once(':'), host)) {
        Some((Some((user, _)), host)) => format!("{scheme}://{user}:***@{host}"),
        _ => format!("{scheme}://{rest}"),
    }
}

/// PostgreSQL takes passwords as parameters too: `?password=...&sslpassword=...`.
fn without_secret_parameters(rest: &str) -> String {
    let Some((place, parameters)) = rest.split_once('?') else { return rest.to_owned() };
    let shown: Vec<String> = parameters
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if name.to_lowercase().contains("pass") => format!("{name}=***"),
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{place}?{}", shown.join("&"))
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
        "postgresql:///d?user=a&password=***&sslpassword=***"
    )]
    #[case("postgres://a@h/d", "postgres://a@h/d")]
    #[case("postgres://h:5432/d", "postgres://h:5432/d")]
    #[case("sqlite:data/a@b.db", "sqlite:data/a@b.db")]
    #[case("data/vandong.db", "data/vandong.db")]
    #[case(":memory:", ":memory:")]
    fn the_password_is_never_printed(#[case] url: &str, #[case] shown: &str) {
        let read = DatabaseUrl::try_from(url.to_owned()).unwrap();
        assert_eq!(read.to_string(), shown);
        assert_eq!(format!("{read:?}"), format!("DatabaseUrl({shown})"));
        assert_eq!(toml::Value::try_from(&read).unwrap().as_str(), Some(shown));
        assert_eq!(read.expose(), url);
    }

    #[rstest]
    #[case("")]
    #[case("sqlite:")]
    #[case("mysql://a:secret@h/d")]
    #[case("sqlite://vandong.db")]
    fn other_addresses_are_refused(#[case] url: &str) {
        let error = DatabaseUrl::try_from(url.to_owned()).unwrap_err();
        assert!(error.contains("postgres://USER@HOST") && !error.contains("secret"), "{error}");
    }
}
