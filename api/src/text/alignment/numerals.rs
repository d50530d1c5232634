//! Numbers in figures and words, so that the same number looks the same in every language.

use std::{collections::HashMap, sync::LazyLock};

/// The value of a decimal digit of any script that is in common use.
pub fn digit(character: char) -> Option<u32> {
    const ZEROS: [u32; 10] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xe66, 0x17e0, 0x1040, 0xff10];
    let code = character as u32;
    ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&code)).map(|zero| code - zero)
}

/// The value of a Chinese numeral: a digit, or a power of ten.
fn han(character: char) -> Option<Han> {
    Some(match character {
        '〇' | '零' => Han::Digit(0),
        '一' | '壹' => Han::Digit(1),
        '二' | '两' | '兩' | '贰' => Han::Digit(2),
        '三' | '叁' => Han::Digit(3),
        '四' => Han::Digit(4),
        '五' => Han::Digit(5),
        '六' => Han::Digit(6),
        '七' => Han::Digit(7),
        '八' => Han::Digit(8),
        '九' => Han::Digit(9),
        '十' => Han::Unit(10),
        '廿' => Han::Unit(20),
        '百' => Han::Unit(100),
        '千' => Han::Unit(1000),
        '万' | '萬' => Han::Myriad(10_000),
        '亿' | '億' => Han::Myriad(100_000_000),
        _ => return None,
    })
}

enum Han {
    Digit(u64),
    Unit(u64),
    Myriad(u64),
}

/// Whether a character is a Chinese numeral.
pub fn is_han(character: char) -> bool {
    han(character).is_some()
}

/// The number that a run of Chinese numerals says: `十二` is 12, `一九四八` is 1948.
pub fn of_han(run: &[char]) -> Option<u64> {
    let (mut total, mut section, mut current) = (0_u64, 0_u64, None);
    for &character in run.iter().take(16) {
        match han(character)? {
            Han::Digit(value) => current = Some(current.unwrap_or(0_u64).saturating_mul(10).saturating_add(value)),
            Han::Unit(20) => section += 20,
            Han::Unit(unit) => section = section.saturating_add(current.take().unwrap_or(1).saturating_mul(unit)),
            Han::Myriad(unit) => {
                section = section.saturating_add(current.take().unwrap_or(u64::from(section == 0)));
                total = if unit == 10_000 { total.saturating_add(section.saturating_mul(unit)) } else { total.saturating_add(section).saturating_mul(unit) };
                section = 0;
            }
        }
    }
    Some(total.saturating_add(section).saturating_add(current.unwrap_or(0)))
}

/// Whether a word, folded as keys are, says thousands or more after a number.
pub fn is_scale(word: &str) -> bool {
    const SCALES: [&str; 14] = ["thousand", "million", "billion", "trillion", "mille", "mil", "mill", "тыс", "млн", "милл", "милли", "مليون", "مليار", "الف"];
    SCALES.iter().any(|scale| word.starts_with(scale)) || word.starts_with("тысяч") || word.starts_with(['万', '萬', '亿', '億'])
}

/// The number that a word says: cardinals and ordinals to ten, tens, and the months.
/// The word is in lower case and without accents; Arabic without the article.
pub fn of_word(language: &str, word: &str) -> Option<u64> {
    WORDS.get(language)?.get(word).copied()
}

static WORDS: LazyLock<HashMap<&str, HashMap<&str, u64>>> = LazyLock::new(|| {
    let tables: [(&str, &[(u64, &str)]); 5] = [("en", &ENGLISH), ("fr", &FRENCH), ("es", &SPANISH), ("ru", &RUSSIAN), ("ar", &ARABIC)];
    let of = |table: &'static [(u64, &str)]| table.iter().flat_map(|(value, forms)| forms.split(' ').map(|form| (form, *value))).collect();
    tables.into_iter().map(|(language, table)| (language, of(table))).collect()
});

