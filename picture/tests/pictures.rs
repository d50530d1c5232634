//! What can be read in the pictures, by a program that knows only XML.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use roxmltree::{Document, Node};
use teahouse_picture::{Card, Group, MOST_COUNTRIES, MOST_GROUPS, MOST_POINTS, Map, Point, Refused, State, Tally, card, map};

fn tally(agree: u32, disagree: u32, pass: u32) -> Tally {
    Tally { agree, disagree, pass }
}

fn point(x: f64, y: f64, group: u32, voters: u32) -> Point {
    Point { x, y, group, voters }
}

fn two_groups() -> Map {
    Map {
        essay_title: "On rivers".to_owned(),
        voters: 61,
        groups: vec![Group { number: 2, size: 25 }, Group { number: 1, size: 34 }],
        points: vec![point(-1.0, 0.5, 1, 14), point(-1.5, 0.0, 1, 20), point(1.0, -0.5, 2, 25)],
    }
}

fn proposal() -> Card {
    Card {
        title: "Open the bridge".to_owned(),
        state: State::SharedGround,
        home: Some(tally(41, 12, 7)),
        home_country: Some("DE".to_owned()),
        abroad: Some(tally(1_240, 388, 207)),
        countries: vec![("PL".to_owned(), tally(30, 9, 6)), ("FR".to_owned(), tally(400, 110, 80))],
        is_hidden: false,
    }
}

fn child<'a>(document: &'a Document<'_>, name: &str) -> &'a str {
    document.root_element().children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name))).and_then(|node| node.text()).unwrap()
}

fn elements<'a, 'input>(document: &'a Document<'input>, name: &str) -> Vec<Node<'a, 'input>> {
    document.descendants().filter(|node| node.tag_name().name() == name).collect()
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect::<String>().trim().to_owned()
}

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    elements(&document, "text").into_iter().map(text).collect()
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// Runs of digits, with their commas.
fn numbers(words: &str) -> BTreeSet<String> {
    words.split(|c: char| !(c.is_ascii_digit() || c == ',')).map(|run| run.replace(',', "")).filter(|run| !run.is_empty()).collect()
}

#[test]
fn it_is_an_image_with_a_name_and_a_description() {
    for svg in [map(&two_groups()).unwrap(), card(&proposal()).unwrap()] {
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let [width, height] = ["width", "height"].map(|name| number(root, name));
        assert_eq!(root.attribute("viewBox"), Some(format!("0 0 {} {}", width * 10.0, height * 10.0).as_str()));
        let first: Vec<_> = root.children().filter(Node::is_element).take(2).collect();
        assert_eq!(first.iter().map(|node| node.tag_name().name()).collect::<Vec<_>>(), ["title", "desc"]);
        let named: Vec<_> = first.iter().filter_map(|node| node.attribute("id")).collect();
        assert_eq!(root.attribute("aria-labelledby"), Some(named.join(" ").as_str()));
    }
}

#[test]
fn two_pictures_in_one_page_have_ids_of_their_own() {
    let ids = |svg: &str| Document::parse(svg).unwrap().descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect::<Vec<_>>();
    let other = Card { title: "Close the bridge".to_owned(), ..proposal() };
    let both = [ids(&card(&proposal()).unwrap()), ids(&card(&other).unwrap())].concat();
    assert_eq!(both.iter().collect::<BTreeSet<_>>().len(), 4);
}

#[test]
fn a_map_says_what_it_shows() {
    let svg = map(&two_groups()).unwrap();
    let document = Document::parse(&svg).unwrap();
    assert_eq!(child(&document, "title"), "Opinion map of “\u{2068}On rivers\u{2069}”");
    assert_eq!(
        child(&document, "desc"),
        "Votes on the proposals under the essay “\u{2068}On rivers\u{2069}”: 61 voters, 2 groups. \
         Group 1: 34 people (2 discs, of 14, 20 people). Group 2: 25 people (one disc, of 25 people). \
         Each disc stands for five people or more: the more people, the larger the disc. \
         People who voted alike are near each other. Left and right, up and down mean nothing."
    );
    let shown = texts(&svg);
    assert!(shown.contains(&"Group 1 · 34 people".to_owned()) && shown.contains(&"Group 2 · 25 people".to_owned()), "{shown:?}");
    // Once at its group and once in the legend.
    assert_eq!(shown.iter().filter(|text| *text == "2").count(), 2);
}

