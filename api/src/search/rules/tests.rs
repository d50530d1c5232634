use entity::{SearchKind, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Asked, Filter, facets, fold, highlight, parse,
    rank::{Candidate, Ranking},
    sequence,
};

/// The phrases of a query: terms, and `*` after a prefix.
fn phrases(query: &str) -> Vec<String> {
    let places = parse(query).unwrap().by_kind(&Filter::default());
    let (_, of_kind) = &places[0];
    of_kind.phrases.iter().map(|phrase| format!("{}{}", phrase.terms.join(" "), if phrase.is_prefix { "*" } else { "" })).collect()
}

fn terms(text: &str) -> Vec<String> {
    sequence("", text).into_iter().flatten().collect()
}

#[test]
fn texts_become_words_and_pairs() {
    assert_eq!(terms("Sister cities: 友好城市 in 2024"), ["sister", "cities", "友好", "好城", "城市", "市", "in", "2024"]);
    assert_eq!(terms("人，人民"), ["人", "人民", "民"]);
    assert_eq!(sequence("Tea", "x").len(), 5);
    assert_eq!(terms(&"a".repeat(5000))[0].len(), 100);
}

#[test]
fn words_and_phrases_are_told_apart() {
    assert_eq!(phrases("tea house "), ["tea", "house"]);
    assert_eq!(phrases("tea hou"), ["tea", "hou*"]);
    assert_eq!(phrases("tea h"), ["tea", "h"]);
    assert_eq!(phrases("\"tea house\""), ["tea house"]);
    assert_eq!(phrases("\"tea hou"), ["tea hou*"]);
    assert_eq!(phrases("“tea house” «two words» 「民间外交」"), ["tea house", "two words", "民间 间外 外交"]);
    assert_eq!(phrases("people-to-people "), ["people to people"]);
    assert_eq!(phrases("don't! "), ["don t"]);
    assert_eq!(phrases("民间外交"), ["民间 间外 外交"]);
    assert_eq!(phrases("民间，外交"), ["民间", "外交"]);
    assert_eq!(phrases("交"), ["交*"]);
    assert_eq!(phrases("\"外 交\""), ["外 交*"]);
    assert_eq!(phrases("GDP增长 "), ["gdp 增长"]);
    assert_eq!(phrases("tea TEA tea "), ["tea"]);
}

#[test]
fn nothing_but_quotes_has_a_meaning() {
    assert_eq!(phrases("a AND b OR NOT c "), ["a", "and", "b", "or", "not", "c"]);
    assert_eq!(phrases("title:tea* ^x NEAR(a b, 3) -c +d ~e "), ["title tea", "x", "near a", "b", "3", "c", "d", "e"]);
    for nothing in ["", "   ", "\"\"", "* ( ) : ^ - ' \\ % _", "…", "\0", "\" \" \""] {
        assert!(parse(nothing).unwrap().is_empty(), "{nothing:?}");
    }
}

#[test]
fn queries_are_bounded() {
    assert!(parse(&"字".repeat(200)).is_ok());
    assert!(parse(&"字".repeat(201)).is_err());
    let words: Vec<String> = (0..17).map(|number| format!("w{number}")).collect();
    assert!(parse(&words[..16].join(" ")).is_ok());
    assert!(parse(&words.join(" ")).is_err());
}

#[test]
fn facets_hold_each_variety_of_a_language() {
    let id = Uuid::from_u128(7);
    assert_eq!(facets(SearchKind::Reply, id, "zh-Hans-CN"), ["kreply", "e00000000000000000000000000000007", "lzh", "lzhhans", "lzhhanscn"]);
}

fn score(query: &str, title: &str, body: &str, year: i64) -> f64 {
    let created_at = Timestamp(1_735_689_600_000 + year * 31_557_600_000);
    Ranking::new(&parse(query).unwrap()).score(Candidate { title: &fold(title), head: &fold(body), created_at })
}