const ENGLISH: [(u64, &str); 21] = [
    (1, "one first january jan"),
    (2, "two second twice february feb"),
    (3, "three third march"),
    (4, "four fourth april"),
    (5, "five fifth"),
    (6, "six sixth june"),
    (7, "seven seventh july"),
    (8, "eight eighth august"),
    (9, "nine ninth september"),
    (10, "ten tenth october"),
    (11, "eleven eleventh november"),
    (12, "twelve twelfth dozen december"),
    (15, "fifteen"),
    (20, "twenty twentieth"),
    (30, "thirty"),
    (40, "forty"),
    (50, "fifty"),
    (60, "sixty"),
    (80, "eighty"),
    (100, "hundred"),
    (1000, "thousand"),
];
const FRENCH: [(u64, &str); 20] = [
    (1, "premier premiere janvier"),
    (2, "deux deuxieme second seconde fevrier"),
    (3, "trois troisieme mars"),
    (4, "quatre quatrieme avril"),
    (5, "cinq cinquieme"),
    (6, "six sixieme juin"),
    (7, "sept septieme juillet"),
    (8, "huit huitieme aout"),
    (9, "neuf neuvieme septembre"),
    (10, "dix dixieme octobre"),
    (11, "onze onzieme novembre"),
    (12, "douze douzieme douzaine decembre"),
    (15, "quinze"),
    (20, "vingt vingtieme"),
    (30, "trente"),
    (40, "quarante"),
    (50, "cinquante"),
    (60, "soixante"),
    (100, "cent cents"),
    (1000, "mille"),
];
const SPANISH: [(u64, &str); 20] = [
    (1, "primer primero primera enero"),
    (2, "dos segundo segunda febrero"),
    (3, "tres tercer tercero tercera marzo"),
    (4, "cuatro cuarto cuarta abril"),
    (5, "cinco quinto quinta"),
    (6, "seis sexto sexta junio"),
    (7, "siete septimo septima julio"),
    (8, "ocho octavo octava agosto"),
    (9, "nueve noveno novena septiembre setiembre"),
    (10, "diez decimo decima octubre"),
    (11, "once noviembre"),
    (12, "doce docena diciembre"),
    (15, "quince"),
    (20, "veinte"),
    (30, "treinta"),
    (40, "cuarenta"),
    (50, "cincuenta"),
    (60, "sesenta"),
    (100, "cien ciento cientos"),
    (1000, "mil"),
];
const RUSSIAN: [(u64, &str); 20] = [
    (1, "один одна одно одного одной первыи первая первое первого первои первом января январь январе"),
    (2, "два две двух двум двумя вторая второе второго второи втором дважды февраля февраль феврале"),
    (3, "три трех трем третии третья третье третьего третьеи марта март марте"),
    (4, "четыре четырех четырем четвертая четвертое четвертыи апреля апрель апреле"),
    (5, "пять пяти пятыи пятая пятое пятого пятои"),
    (6, "шесть шести шестои шестая шестого июня июнь июне"),
    (7, "семь семи седьмои седьмая июля июль июле"),
    (8, "восемь восьми восьмои восьмая августа август августе"),
    (9, "девять девяти девятыи девятая сентября сентябрь сентябре"),
    (10, "десять десяти десятыи десятая октября октябрь октябре"),
    (11, "одиннадцать одиннадцати ноября ноябрь ноябре"),
    (12, "двенадцать двенадцати дюжина декабря декабрь декабре"),
    (15, "пятнадцать пятнадцати"),
    (20, "двадцать двадцати"),
    (30, "тридцать тридцати"),
    (40, "сорок сорока"),
    (50, "пятьдесят пятидесяти"),
    (60, "шестьдесят шестидесяти"),
    (100, "сто ста сотня сотни сотен"),
    (1000, "тысяча тысячи тысяч"),
];
const ARABIC: [(u64, &str); 19] = [
    (1, "واحد واحده اول اولي يناير"),
    (2, "اثنان اثنين اثنتان اثنتين ثاني ثانيه فبراير شباط"),
    (3, "ثلاث ثلاثه ثالث ثالثه مارس اذار"),
    (4, "اربع اربعه رابع رابعه ابريل نيسان"),
    (5, "خمس خمسه خامس خامسه مايو ايار"),
    (6, "ست سته سادس سادسه يونيو حزيران"),
    (7, "سبع سبعه سابع سابعه يوليو تموز"),
    (8, "ثماني ثمانيه ثمان ثامن ثامنه اغسطس"),
    (9, "تسع تسعه تاسع تاسعه سبتمبر ايلول"),
    (10, "عشر عشره عاشر عاشره اكتوبر"),
    (11, "نوفمبر"),
    (12, "ديسمبر"),
    (20, "عشرون عشرين"),
    (30, "ثلاثون ثلاثين"),
    (40, "اربعون اربعين"),
    (50, "خمسون خمسين"),
    (60, "ستون ستين"),
    (100, "ماءه مءه مئه مائه"),
    (1000, "الف الاف"),
];

#[cfg(test)]
mod tests {
    use super::{digit, of_han, of_word};

    #[test]
    fn chinese_numerals() {
        let of = |text: &str| of_han(&text.chars().collect::<Vec<_>>());
        assert_eq!(of("十二"), Some(12));
        assert_eq!(of("二十"), Some(20));
        assert_eq!(of("一九四八"), Some(1948));
        assert_eq!(of("三千零五十"), Some(3050));
        assert_eq!(of("两万五千"), Some(25_000));
        assert_eq!(of("一亿二千万"), Some(120_000_000));
        assert_eq!(of("茶"), None);
        assert!(of(&"万".repeat(500)).is_some());
    }

    #[test]
    fn digits_and_words() {
        assert_eq!("٣۴५７".chars().map(digit).collect::<Vec<_>>(), [Some(3), Some(4), Some(5), Some(7)]);
        assert_eq!(of_word("ru", "марта"), Some(3));
        assert_eq!(of_word("es", "once"), Some(11));
        assert_eq!(of_word("en", "once"), None);
        assert_eq!(of_word("tlh", "wa"), None);
    }
}