#[test]
fn a_card_says_what_it_shows() {
    let svg = card(&proposal()).unwrap();
    let document = Document::parse(&svg).unwrap();
    assert_eq!(child(&document, "title"), "Support of the proposal “\u{2068}Open the bridge\u{2069}”");
    assert_eq!(
        child(&document, "desc"),
        "State: Shared ground. Home, Germany (DE): 41 agree, 12 disagree, 7 pass. Abroad: 1,240 agree, 388 disagree, 207 pass. \
         France (FR): 400 agree, 110 disagree, 80 pass. Poland (PL): 30 agree, 9 disagree, 6 pass."
    );
    let shown = texts(&svg);
    for expected in ["Proposal · Shared ground", "Open the bridge", "Home", "Germany (DE)", "Abroad", "1,240", "France (FR)", "Agree", "Disagree", "Pass"] {
        assert!(shown.contains(&expected.to_owned()), "{expected}: {shown:?}");
    }
}

/// No share, no sum, no date: only what was given.
#[test]
fn no_number_is_there_that_was_not_given() {
    let svg = card(&Card { home: None, ..proposal() }).unwrap();
    let given = ["1240", "388", "207", "30", "9", "6", "400", "110", "80"].map(str::to_owned);
    assert_eq!(numbers(&texts(&svg).join(" ")), given.into());
    let svg = map(&two_groups()).unwrap();
    assert_eq!(numbers(&texts(&svg).join(" ")), ["61", "2", "1", "34", "25"].map(str::to_owned).into());
}

#[test]
fn the_area_of_a_disc_is_that_of_its_people() {
    let sizes = [5, 20, 45, 80];
    let points = sizes.iter().zip(0..).map(|(&voters, at)| point(f64::from(at), 0.0, 7, voters)).collect();
    let svg = map(&Map { groups: vec![Group { number: 7, size: 150 }], points, ..two_groups() }).unwrap();
    let document = Document::parse(&svg).unwrap();
    let colour = "#0072B2";
    let mut radii: Vec<f64> =
        elements(&document, "circle").into_iter().filter(|disc| disc.attribute("fill") == Some(colour)).map(|disc| number(disc, "r")).collect();
    // The ring around the number, at the group and in the legend.
    radii.retain(|&radius| radius.to_bits() != 110_f64.to_bits());
    radii.sort_by(f64::total_cmp);
    assert_eq!(radii.len(), 4);
    for (radius, people) in radii.iter().zip(sizes) {
        let each = radius * radius / f64::from(people);
        let first = radii[0] * radii[0] / 5.0;
        assert!((each / first - 1.0).abs() < 0.04, "{people} people: {radius}");
    }
}

#[test]
fn a_map_is_not_stretched() {
    let points = vec![point(0.0, 0.0, 1, 9), point(30.0, 0.0, 1, 9), point(0.0, 10.0, 1, 9)];
    let svg = map(&Map { points, ..two_groups() }).unwrap();
    let document = Document::parse(&svg).unwrap();
    let discs: Vec<_> = elements(&document, "circle").into_iter().filter(|disc| disc.attribute("fill") == Some("#0072B2")).take(3).collect();
    let wide = number(discs[1], "cx") - number(discs[0], "cx");
    // Upwards.
    let high = number(discs[0], "cy") - number(discs[2], "cy");
    assert!(wide > 1_000.0 && (wide / high - 3.0).abs() < 0.01, "{wide} to {high}");
}

#[test]
fn everything_is_inside() {
    let crowd = (0..MOST_POINTS).zip(0_u32..).map(|(_, at)| point(f64::from(at * 37 % 101), f64::from(at * 53 % 89), at % 5, 5 + at * at)).collect();
    let five = (0..5).map(|number| Group { number, size: 90_000 }).collect();
    let line = (0..9).map(|at| point(0.0, f64::from(at), 1, 50)).collect();
    let far = vec![point(f64::MAX, f64::MIN, 1, 5), point(f64::MIN, f64::MAX, 2, 100_000)];
    let near = vec![point(5e-324, 0.0, 1, 5), point(0.0, 5e-324, 2, 5)];
    let same = vec![point(4.0, 4.0, 1, 30), point(4.0, 4.0, 2, 30), point(4.0, 4.0, 2, 8)];
    let maps = [Map { groups: five, points: crowd, ..two_groups() }].into_iter().chain([line, far, near, same].map(|points| Map { points, ..two_groups() }));
    for svg in maps.map(|sample| map(&sample).unwrap()) {
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        let [wide, high] = ["width", "height"].map(|name| number(root, name) * 10.0);
        for disc in elements(&document, "circle") {
            let [x, y, radius] = ["cx", "cy", "r"].map(|name| number(disc, name));
            assert!(x >= radius && x + radius <= wide && y >= radius && y + radius <= high, "{disc:?}");
        }
        for corner in
            elements(&document, "polygon").into_iter().flat_map(|shape| shape.attribute("points").unwrap().split(' ')).filter(|corner| !corner.is_empty())
        {
            let (x, y) = corner.split_once(',').unwrap();
            let [x, y] = [x, y].map(|part| part.parse::<f64>().unwrap());
            assert!((240.0..=wide - 240.0).contains(&x) && (0.0..=high).contains(&y), "{corner}");
        }
    }
}

