//! What handles, names and addresses may look like.

use email_address::EmailAddress;

use crate::text::plain::{self, Bounds};

const DISPLAY_NAME: Bounds = Bounds { min: 1, max: 50 };

/// A handle: 3 to 30 of `a-z`, `0-9` and `_`. Capitals are brought down.
pub fn handle(text: &str) -> Result<String, String> {
    let handle = text.trim().to_ascii_lowercase();
    let fits = (3..=30).contains(&handle.len()) && handle.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if fits { Ok(handle) } else { Err("A handle has 3 to 30 characters: a–z, 0–9 and _.".to_owned()) }
}

/// A display name: 1 to 50 characters, none of them invisible.
pub fn display_name(text: &str) -> Result<String, String> {
    plain::line(text, DISPLAY_NAME)
}

/// An e-mail address and its form for comparison.
pub fn email(text: &str) -> Result<(String, String), String> {
    let email = text.trim();
    let domain_has_dot = email.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    if email.len() <= 254 && domain_has_dot && EmailAddress::is_valid(email) && !email.contains(['<', '"', ' ']) {
        Ok((email.to_owned(), email.to_lowercase()))
    } else {
        Err("This is not an e-mail address.".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{display_name, email, handle};

    #[test]
    fn handles() {
        assert_eq!(handle(" Mei_7 ").as_deref(), Ok("mei_7"));
        for bad in ["", "ab", "a b c", "méi", "陈梅梅", "a-b-c", &"a".repeat(31)] {
            assert!(handle(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn display_names() {
        assert_eq!(display_name("陈梅").as_deref(), Ok("陈梅"));
        for bad in ["", " ", "a\u{202E}b", &"x".repeat(51)] {
            assert!(display_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(email("Mei@Example.org"), Ok(("Mei@Example.org".to_owned(), "mei@example.org".to_owned())));
        for bad in ["", "mei", "mei@", "@example.org", "mei@localhost", "a b@example.org", "mei@example.org\nBcc: x@y.z", "Mei <mei@example.org>"] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }
}
