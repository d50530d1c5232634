//! Texts for trials, in three languages, with what makes them hard: sentences that differ
//! in a number, a name or a "not", refrains, and lists.

/// A small generator (SplitMix64): the same numbers on every machine.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    pub fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// What sentences of a language are made of.
pub struct Language {
    pub name: &'static str,
    /// What stands between two sentences.
    pub space: &'static str,
    pub templates: &'static [&'static str],
    pub refrains: &'static [&'static str],
    pub cities: &'static [&'static str],
    pub names: &'static [&'static str],
    pub things: &'static [&'static str],
    pub deeds: &'static [&'static str],
    pub qualities: &'static [&'static str],
    /// Short words that turn a sentence round.
    pub turns: &'static [&'static str],
}

pub const LANGUAGES: [&Language; 3] = [&ENGLISH, &CHINESE, &ARABIC];

static ENGLISH: Language = Language {
    name: "English",
    space: " ",
    templates: &[
        "In {year} the council of {city} voted to {deed} the {thing}.",
        "The {thing} of {city} is {quality}.",
        "The {thing} of {city} is {quality}, and {name} has said so since {year}.",
        "{name} asked who would {deed} the {thing} if nobody paid for it.",
        "Nobody in {city} wanted to {deed} a {quality} {thing}; they wanted to be asked.",
        "A {quality} {thing} is worth more than a {quality} {thing}, wrote {name} in {year}.",
        "Of {number} families in {city}, {number} had no {thing}.",
        "“We will {deed} the {thing},” said {name}, “and then we will talk.”",
        "When the {thing} was {quality}, people came to {city} from {number} villages.",
        "To {deed} a {thing} takes a year; to trust those who did takes {number}.",
        "{name} and {name} disagreed about the {thing}, but not about {city}.",
        "What is {quality} to one side of the border is {quality} to the other.",
        "The first {thing} cost {number} crowns.",
        "It was {name}, not {name}, who offered to {deed} the {quality} {thing} of {city}.",
        "Item {number}: {deed} the {thing}.",
        "Is a {thing} {quality} because it is old?",
        "Yes, {name}.",
        "Those who {deed} what others built should first learn why the {thing} was {quality} in the eyes of {city}, and who paid for it in {year}.",
    ],
    refrains: &["And the river went on.", "So it was agreed.", "Nobody was asked.", "That is what we were told, and that is what we told our children."],
    cities: &["Verona", "Padua", "Tartu", "Utrecht", "Oran", "Busan", "Quito", "Leeds", "Kazan", "Bergen"],
    names: &["Anna Petrova", "Anna Petrov", "Li Wei", "Omar Haddad", "Clara Nunes", "Jan Smit", "Jan Smits", "Rosa Diaz"],
    things: &["bridge", "school", "library", "harbour", "mill", "treaty", "railway", "market", "archive", "well", "border post", "hospital"],
    deeds: &["build", "repair", "close", "sell", "open", "praise", "rebuild", "rename", "share", "guard"],
    qualities: &["legal", "illegal", "useful", "old", "honest", "dangerous", "possible", "impossible", "quiet", "common", "fair", "unfair"],
    turns: &["not ", "never ", "no ", "hardly "],
};

static CHINESE: Language = Language {
    name: "Chinese",
    space: "",
    templates: &[
        "{year}年，{city}的居民决定{deed}{thing}。",
        "{city}的{thing}是{quality}的。",
        "{name}问，如果没有人出钱，谁来{deed}{thing}？",
        "在{city}的{number}户人家里，有{number}户没有{thing}。",
        "“我们要{deed}{thing}，”{name}说，“然后再谈别的。”",
        "{name}和{name}对{thing}的看法不同，对{city}的看法却一样。",
        "一座{quality}的{thing}胜过{number}座{quality}的{thing}。",
        "边界这边认为{quality}的事，边界那边认为{quality}。",
        "第{number}项：{deed}{thing}。",
        "是{name}而不是{name}在{year}年提出要{deed}{city}那座{quality}的{thing}，大家后来才慢慢明白其中的道理。",
        "{thing}旧了，就一定{quality}吗？",
        "好的，{name}。",
    ],
    refrains: &["河水照样流着。", "事情就这样定了。", "没有人来问过我们。"],
    cities: &["维罗纳", "塔尔图", "奥兰", "釜山", "基多", "利兹", "喀山", "卑尔根"],
    names: &["李伟", "李玮", "王芳", "陈静", "安娜", "奥马尔"],
    things: &["桥", "学校", "图书馆", "港口", "磨坊", "条约", "铁路", "市场", "档案馆", "水井"],
    deeds: &["修建", "修理", "关闭", "出售", "开放", "重建", "改名", "守护"],
    qualities: &["合法", "不合法", "有用", "古老", "诚实", "危险", "可能", "不可能", "公平", "不公平"],
    turns: &["不", "没", "未", "非"],
};