#[test]
fn without_points_there_are_not_enough_votes() {
    let svg = map(&Map { voters: 3, groups: vec![], points: vec![], ..two_groups() }).unwrap();
    let shown = texts(&svg);
    assert_eq!(shown, ["Opinion map · fewer than 5 voters", "On rivers", "Not enough votes yet"]);
    let document = Document::parse(&svg).unwrap();
    assert!(child(&document, "desc").ends_with("fewer than 5 voters. Not enough votes yet."));
}

#[test]
fn no_few_people_are_counted() {
    let groups = vec![Group { number: 1, size: 34 }, Group { number: 2, size: 4 }];
    let svg = map(&Map { voters: 4, groups, points: vec![point(0.0, 0.0, 1, 34)], ..two_groups() }).unwrap();
    assert!(texts(&svg).contains(&"Group 2 · fewer than 5 people".to_owned()));
    assert!(!svg.contains("4 voters") && !svg.contains(" 4 people"));

    let few = Map { points: vec![point(0.0, 0.0, 1, 4)], ..two_groups() };
    assert_eq!(map(&few), Err(Refused::TooFewPeople { what: "point 0".to_owned(), people: 4 }));
    let four = Some(tally(2, 1, 1));
    for (what, sample) in [
        ("home", Card { home: four, ..proposal() }),
        ("abroad", Card { abroad: four, ..proposal() }),
        ("IT", Card { countries: vec![("IT".to_owned(), tally(2, 1, 1))], ..proposal() }),
    ] {
        assert_eq!(card(&sample), Err(Refused::TooFewPeople { what: what.to_owned(), people: 4 }));
    }

    let svg = card(&Card { home: None, abroad: None, countries: vec![], ..proposal() }).unwrap();
    assert_eq!(texts(&svg).iter().filter(|text| *text == "too few voters to show").count(), 2);
    assert!(svg.contains("Home, Germany (DE): too few voters to show. Abroad: too few voters to show."));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    for (x, y) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (f64::NEG_INFINITY, 0.0)] {
        let points = vec![point(0.0, 0.0, 1, 5), point(x, y, 1, 5)];
        assert_eq!(map(&Map { points, ..two_groups() }), Err(Refused::NotFinite { point: 1 }));
    }
    let groups: Vec<_> = (0..6).map(|number| Group { number, size: 9 }).collect();
    assert_eq!(map(&Map { groups: groups.clone(), ..two_groups() }), Err(Refused::TooManyGroups { groups: MOST_GROUPS + 1 }));
    let points = vec![point(0.0, 0.0, 1, 5); MOST_POINTS + 1];
    assert_eq!(map(&Map { points, ..two_groups() }), Err(Refused::TooManyPoints { points: MOST_POINTS + 1 }));
    assert_eq!(map(&Map { groups: vec![groups[1], groups[1]], ..two_groups() }), Err(Refused::GroupNumber { number: 1 }));
    assert_eq!(map(&Map { groups: vec![Group { number: 100, size: 9 }], ..two_groups() }), Err(Refused::GroupNumber { number: 100 }));
    assert_eq!(map(&Map { groups: vec![groups[1]], ..two_groups() }), Err(Refused::NoSuchGroup { point: 2, group: 2 }));
}

