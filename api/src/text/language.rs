//! Language tags (BCP 47) and countries (ISO 3166-1).

use oxilangtag::LanguageTag;

/// The canonical form of a language tag (`zh-hans` becomes `zh-Hans`), or
/// `None` if it is not one: its form must be BCP 47's and its language one that
/// ISO 639 knows. Private-use tags (`x-…`) are refused.
#[must_use]
pub fn parse_tag(text: &str) -> Option<String> {
    if text.len() > 35 {
        return None;
    }
    let tag = LanguageTag::parse_and_normalize(text).ok()?;
    let primary = tag.primary_language();
    let known = match primary.len() {
        2 => isolang::Language::from_639_1(primary).is_some(),
        3 => isolang::Language::from_639_3(primary).is_some(),
        _ => false,
    };
    known.then(|| tag.into_inner())
}

/// The canonical form of an ISO 3166-1 alpha-2 code, or `None`.
#[must_use]
pub fn parse_country(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    (upper.len() == 2 && rust_iso3166::from_alpha2(&upper).is_some()).then_some(upper)
}

/// Whether a tag is within a range such as `zh`: the range itself, or a more special one
/// (the "basic filtering" of RFC 4647, section 3.3.1).
#[must_use]
pub fn is_in_range(tag: &str, range: &str) -> bool {
    tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range)) && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}

/// The best of `available` for a reader of `wanted`: the tag itself, else the
/// tag cut from its end (the "lookup" of RFC 4647, section 3.4), else any
/// variety of the same language, else `fallback`.
pub fn best_match<'a>(wanted: &str, available: &(impl Iterator<Item = &'a str> + Clone), fallback: &'a str) -> &'a str {
    let mut range = wanted;
    loop {
        if let Some(found) = available.clone().find(|tag| tag.eq_ignore_ascii_case(range)) {
            return found;
        }
        let Some(cut) = range.rfind('-') else { break };
        range = &range[..cut];
        // A single letter is not a subtag of its own.
        if range.len() > 2 && range.as_bytes()[range.len() - 2] == b'-' {
            range = &range[..range.len() - 2];
        }
    }
    let is_variety = |tag: &&str| tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(range));
    available.clone().find(is_variety).unwrap_or(fallback)
}

/// A tag's primary language in lower case: `zh` of `zh-Hans-CN`.
#[must_use]
pub fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// How far a text in `tag` is from a reader of `wanted`: 0 if they are the same, 1 if one is
/// a variety of the other in the same script, 2 if only one of these names a script, 3 for
/// other varieties of one language, 4 if both name a script and not the same; `None` for
/// another language.
#[must_use]
pub fn distance(wanted: &str, tag: &str) -> Option<u8> {
    if primary(wanted) != primary(tag) {
        return None;
    }
    let script = |tag: &str| LanguageTag::parse(tag).ok().and_then(|tag| tag.script().map(str::to_ascii_lowercase));
    Some(match (script(wanted), script(tag)) {
        _ if wanted.eq_ignore_ascii_case(tag) => 0,
        (Some(one), Some(other)) if one != other => 4,
        (one, other) if is_in_range(tag, wanted) || is_in_range(wanted, tag) => 1 + u8::from(one != other),
        _ => 3,
    })
}