static ARABIC: Language = Language {
    name: "Arabic",
    space: " ",
    templates: &[
        "في عام {year} قرر مجلس {city} {deed} {thing}.",
        "إن {thing} في {city} {quality}.",
        "سأل {name} من سيتولى {deed} {thing} إن لم يدفع أحد.",
        "من بين {number} أسرة في {city} كانت {number} أسرة بلا {thing}.",
        "قال {name}: «علينا {deed} {thing} ثم نتحدث».",
        "اختلف {name} و{name} حول {thing}، لكنهما لم يختلفا حول {city}.",
        "كَتَبَ {name} أَنَّ {thing} {quality}.",
        "البند {number}: {deed} {thing}.",
        "ما يراه أهل {city} {quality} يراه غيرهم {quality}، ولا يسأل أحد عن {thing} منذ عام {year}.",
        "هل {thing} {quality} لأنه قديم؟",
    ],
    refrains: &["ومضى النهر في طريقه.", "وهكذا تم الاتفاق.", "ولم يسألنا أحد."],
    cities: &["فيرونا", "تارتو", "وهران", "بوسان", "كيتو", "ليدز", "قازان"],
    names: &["عمر حداد", "عمر حدّاد", "ليلى منصور", "سامي خوري", "آنا"],
    things: &["الجسر", "المدرسة", "المكتبة", "الميناء", "المعاهدة", "السوق", "الأرشيف", "البئر"],
    deeds: &["بناء", "إصلاح", "إغلاق", "بيع", "فتح", "حراسة"],
    qualities: &["قانوني", "غير قانوني", "مفيد", "خطير", "ممكن", "غير ممكن", "عادل"],
    turns: &["لا ", "لم ", "ليس ", "غير "],
};

impl Language {
    /// A sentence made from a template.
    pub fn sentence(&self, chance: &mut Chance) -> String {
        let mut text = String::new();
        let mut rest = *chance.of(self.templates);
        while let Some(at) = rest.find('{') {
            text.push_str(&rest[..at]);
            let end = at + rest[at..].find('}').unwrap();
            text.push_str(&match &rest[at + 1..end] {
                "year" => (1900 + chance.below(120)).to_string(),
                "number" => (2 + chance.below(60)).to_string(),
                "city" => (*chance.of(self.cities)).to_owned(),
                "name" => (*chance.of(self.names)).to_owned(),
                "thing" => (*chance.of(self.things)).to_owned(),
                "deed" => (*chance.of(self.deeds)).to_owned(),
                "quality" => (*chance.of(self.qualities)).to_owned(),
                other => panic!("{other}"),
            });
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        // Some are long: two in one.
        if chance.one_in(5) {
            let more = self.sentence(chance);
            let marks: &[char] = &['.', '。', '?', '？', '؟'];
            text = format!("{}{}{more}", text.trim_end_matches(marks), if self.space.is_empty() { "，" } else { ", " });
        }
        text
    }

    /// A word that may stand for another.
    pub fn word(&self, chance: &mut Chance) -> String {
        let lists = [self.cities, self.things, self.deeds, self.qualities];
        (*chance.of(chance_list(&lists, chance.0))).to_owned()
    }
}

fn chance_list(lists: &[&'static [&'static str]; 4], seed: u64) -> &'static [&'static str] {
    lists[usize::try_from(seed % 4).unwrap()]
}
