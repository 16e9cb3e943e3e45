//! Tokens: who may write, read and delete.
//!
//! A token that pages carry is public, so that it may only write. Tokens are
//! compared by their hashes, in a time that does not depend on where they differ.

use axum::http::{HeaderMap, Uri, header};
use sha2::{Digest, Sha256};
use std::str::FromStr;
use subtle::ConstantTimeEq;

/// Shorter tokens could be guessed: 22 characters of base64 are 128 bits.
const MIN_CHARS: usize = 22;

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Send chunks.
    Write,
    /// List and fetch recordings.
    Read,
    /// Delete recordings.
    Delete,
}

impl Role {
    /// Returns the role's name in files and in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
            Self::Delete => "delete",
        }
    }
}

/// All tokens that count; none: everybody may do everything.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Vec<Token>);

#[derive(Clone, Debug)]
struct Token {
    name: String,
    roles: Vec<Role>,
    hash: [u8; 32],
}

/// Why a list of tokens was not understood: the number of the line, and what is wrong with it. Never the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct TokenError {
    line: usize,
    fault: &'static str,
}

impl FromStr for Tokens {
    type Err = TokenError;

    /// Reads a list: a name, roles with commas, and the token on each line; `#` begins a comment.
    fn from_str(text: &str) -> Result<Self, TokenError> {
        let mut tokens = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let at = |fault| TokenError { line, fault };
            let words: Vec<_> = text.split('#').next().unwrap_or_default().split_whitespace().collect();
            let (name, roles, token) = match words.as_slice() {
                [] => continue,
                [name, roles, token] => (name, roles, token),
                _ => return Err(at("a name, roles and a token are needed")),
            };
            if token.chars().count() < MIN_CHARS {
                return Err(at("the token is too short: 22 characters are needed"));
            }
            let role = |name| [Role::Write, Role::Read, Role::Delete].into_iter().find(|role| role.name() == name);
            let roles = roles.split(',').map(role).collect::<Option<_>>();
            let roles = roles.ok_or(at("roles are write, read and delete"))?;
            tokens.push(Token { name: (*name).to_owned(), roles, hash: Sha256::digest(token).into() });
        }
        Ok(Self(tokens))
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// There are no tokens: everybody.
    Anybody,
    /// Nobody that is known.
    Unknown,
    /// The owner of a token, and what it may do.
    Known(String, Vec<Role>),
}

impl Caller {
    /// Says whether the caller may do what one of these roles may.
    pub(crate) fn may(&self, wanted: &[Role]) -> bool {
        match self {
            Self::Anybody => true,
            Self::Unknown => false,
            Self::Known(_, roles) => roles.iter().any(|role| wanted.contains(role)),
        }
    }
}

impl Tokens {
    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the tokens of another list.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns who asks.
    ///
    /// A token stands in `Authorization`, after `Bearer` or as the password of `Basic`; one that is
    /// to write may stand in the query too, so that pages need no preflight.
    pub(crate) fn caller(&self, headers: &HeaderMap, uri: &Uri) -> Caller {
        if self.is_empty() {
            return Caller::Anybody;
        }
        let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = header.and_then(|value| value.split_once(' ')).and_then(|(scheme, rest)| match scheme {
            scheme if scheme.eq_ignore_ascii_case("bearer") => Some(rest.trim().to_owned()),
            scheme if scheme.eq_ignore_ascii_case("basic") => password(rest.trim()),
            _ => None,
        });
        if let Some(token) = given {
            return self.find(&token);
        }
        let in_query = uri.query().and_then(|query| query.split('&').find_map(|part| part.strip_prefix("token=")));
        match in_query.map(|token| self.find(token)) {
            // An address is kept in logs and histories: what stands there may write alone.
            Some(Caller::Known(name, roles)) if roles.contains(&Role::Write) => Caller::Known(name, vec![Role::Write]),
            _ => Caller::Unknown,
        }
    }

    fn find(&self, given: &str) -> Caller {
        let hash: [u8; 32] = Sha256::digest(given).into();
        let mut found = Caller::Unknown;
        // All of them, whichever it is.
        for token in &self.0 {
            if bool::from(token.hash.ct_eq(&hash)) {
                found = Caller::Known(token.name.clone(), token.roles.clone());
            }
        }
        found
    }
}

/// The password in the credentials of `Basic`.
fn password(credentials: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut count = 0;
    for digit in credentials.trim_end_matches('=').bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(String::from_utf8(bytes).ok()?.split_once(':')?.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const LIST: &str =
        "\n# who  may what\nshop write 0123456789abcdefghijkl\nann read,delete abcdefghijklmnopqrstuv # she\n";

    fn caller(header: Option<&'static str>, uri: &str) -> Caller {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(header));
        }
        LIST.parse::<Tokens>().unwrap().caller(&headers, &uri.parse().unwrap())
    }

    #[test]
    fn a_token_says_who_asks_and_what_that_one_may_do() {
        let ann = Caller::Known("ann".to_owned(), vec![Role::Read, Role::Delete]);
        assert_eq!(caller(Some("Bearer abcdefghijklmnopqrstuv"), "/"), ann);
        assert_eq!(caller(Some("Basic YW55OmFiY2RlZmdoaWprbG1ub3BxcnN0dXY="), "/"), ann);
        assert!(ann.may(&[Role::Read]) && !ann.may(&[Role::Write]));
        for header in
            ["Bearer abcdefghijklmnopqrstu", "Bearer", "bearer ", "Digest abcdefghijklmnopqrstuv", "Basic YW55"]
        {
            assert_eq!(caller(Some(header), "/"), Caller::Unknown, "{header}");
        }
        assert_eq!(caller(None, "/"), Caller::Unknown);
    }

    #[test]
    fn a_token_in_an_address_may_write_alone() {
        let shop = Caller::Known("shop".to_owned(), vec![Role::Write]);
        assert_eq!(caller(None, "/v1/recordings?token=0123456789abcdefghijkl"), shop);
        assert_eq!(caller(None, "/v1/recordings?limit=1&token=abcdefghijklmnopqrstuv"), Caller::Unknown);
        // What the header says counts.
        assert_eq!(caller(Some("Bearer no"), "/v1/recordings?token=0123456789abcdefghijkl"), Caller::Unknown);
    }

    #[test]
    fn without_tokens_everybody_may_do_everything() {
        let caller = Tokens::default().caller(&HeaderMap::new(), &Uri::from_static("/"));
        assert!(caller.may(&[Role::Delete]));
    }

    #[test]
    fn a_list_that_is_not_understood_is_refused_without_telling_a_token() {
        for (list, expected) in [
            ("shop write", "line 1: a name, roles and a token are needed"),
            ("\nshop write short", "line 2: the token is too short: 22 characters are needed"),
            ("shop admin 0123456789abcdefghijkl", "line 1: roles are write, read and delete"),
            ("shop write, 0123456789abcdefghijkl", "line 1: roles are write, read and delete"),
        ] {
            assert_eq!(list.parse::<Tokens>().unwrap_err().to_string(), expected);
        }
    }
}
