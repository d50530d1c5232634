//! Marks and labels by plotters, in pixels of the picture as it is shown at its own size.
//!
//! plotters counts in whole numbers, so it is given tenths of a pixel: the area of a small disc
//! would be wrong by a fifth otherwise.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, TextStyle};

use crate::Refused;
use crate::palette::Tone;

/// What a pixel is divided into.
pub(crate) const PARTS: u32 = 10;
/// Fonts that are on every machine in some form; nothing is fetched.
pub(crate) const FONTS: &str = "system-ui, sans-serif";
/// plotters divides sizes of text by this.
const SIZE: f64 = 1.24;

/// Where marks are put, one over the other.
pub(crate) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// How a label looks.
#[derive(Clone, Copy)]
pub(crate) struct Label {
    pub(crate) size: f64,
    pub(crate) is_bold: bool,
    pub(crate) anchor: HPos,
    pub(crate) tone: Tone,
}

impl Label {
    pub(crate) fn new(size: f64, tone: Tone) -> Self {
        Self { size, is_bold: false, anchor: HPos::Left, tone }
    }

    pub(crate) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(crate) fn anchored(self, anchor: HPos) -> Self {
        Self { anchor, ..self }
    }
}

/// The elements that `paint` draws on `width` × `height` pixels, without the element around them.
pub(crate) fn drawn(width: u32, height: u32, paint: impl FnOnce(&Canvas<'_>) -> Result<(), Refused>) -> Result<String, Refused> {
    let mut svg = String::new();
    {
        let canvas = Canvas { area: SVGBackend::with_string(&mut svg, (width * PARTS, height * PARTS)).into_drawing_area() };
        paint(&canvas)?;
        canvas.area.present().map_err(|_| Refused::NotDrawn)?;
    }
    // plotters writes the outer element on a line of its own; the frame has one that says more.
    let (_, inner) = svg.split_once(">\n").ok_or(Refused::NotDrawn)?;
    let inner = inner.trim_end().strip_suffix("</svg>").ok_or(Refused::NotDrawn)?;
    Ok(inner.to_owned())
}

impl<'a> Canvas<'a> {
    /// The same as plotters sees it, in tenths of a pixel.
    pub(crate) fn area(&self) -> &DrawingArea<SVGBackend<'a>, Shift> {
        &self.area
    }

    fn put<'e, E>(&self, element: &'e E) -> Result<(), Refused>
    where
        &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<SVGBackend<'a>>,
    {
        self.area.draw(element).map_err(|_| Refused::NotDrawn)
    }

    pub(crate) fn rectangle(&self, [x, y]: [f64; 2], [width, height]: [f64; 2], tone: Tone) -> Result<(), Refused> {
        self.put(&Rectangle::new([parts([x, y]), parts([x + width, y + height])], tone.light.filled()))
    }

    pub(crate) fn disc(&self, at: [f64; 2], radius: f64, tone: Tone) -> Result<(), Refused> {
        self.put(&Circle::new(parts(at), part(radius).unsigned_abs(), tone.light.filled()))
    }

    /// A closed shape, pale, with a line around it.
    pub(crate) fn shape(&self, corners: &[[f64; 2]], tone: Tone) -> Result<(), Refused> {
        let corners: Vec<_> = corners.iter().map(|&corner| parts(corner)).collect();
        self.put(&Polygon::new(corners.clone(), tone.light.mix(0.14)))?;
        let outline: Vec<_> = corners.iter().chain(corners.first()).copied().collect();
        self.put(&PathElement::new(outline, tone.light.mix(0.7).stroke_width(width(1.2))))
    }

    pub(crate) fn line(&self, from: [f64; 2], to: [f64; 2], thick: f64, tone: Tone) -> Result<(), Refused> {
        self.put(&PathElement::new(vec![parts(from), parts(to)], tone.light.stroke_width(width(thick))))
    }

    /// Text whose small letters have their middle at the height of `at`.
    pub(crate) fn text(&self, text: &str, at: [f64; 2], label: Label) -> Result<(), Refused> {
        let style = if label.is_bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = (FONTS, label.size * f64::from(PARTS) * SIZE).into_font().style(style);
        let colour: RGBColor = label.tone.light;
        self.put(&Text::new(text, parts(at), TextStyle::from(font).color(&colour).pos(Pos::new(label.anchor, VPos::Center))))
    }
}

fn parts([x, y]: [f64; 2]) -> (i32, i32) {
    (part(x), part(y))
}

#[allow(clippy::cast_possible_truncation, reason = "a place within the picture, and a cast keeps to the ends")]
fn part(pixels: f64) -> i32 {
    (pixels * f64::from(PARTS)).round() as i32
}

fn width(pixels: f64) -> u32 {
    part(pixels).unsigned_abs()
}
