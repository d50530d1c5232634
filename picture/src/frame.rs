//! What is around the marks: the outer element, words for those who do not see it, the style
//! sheet, the background and the title.

use std::fmt::Write as _;

use crate::canvas::{FONTS, PARTS};
use crate::palette::{INK, PAPER, QUIET, RULE, Tone, dark_rules, hex};
use crate::words::{escaped, is_right_to_left, wrapped};

/// Pixels. Both pictures are as wide as a column of a page.
pub(crate) const WIDTH: u32 = 720;
/// Pixels from the edge to the first mark.
pub(crate) const MARGIN: f64 = 24.0;
/// Pixels from one margin to the other.
pub(crate) const INNER: f64 = 672.0;

const CLASS: &str = "teahouse-picture";
const TITLE_SIZE: f64 = 22.0;
const TITLE_LINE: f64 = 28.0;
const TITLE_LINES: usize = 2;
/// The base line of the small line over the title, and of the title's first line.
const KICKER_AT: f64 = 34.0;
const TITLE_AT: f64 = 64.0;

/// A picture's words; what the canvas drew is put among them.
pub(crate) struct Frame {
    /// A small line over the title: what the picture is of, then what matters about it.
    kicker: [String; 2],
    title: Vec<String>,
    /// What a screen reader says first.
    name: String,
    /// The picture in words.
    description: String,
}

impl Frame {
    /// Of clean texts; see [`crate::words::clean`].
    pub(crate) fn new(kicker: [String; 2], title: &str, name: String, description: String) -> Self {
        Self { kicker, title: wrapped(title, INNER / TITLE_SIZE, TITLE_LINES), name, description }
    }

    /// Where what follows the title may begin, in pixels from the top.
    pub(crate) fn below_title(&self) -> f64 {
        self.title.iter().skip(1).fold(TITLE_AT, |height, _| height + TITLE_LINE) + 20.0
    }

    /// The whole document. The ids come from what it says, so that two pictures in one page have their own.
    pub(crate) fn around(&self, height: u32, marks: &str) -> String {
        let mut hasher = crc32fast::Hasher::new();
        for part in [&self.name, &self.description, marks] {
            hasher.update(part.as_bytes());
        }
        let id = format!("{CLASS}-{:08x}", hasher.finalize());
        let (wide, high) = (WIDTH * PARTS, height * PARTS);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{CLASS}\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {wide} {high}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n<style>.{CLASS} text{{font-variant-numeric:tabular-nums}}{}</style>\n\
             <rect width=\"{wide}\" height=\"{high}\" fill=\"{}\"/>\n\
             <rect x=\"5\" y=\"5\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"10\"/>\n",
            escaped(&self.name),
            escaped(&self.description),
            dark_rules(CLASS),
            hex(PAPER.light),
            wide - 10,
            high - 10,
            hex(RULE.light),
        );
        let right_to_left = is_right_to_left(&self.title.concat());
        let [what, matters] = self.kicker.each_ref().map(|part| escaped(part));
        let kicker = format!("{what}<tspan fill=\"{}\">{matters}</tspan>", hex(INK.light));
        write_line(&mut svg, &kicker, KICKER_AT, 13.0, QUIET, false);
        for (line, base) in self.title.iter().zip([TITLE_AT, TITLE_AT + TITLE_LINE]) {
            write_line(&mut svg, &escaped(line), base, TITLE_SIZE, INK, right_to_left);
        }
        svg.push_str(marks);
        svg.push_str("</svg>\n");
        svg
    }
}

/// A bold line of escaped text that begins at the margin where its script begins.
fn write_line(svg: &mut String, content: &str, base: f64, size: f64, tone: Tone, right_to_left: bool) {
    let parts = f64::from(PARTS);
    let (direction, x) = if right_to_left { ("rtl", MARGIN + INNER) } else { ("ltr", MARGIN) };
    // Writing to a String cannot fail.
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" direction=\"{direction}\" text-anchor=\"start\" font-family=\"{FONTS}\" font-size=\"{}\" font-weight=\"bold\" fill=\"{}\">{}</text>",
        x * parts,
        base * parts,
        size * parts,
        hex(tone.light),
        content,
    );
}