#[test]
fn the_largest_countries_are_shown() {
    let codes = ["AT", "BE", "CH", "CZ", "DK", "ES", "FI", "FR", "GR", "HU", "IT", "JP", "KE"];
    let countries: Vec<_> = codes.iter().zip(5..).map(|(&code, votes)| (code.to_owned(), tally(votes, 0, 0))).collect();
    let svg = card(&Card { countries: countries.clone(), ..proposal() }).unwrap();
    let names: Vec<_> = texts(&svg).into_iter().filter(|text| text.ends_with(')') && !text.ends_with("(DE)")).collect();
    assert_eq!(names.len(), MOST_COUNTRIES);
    assert_eq!((names[0].as_str(), names[7].as_str()), ("Kenya (KE)", "Spain (ES)"));
    assert!(texts(&svg).contains(&"and 5 more countries".to_owned()) && svg.contains("And 5 more countries.</desc>"));

    let nine = card(&Card { countries: countries[..9].to_vec(), ..proposal() }).unwrap();
    assert!(texts(&nine).contains(&"and 1 more country".to_owned()));
    let eight = card(&Card { countries: countries[..8].to_vec(), ..proposal() }).unwrap();
    assert!(!eight.contains(" more countr"));
}

#[test]
fn bars_are_shares() {
    let svg = card(&Card { home: Some(tally(30, 15, 15)), abroad: None, countries: vec![], ..proposal() }).unwrap();
    let document = Document::parse(&svg).unwrap();
    // Those of the heads are 14 pixels wide.
    let length = |colour: &str| {
        elements(&document, "rect").into_iter().filter(|part| part.attribute("fill") == Some(colour)).map(|part| number(part, "width")).fold(0.0, f64::max)
    };
    let [agree, disagree, pass] = ["#0072B2", "#D55E00", "#ADB4BC"].map(length);
    assert!(agree > 500.0);
    // A pixel between the parts.
    assert!((agree + 10.0 - 2.0 * pass).abs() <= 2.0 && (disagree + 10.0 - pass).abs() <= 2.0, "{agree} {disagree} {pass}");
}

#[test]
fn a_tally_of_nobody_has_no_bar() {
    let nobody = Some(tally(0, 0, 0));
    let svg = card(&Card { home: nobody, abroad: nobody, countries: vec![], ..proposal() }).unwrap();
    assert_eq!(texts(&svg).iter().filter(|text| *text == "no votes yet").count(), 2);
    assert!(!svg.contains("Disagree"));
}

#[test]
fn hidden_votes_are_not_there() {
    let svg = card(&Card { is_hidden: true, ..proposal() }).unwrap();
    assert_eq!(texts(&svg), ["Proposal", "Open the bridge", "Votes are hidden until the vote closes"]);
    assert!(svg.contains("<desc") && svg.contains(">Votes are hidden until the vote closes.</desc>"));
    let other = Card { state: State::Contested, home: None, abroad: None, countries: vec![], is_hidden: true, ..proposal() };
    assert_eq!(card(&other).unwrap(), svg, "nothing of the votes changes it");
}

#[test]
fn order_of_groups_and_countries_does_not_matter() {
    let mut turned = two_groups();
    turned.groups.reverse();
    assert_eq!(map(&turned), map(&two_groups()));
    let mut turned = proposal();
    turned.countries.reverse();
    assert_eq!(card(&turned), card(&proposal()));
}

#[test]
fn names_of_countries() {
    for (code, shown, said) in [
        ("de", "Germany (DE)", "Germany (DE)"),
        ("GB", "United Kingdom (GB)", "United Kingdom of Great Britain and Northern Ireland (GB)"),
        ("BO", "Bolivia (BO)", "Bolivia (Plurinational State of) (BO)"),
        ("XX", "XX", "XX"),
    ] {
        let svg = card(&Card { home_country: Some(code.to_owned()), ..proposal() }).unwrap();
        assert!(texts(&svg).contains(&shown.to_owned()), "{shown}");
        assert!(svg.contains(&format!("Home, {said}: ")), "{said}");
    }
}

#[test]
fn titles_begin_where_their_script_begins() {
    for (title, direction, x) in [("فتح الجسر", "rtl", "6960"), ("开放大桥", "ltr", "240"), ("Open the bridge", "ltr", "240")] {
        let svg = card(&Card { title: title.to_owned(), ..proposal() }).unwrap();
        let document = Document::parse(&svg).unwrap();
        let line = elements(&document, "text").into_iter().find(|line| text(*line) == title).unwrap();
        assert_eq!((line.attribute("direction"), line.attribute("x")), (Some(direction), Some(x)));
    }
}
