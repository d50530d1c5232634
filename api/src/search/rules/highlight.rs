//! What is shown of a hit: pieces of its text as HTML, with what was asked for marked. Pure.
//!
//! Everything of the text is escaped; `<mark>` is the only element that is added.

use std::ops::Range;

use super::{Asked, Clause};
use crate::text::fold::{self, Class, Token};

/// Pieces of a text at most.
const MAX_FRAGMENTS: usize = 3;
/// Characters around the first mark of a piece: before it, and of the whole.
const BEFORE: usize = 50;
const LENGTH: usize = 180;
/// Bytes of a text that are looked at: a long text costs no more than this.
const LOOKED_AT: usize = 200_000;

/// A whole text, such as a title.
#[must_use]
pub fn whole(asked: &Asked, text: &str) -> String {
    marked(text, 0..text.len(), &marks(asked, text))
}

/// Up to three pieces of a text, in its order; its beginning if nothing that was asked for is
/// in it, and nothing if it is empty.
#[must_use]
pub fn fragments(asked: &Asked, text: &str) -> Vec<String> {
    let text = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or_default().trim();
    if text.is_empty() {
        return Vec::new();
    }
    let marks = marks(asked, text);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(mark) = marks.iter().find(|mark| mark.start >= from) {
        if pieces.len() == MAX_FRAGMENTS {
            break;
        }
        let piece = around(text, mark.start, from);
        from = piece.end.max(mark.end);
        pieces.push(piece.start..from);
    }
    if pieces.is_empty() {
        pieces.push(around(text, 0, 0));
    }
    pieces
        .into_iter()
        .map(|piece| {
            let (start, end) = (piece.start > 0, piece.end < text.len());
            format!("{}{}{}", if start { "… " } else { "" }, marked(text, piece, &marks).trim(), if end { " …" } else { "" })
        })
        .collect()
}

/// A piece of the text around a place, but nothing before `from`; it begins and ends between
/// words if there are spaces.
fn around(text: &str, at: usize, from: usize) -> Range<usize> {
    let before = text.get(from..at).unwrap_or_default();
    let start = before.char_indices().rev().nth(BEFORE).map_or(from, |(place, _)| {
        let cut = before.get(place..).unwrap_or_default();
        from + place + cut.find(char::is_whitespace).map_or(0, |space| space + 1)
    });
    let after = text.get(start..).unwrap_or_default();
    let end = after.char_indices().nth(LENGTH).map_or(text.len(), |(place, _)| {
        let kept = after.get(..place).unwrap_or_default();
        start + kept.rfind(char::is_whitespace).filter(|space| start + space > at).unwrap_or(place)
    });
    start..end
}

/// Where what was asked for stands, in bytes, in order and apart.
fn marks(asked: &Asked, text: &str) -> Vec<Range<usize>> {
    let tokens = fold::tokens(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..tokens.len() {
        for clause in &asked.clauses {
            found.extend(matched(clause, tokens.get(start..).unwrap_or_default()));
        }
    }
    found.sort_unstable_by_key(|mark| (mark.start, mark.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in found {
        match joined.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined
}

/// What a clause takes of tokens that begin with it.
fn matched(clause: &Clause, tokens: &[Token]) -> Option<Range<usize>> {
    let last = clause.tokens.len().checked_sub(1)?;
    let (first, end) = (tokens.first()?, tokens.get(last)?);
    let is_same = |number: usize, wanted: &Token| {
        tokens.get(number).is_some_and(|token| {
            let is_run = number == 0 || token.class != Class::Character || wanted.class != Class::Character || token.is_joined == wanted.is_joined;
            is_run && (token.text == wanted.text || (clause.is_prefix && number == last && token.text.starts_with(&wanted.text)))
        })
    };
    clause.tokens.iter().enumerate().all(|(number, wanted)| is_same(number, wanted)).then_some(first.at.start..end.at.end)
}

fn marked(text: &str, piece: Range<usize>, marks: &[Range<usize>]) -> String {
    let mut html = String::with_capacity(piece.len() + 32);
    let mut at = piece.start;
    for mark in marks.iter().filter(|mark| mark.start >= piece.start && mark.end <= piece.end) {
        escape(text.get(at..mark.start).unwrap_or_default(), &mut html);
        html.push_str("<mark>");
        escape(text.get(mark.clone()).unwrap_or_default(), &mut html);
        html.push_str("</mark>");
        at = mark.end;
    }
    escape(text.get(at..piece.end).unwrap_or_default(), &mut html);
    html
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // White space is one space; a paragraph's end is one too.
            _ if letter.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
}
