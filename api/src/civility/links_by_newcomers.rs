//! `LINKS_BY_NEWCOMERS`: more links than an author's first posts may have, or than the author's
//! level of trust allows.

use super::{
    Found, RuleId, Severity, Suggestion,
    own_words::{Kind, is_address_start},
    reading::Reading,
};

pub(super) fn find(reading: &Reading, most: usize, found: &mut Found) {
    // Quoted lines count: their links can be followed as well. Code is not linked.
    let is_link = |index: &usize| reading.kinds[*index] != Kind::Code && is_address_start(&reading.chars, *index);
    for start in (0..reading.chars.len()).filter(is_link).skip(most) {
        let ends = |character: &char| character.is_whitespace() || matches!(character, ')' | '>' | ']' | '"' | '）' | '，' | '。');
        let end = reading.chars[start..].iter().position(ends).map_or(reading.chars.len(), |length| start + length);
        found.push(RuleId::LinksByNewcomers, (start, end), Severity::Hold, Suggestion::FewerLinks);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Input, RuleId, Settings, check};

    fn links(text: &str, posts_so_far: u32) -> Vec<(usize, usize)> {
        let findings = check(&Input { text, language: "en", posts_so_far, ..Default::default() }, &Settings::default());
        findings.iter().filter(|finding| finding.rule == RuleId::LinksByNewcomers).map(|finding| (finding.start, finding.end)).collect()
    }

    #[test]
    fn newcomers_have_one_link() {
        assert_eq!(links("好 http://a.org [b](https://b.org/c)", 0), [(19, 34)]);
        assert_eq!(links("> www.a.org\n\nhttp://b.org", 1), [(13, 25)]);
        assert_eq!(links("http://a.org `http://b.org` wwwhttp", 0), []);
        assert_eq!(links("http://a.org http://b.org", 2), []);
    }
}
