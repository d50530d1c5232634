//! Whatever texts and numbers come, it is XML that does nothing.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use roxmltree::Document;
use teahouse_picture::{Card, Group, Map, Point, State, Tally, card, map};

/// Letters of all kinds, and what is apt to break documents.
fn wild() -> impl Strategy<Value = String> {
    let bad = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</title>",
        "</desc>",
        "]]>",
        "<!--",
        "&",
        "&amp;",
        "&#0;",
        "\"",
        "'",
        "\u{0}",
        "\u{1}",
        "\u{8}",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{202e}",
        "\u{2066}",
        "\u{2067}",
        "\u{200f}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{1fffe}",
        "\u{fdd0}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "👨‍👩‍👧‍👦",
        "中文",
        "العربية",
        " onload=alert(1) ",
        "\r\n\t",
    ]);
    prop::collection::vec(prop_oneof![bad.prop_map(str::to_owned), any::<char>().prop_map(String::from), "[a-zA-Z ]{1,12}"], 0..24)
        .prop_map(|parts| parts.concat())
}

fn tally() -> impl Strategy<Value = Tally> {
    (any::<u32>(), any::<u32>(), 5..u32::MAX).prop_map(|(agree, disagree, pass)| Tally { agree, disagree, pass })
}

/// Panics if it is not XML, or has an element or an attribute that pictures do not need.
fn is_harmless(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(["svg", "title", "desc", "style", "rect", "text", "tspan", "circle", "polygon", "polyline"].contains(&name), "<{name}>");
        for attribute in node.attributes() {
            let name = attribute.name();
            assert!(!name.starts_with("on") && !name.ends_with("href") && name != "style", "{name}");
            assert!(!attribute.value().contains("url("), "{name}");
        }
    }
    let style = document.descendants().find(|node| node.tag_name().name() == "style").and_then(|node| node.text()).unwrap_or_default();
    assert!(!style.contains("url") && !style.contains("@import"));
    assert!(svg.chars().all(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}')));
    // Isolated once each in the name and perhaps in the description, by the picture itself.
    assert_eq!(svg.matches('\u{2068}').count(), svg.matches('\u{2069}').count());
    assert_eq!(svg.matches(['\u{2066}', '\u{2067}']).count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_card_is_harmless_xml(
        title in wild(), code in wild(), home in prop::option::of(tally()), abroad in prop::option::of(tally()),
        countries in prop::collection::vec((prop_oneof![wild(), "[A-Z]{2}"], tally()), 0..12), is_hidden in any::<bool>(),
    ) {
        let sample = Card { title, state: State::Contested, home, home_country: Some(code), abroad, countries, is_hidden };
        let svg = card(&sample).unwrap();
        is_harmless(&svg);
        prop_assert_eq!(card(&sample).unwrap(), svg);
    }

    #[test]
    fn any_map_is_harmless_xml(
        essay_title in wild(), voters in any::<u32>(), sizes in prop::collection::vec(any::<u32>(), 1..=5),
        places in prop::collection::vec((prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO, -9.0..9.0, any::<prop::sample::Index>(), 5..u32::MAX), 0..=100),
    ) {
        let groups: Vec<Group> = (1..).zip(&sizes).map(|(number, &size)| Group { number, size }).collect();
        let points = places.into_iter().map(|(x, y, group, voters)| Point { x, y, group: groups[group.index(groups.len())].number, voters }).collect();
        let sample = Map { essay_title, voters, groups, points };
        let svg = map(&sample).unwrap();
        is_harmless(&svg);
        prop_assert_eq!(map(&sample).unwrap(), svg);
    }
}