#[test]
fn better_hits_come_first() {
    let once = score("tea house", "", "A tea, then a house.", 0);
    assert!(score("tea house", "", "A tea house.", 0) > once);
    assert!(score("tea house", "The tea house", "Nothing.", 0) > score("tea house", "", "A tea house.", 0));
    assert!(score("tea ", "", "tea tea tea", 0) > score("tea ", "", "tea one two", 0));
    assert!(score("tea ", "", "Some tea.", 1) > score("tea ", "", "Some tea.", 0));
    assert!((score("tea ", "", "Some tea.", 1) - score("tea ", "", "Some tea.", 0) - 1.0).abs() < 1e-9);
    assert!(score("外交", "", "民间外交", 0) > score("外交", "", "民间外语", 0));
}

fn fragments(query: &str, text: &str) -> Vec<String> {
    highlight::fragments(&parse(query).unwrap(), text)
}

#[test]
fn what_was_asked_for_is_marked() {
    assert_eq!(fragments("cafe", "The Café & <script>"), ["The <mark>Café</mark> &amp; &lt;script&gt;"]);
    assert_eq!(fragments("民間 外交", "公共外交与民间外交"), ["公共<mark>外交</mark>与<mark>民间外交</mark>"]);
    assert_eq!(fragments("\"tea house\"", "tea, house; tea"), ["<mark>tea, house</mark>; tea"]);
    assert_eq!(fragments("hou", "Our houses"), ["Our <mark>houses</mark>"]);
    assert_eq!(fragments("x ", ""), Vec::<String>::new());
    assert_eq!(highlight::whole(&parse("\"a").unwrap(), "a \"b\" 'c'"), "<mark>a</mark> &quot;b&quot; &#39;c&#39;");
    let long = format!("{} tea {} tea {}", "word ".repeat(100), "word ".repeat(100), "word ".repeat(100));
    let found = fragments("tea ", &long);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|piece| piece.starts_with("… ") && piece.ends_with(" …") && piece.contains("<mark>tea</mark>") && piece.len() < 250));
}

proptest! {
    #[test]
    fn kept_texts_have_the_terms_of_their_source(title in "[A-Za-zÀ-ÿА-я一-龥ぁ-んァ-ヶ가-힣ا-ي0-9 ，。.,'-]{0,20}", body in "[A-zÀ-ÿЁ一-龥가-힣ｦ-ﾟก-ฮ0-9 👍，。.,'-]{0,60}") {
        prop_assert_eq!(sequence(&fold(&title), &fold(&body)), sequence(&title, &body));
    }

    #[test]
    fn any_query_is_read_and_any_text_is_marked(query in "\\PC{0,60}", text in any::<String>()) {
        let asked = parse(&query).unwrap_or_else(|_| Asked::default());
        let ranking = Ranking::new(&asked);
        let score = ranking.score(Candidate { title: &fold(&text), head: &fold(&query), created_at: Timestamp(0) });
        prop_assert!(score.is_finite());
        for html in highlight::fragments(&asked, &text).into_iter().chain([highlight::whole(&asked, &text)]) {
            let rest = html.replace("<mark>", "").replace("</mark>", "");
            let is_safe = !rest.contains(['<', '>', '"', '\'']);
            prop_assert!(is_safe, "{}", html);
        }
    }

    /// What stands in a text is found by it.
    #[test]
    fn a_piece_of_chinese_is_in_its_text(text in "[一-龥]{2,30}", from in 0_usize..30, length in 2_usize..8) {
        let letters: Vec<char> = text.chars().collect();
        let from = from % (letters.len() - 1);
        let piece: String = letters[from..(from + length).min(letters.len())].iter().collect();
        let wanted = phrases(&piece)[0].trim_end_matches('*').to_owned();
        let of_text = format!(" {} ", terms(&text).join(" "));
        let is_in = of_text.contains(&format!(" {wanted} "));
        prop_assert!(is_in, "{}", wanted);
    }
}
