//! Colours in pairs: one for light surroundings, one for dark.
//!
//! A mark carries the light colour in its attributes; the style sheet knows it by that value and
//! puts the dark one in its place. A program that reads no style sheets shows the light picture.

use std::fmt::Write as _;

use plotters::style::RGBColor;

/// One colour as it is in the light and in the dark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tone {
    pub(crate) light: RGBColor,
    pub(crate) dark: RGBColor,
}

const fn tone(light: u32, dark: u32) -> Tone {
    const fn rgb(value: u32) -> RGBColor {
        let [_, r, g, b] = value.to_be_bytes();
        RGBColor(r, g, b)
    }
    Tone { light: rgb(light), dark: rgb(dark) }
}

/// What everything lies on.
pub(crate) const PAPER: Tone = tone(0xFF_FF_FF, 0x17_1A_1F);
/// Titles and figures.
pub(crate) const INK: Tone = tone(0x1A_1A_1A, 0xEC_EC_EC);
/// Notes.
pub(crate) const QUIET: Tone = tone(0x59_59_59, 0xB0_B4_BA);
/// Thin lines.
pub(crate) const RULE: Tone = tone(0xD4_D6_D9, 0x3D_42_4A);
/// Where there is something to be drawn, but nothing is.
pub(crate) const FIELD: Tone = tone(0xF6_F7_F8, 0x1E_22_28);

/// Colours of Okabe and Ito (2008), who chose them for people who do not see all colours: on white their darker ones
/// (their black a little lighter, so that it differs from the texts), on dark paper their lighter ones.
pub(crate) const GROUPS: [Tone; 5] =
    [tone(0x00_72_B2, 0x56_B4_E9), tone(0xD5_5E_00, 0xD5_5E_00), tone(0x00_9E_73, 0x00_9E_73), tone(0xCC_79_A7, 0xCC_79_A7), tone(0x3C_3C_3C, 0xF0_E4_42)];

pub(crate) const AGREE: Tone = GROUPS[0];
pub(crate) const DISAGREE: Tone = GROUPS[1];
pub(crate) const PASS: Tone = tone(0xAD_B4_BC, 0x66_6E_79);

/// Every colour once.
const ALL: [Tone; 11] = [PAPER, INK, QUIET, RULE, FIELD, GROUPS[0], GROUPS[1], GROUPS[2], GROUPS[3], GROUPS[4], PASS];

/// As in an attribute: `#0072B2`.
pub(crate) fn hex(RGBColor(r, g, b): RGBColor) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The rules that turn each light colour into its dark one where the reader prefers that.
/// They reach only into elements of the class `within`, as the picture may stand in a page.
pub(crate) fn dark_rules(within: &str) -> String {
    let mut rules = String::from("@media (prefers-color-scheme:dark){");
    for Tone { light, dark } in ALL {
        if light == dark {
            continue;
        }
        let (light, dark) = (hex(light), hex(dark));
        // Writing to a String cannot fail.
        let _ = write!(rules, ".{within} [fill=\"{light}\"]{{fill:{dark}}}.{within} [stroke=\"{light}\"]{{stroke:{dark}}}");
    }
    rules.push('}');
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(RGBColor(r, g, b): RGBColor) -> [f64; 3] {
        [r, g, b].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// The contrast ratio of WCAG 2.
    fn contrast(one: RGBColor, other: RGBColor) -> f64 {
        let [one, other] = [one, other].map(|colour| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        });
        one.max(other) / one.min(other)
    }

    fn product(matrix: [[f64; 3]; 3], [r, g, b]: [f64; 3]) -> [f64; 3] {
        matrix.map(|[x, y, z]| x * r + y * g + z * b)
    }

    /// CIE L*a*b* of linear sRGB.
    fn lab(colour: [f64; 3]) -> [f64; 3] {
        let to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
        let [x, y, z] = product(to_xyz, colour.map(|part| part.clamp(0.0, 1.0)));
        let [x, y, z] = [x / 0.9505, y, z / 1.089].map(|part| if part > 216.0 / 24389.0 { part.cbrt() } else { (24389.0 / 27.0 * part + 16.0) / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// As Machado, Oliveira and Fernandes 2009 compute for all sight, and for want of each kind of cone.
    const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        ("protanopia", [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]]),
        ("deuteranopia", [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]]),
        ("tritanopia", [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]]),
    ];

    fn in_both(tones: &[Tone]) -> [Vec<RGBColor>; 2] {
        [tones.iter().map(|tone| tone.light).collect(), tones.iter().map(|tone| tone.dark).collect()]
    }

    #[test]
    fn texts_can_be_read_in_both() {
        for text in [INK, QUIET] {
            for ground in [PAPER, FIELD] {
                let found = [contrast(text.light, ground.light), contrast(text.dark, ground.dark)];
                assert!(found.iter().all(|&ratio| ratio >= 4.5), "{text:?} on {ground:?}: {found:?}");
            }
        }
    }

    #[test]
    fn marks_stand_out_from_the_paper() {
        for mark in GROUPS {
            let found = [contrast(mark.light, PAPER.light), contrast(mark.dark, PAPER.dark)];
            assert!(found.iter().all(|&ratio| ratio >= 3.0), "{mark:?}: {found:?}");
        }
    }

    #[test]
    fn colour_blind_people_can_tell_them_apart() {
        for tones in [&GROUPS[..], &[AGREE, DISAGREE, PASS]] {
            for (colours, (sight, matrix)) in in_both(tones).iter().flat_map(|colours| SIGHTS.map(|sight| (colours, sight))) {
                for (at, &one) in colours.iter().enumerate() {
                    for &other in &colours[at + 1..] {
                        let [a, b] = [one, other].map(|colour| lab(product(matrix, linear(colour))));
                        let apart = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                        assert!(apart >= 15.0, "{} and {} with {sight}: {apart:.1}", hex(one), hex(other));
                    }
                }
            }
        }
    }

    /// The style sheet finds a colour by its light value.
    #[test]
    fn each_light_colour_is_one_tone() {
        for (at, tone) in ALL.iter().enumerate() {
            assert!(ALL[at + 1..].iter().all(|other| other.light != tone.light), "{tone:?}");
        }
        assert!([AGREE, DISAGREE].iter().all(|tone| ALL.contains(tone)));
    }
}
