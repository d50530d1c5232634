//! Writes sample pictures into a folder: `cargo run -p teahouse-picture --example gallery -- DIR`.

use std::error::Error;
use std::fs;
use std::path::Path;

use teahouse_picture::{Card, Group, Map, Point, State, Tally, card, map};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for (name, sample) in maps() {
        fs::write(folder.join(format!("map-{name}.svg")), map(&sample)?)?;
    }
    for (name, sample) in cards() {
        fs::write(folder.join(format!("card-{name}.svg")), card(&sample)?)?;
    }
    Ok(())
}

/// Places scattered around the middles of groups by a sequence that is the same each time.
fn scattered(middles: &[(f64, f64)], each: u32, people: impl Fn(u32) -> u32) -> (Vec<Group>, Vec<Point>) {
    let mut state: u32 = 20_251;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24) - 0.5
    };
    let mut groups = Vec::new();
    let mut points = Vec::new();
    for (group, &(x, y)) in (1..).zip(middles) {
        let mut size = 0;
        for at in 0..each {
            let voters = people(at + group * 3);
            points.push(Point { x: x + next() * 2.4, y: y + next() * 2.4, group, voters });
            size += voters;
        }
        groups.push(Group { number: group, size });
    }
    (groups, points)
}

fn maps() -> Vec<(&'static str, Map)> {
    let few = |at: u32| 5 + at * at * 7 % 23;
    let titled = |title: &str, (groups, points): (Vec<Group>, Vec<Point>)| Map {
        essay_title: title.to_owned(),
        voters: groups.iter().map(|group| group.size).sum::<u32>() + 41,
        groups,
        points,
    };
    let five = [(0.0, 3.2), (-4.0, 0.4), (4.1, 0.9), (0.2, 0.1), (-0.4, -3.3)];
    let same = (0..4).map(|at| Point { x: 2.0, y: 2.0, group: 1 + at % 2, voters: 5 + 20 * at }).collect();
    vec![
        ("five", titled("What rivers owe to the countries they cross", scattered(&five, 12, few))),
        (
            "two",
            titled(
                "Why I no longer fear the neighbour’s language, and what forty years of letters across a closed border taught me about it",
                scattered(&[(-2.0, 0.3), (2.1, -0.4)], 14, few),
            ),
        ),
        ("hundred", titled("Large and small", scattered(&five, 20, |at| if at % 20 == 4 { 20_000 } else { 5 + at * 31 % 400 }))),
        ("one", titled("One village, one well", scattered(&[(0.0, 0.0)], 9, few))),
        (
            "point",
            titled("A first look", (vec![Group { number: 1, size: 34 }, Group { number: 2, size: 3 }], vec![Point { x: 0.4, y: 9.0, group: 1, voters: 34 }])),
        ),
        ("same", titled("All at one place", (vec![Group { number: 1, size: 50 }, Group { number: 2, size: 90 }], same))),
        ("empty", Map { essay_title: "Nobody has voted here".to_owned(), voters: 3, groups: vec![], points: vec![] }),
        (
            "chinese",
            titled(
                "为什么我不再害怕邻居的语言：四十年跨越封闭边境的书信教会了我什么，以及我们还能从彼此身上学到什么，如果愿意坐下来喝一杯茶的话",
                scattered(&[(-2.0, 0.3), (2.1, -0.4), (0.0, 3.0)], 8, few),
            ),
        ),
        ("arabic", titled("لماذا لم أعد أخاف لغة الجيران (وماذا تعلمت من 40 عاماً من الرسائل)؟", scattered(&[(-2.0, 0.3), (2.1, -0.4)], 8, few))),
    ]
}

fn cards() -> Vec<(&'static str, Card)> {
    let tally = |agree, disagree, pass| Tally { agree, disagree, pass };
    let codes = ["FR", "PL", "GB", "CZ", "VE", "IN", "NG", "BR", "JP", "CA", "GS", "BO", "AT"];
    let many: Vec<_> = codes.iter().zip(1..).map(|(&code, at)| (code.to_owned(), tally(160 / at, 7 * at % 19, at * at % 6 + 2))).collect();
    let plain = Card {
        title: "Let every school exchange one teacher a year with a school across the border".to_owned(),
        state: State::SharedGround,
        home: Some(tally(412, 96, 51)),
        home_country: Some("DE".to_owned()),
        abroad: Some(tally(1_240, 388, 207)),
        countries: many,
        is_hidden: false,
    };
    vec![
        ("many", plain.clone()),
        ("eight", Card { countries: plain.countries[..8].to_vec(), state: State::Contested, ..plain.clone() }),
        (
            "large",
            Card {
                home: Some(tally(1_234_567, 2_345_678, 345_678)),
                abroad: Some(tally(4_000_000_000, 1, 12)),
                countries: vec![("GB".to_owned(), tally(0, 9, 0)), ("US".to_owned(), tally(0, 0, 7))],
                ..plain.clone()
            },
        ),
        ("few", Card { home: None, abroad: None, countries: vec![], state: State::Gathering, ..plain.clone() }),
        (
            "none",
            Card { home: Some(tally(0, 0, 0)), abroad: Some(tally(0, 0, 0)), home_country: None, countries: vec![], state: State::Gathering, ..plain.clone() },
        ),
        ("hidden", Card { is_hidden: true, ..plain.clone() }),
        (
            "chinese",
            Card {
                title: "让每所学校每年与边境另一侧的学校交换一名教师".to_owned(),
                home_country: Some("GB".to_owned()),
                state: State::RespectfulDivergence,
                ..plain.clone()
            },
        ),
        (
            "arabic",
            Card {
                title: "لتتبادل كل مدرسة معلماً واحداً في السنة مع مدرسة عبر الحدود".to_owned(), home_country: Some("JO".to_owned()), ..plain.clone()
            },
        ),
        (
            "hostile",
            Card {
                title: "</title><script>alert(1)</script> & \"quotes\" \u{202E}turned\u{0} MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"
                    .to_owned(),
                home_country: Some("<x>".to_owned()),
                ..plain
            },
        ),
    ]
}