/// What a tag's language has in common with its nearest kin: two tags of one family are never
/// taken for a mistake of each other. A family is a macrolanguage of ISO 639-3, under its
/// shortest code; Serbian, Croatian, Bosnian and Montenegrin are `sh`. Other languages are
/// families of their own.
#[must_use]
pub fn family(tag: &str) -> String {
    let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let short = if primary.len() == 3 { isolang::Language::from_639_3(&primary).and_then(|language| language.to_639_1()) } else { None };
    let code = short.unwrap_or(&primary);
    match code {
        "cdo" | "cjy" | "cmn" | "cnp" | "cpx" | "csp" | "czh" | "czo" | "gan" | "hak" | "hsn" | "lzh" | "mnp" | "nan" | "wuu" | "yue" => "zh",
        "aao" | "abh" | "abv" | "acm" | "acq" | "acw" | "acx" | "acy" | "adf" | "aeb" | "aec" | "afb" | "ajp" | "apc" | "apd" | "arb" | "arq" | "ars"
        | "ary" | "arz" | "auz" | "avl" | "ayh" | "ayl" | "ayn" | "ayp" | "pga" | "shu" | "ssh" => "ar",
        "nb" | "nn" => "no",
        "sr" | "hr" | "bs" | "cnr" => "sh",
        "id" | "zsm" | "zlm" | "ind" | "min" | "bjn" | "meo" | "mui" | "pse" | "xmm" => "ms",
        "pes" | "prs" => "fa",
        "azj" | "azb" => "az",
        "uzn" | "uzs" => "uz",
        "ekk" | "vro" => "et",
        "lvs" | "ltg" => "lv",
        "ydd" | "yih" => "yi",
        "npi" | "dty" => "ne",
        "ory" | "spv" => "or",
        "fil" => "tl",
        "tw" | "fat" => "ak",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{best_match, distance, family, is_in_range, parse_country, parse_tag};

    #[test]
    fn tags_are_checked_and_brought_to_canonical_case() {
        assert_eq!(parse_tag("EN").as_deref(), Some("en"));
        assert_eq!(parse_tag("zh-hans-cn").as_deref(), Some("zh-Hans-CN"));
        assert_eq!(parse_tag("yue").as_deref(), Some("yue"));
        for bad in ["", "e", "english", "xx", "en_US", "en-", "x-klingon", "zh-Hans-Hans-Hans-Hans-Hans-Hans-Hans-Hans", "<b>"] {
            assert_eq!(parse_tag(bad), None, "{bad}");
        }
    }

    #[test]
    fn countries_are_checked() {
        assert_eq!(parse_country("cn").as_deref(), Some("CN"));
        for bad in ["", "C", "XX", "CHN", "中国"] {
            assert_eq!(parse_country(bad), None, "{bad}");
        }
    }

    #[test]
    fn varieties_are_of_one_family() {
        for one in [
            ["zh-Hans", "zh-Hant-TW", "cmn", "yue", "zh-yue"],
            ["ar-EG", "arb", "ary", "apc", "ara"],
            ["no", "nb", "nn-NO", "nob", "nor"],
            ["sr-Latn", "hr", "bs", "cnr", "hrv"],
            ["ms", "id", "zsm", "ind", "msa"],
            ["fa", "prs", "pes", "fas", "fa-AF"],
        ] {
            for tag in one {
                assert_eq!(family(tag), family(one[0]), "{tag}");
            }
        }
        for (one, other) in [("en", "fr"), ("zh", "ja"), ("pt", "gl"), ("ru", "uk"), ("no", "da"), ("fa", "ar")] {
            assert_ne!(family(one), family(other));
        }
    }

    #[test]
    fn varieties_are_nearer_than_scripts_and_languages_apart() {
        for (wanted, tag, far) in [
            ("zh-Hant", "zh-Hant", Some(0)),
            ("zh-hant-tw", "zh-Hant", Some(1)),
            ("en-GB", "en", Some(1)),
            ("zh", "zh-Hans", Some(2)),
            ("zh-Hant", "zh", Some(2)),
            ("en-GB", "en-US", Some(3)),
            ("zh-TW", "zh-Hant", Some(3)),
            ("zh-Hant", "zh-Hans-CN", Some(4)),
            ("sr-Latn", "sr-Cyrl", Some(4)),
            ("en", "fr", None),
        ] {
            assert_eq!(distance(wanted, tag), far, "{wanted} and {tag}");
        }
    }

    #[test]
    fn a_range_holds_itself_and_what_is_more_special() {
        for (tag, range) in [("zh", "zh"), ("zh-Hans", "zh"), ("zh-Hans", "zh-hans"), ("zh-Hans-CN", "zh-Hans")] {
            assert!(is_in_range(tag, range), "{tag} in {range}");
        }
        for (tag, range) in [("zh", "zh-Hans"), ("zh-Hant", "zh-Hans"), ("zha", "zh"), ("en", "zh"), ("zh-Hans", "zh-Han")] {
            assert!(!is_in_range(tag, range), "{tag} in {range}");
        }
    }

    #[test]
    fn the_best_edition_is_found() {
        let editions = ["en", "zh-Hans", "pt-BR"];
        for (wanted, best) in
            [("en", "en"), ("en-GB", "en"), ("zh", "zh-Hans"), ("zh-Hans-SG", "zh-Hans"), ("zh-Hant", "zh-Hans"), ("pt", "pt-BR"), ("fr", "en")]
        {
            assert_eq!(best_match(wanted, &editions.into_iter(), "en"), best, "{wanted}");
        }
    }
}
