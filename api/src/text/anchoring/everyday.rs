//! Everyday edits: what an editor changes in a published text, and where readers expect the
//! passages to be afterwards.

use super::*;

const ENGLISH: &str = "A short history of tea\n\nTea came to the valley with the monks. They planted it on the southern slope, where the frost comes late. For three hundred years nobody sold a leaf of it.\n\nIn 1890 a merchant built the first drying house. He paid the pickers in cloth and salt. The monks were not asked.\n\nToday eleven families share the slope. Each of them has its own way of rolling the leaves, and each believes that the others do it wrong. They drink together on the first day of spring.\n\nCultivate pioneers who are able to befriend ordinary people of other countries. Respect differences and stay calm when you are misunderstood.";
const CHINESE: &str = "茶的故事\n\n茶是僧人带到山谷里来的。他们把茶种在南边的山坡上，那里的霜来得很晚。三百年里没有人卖过一片茶叶。\n\n后来有一个商人盖了第一座烘茶的房子。他用布和盐付给采茶的人。没有人问过僧人的意见。\n\n今天有十一户人家共用这片山坡。每一家都有自己揉茶的办法，每一家都觉得别人做得不对。春天的第一天他们一起喝茶。";
const ARABIC: &str = "تاريخ قصير للشاي\n\nجاء الشاي إلى الوادي مع الرهبان. زرعوه على السفح الجنوبي حيث يتأخر الصقيع. لم يبع أحد منه ورقة واحدة طوال ثلاثمئة عام.\n\nثم بنى تاجر أول بيت للتجفيف. كان يدفع للقاطفين قماشا وملحا. ولم يسأل أحد الرهبان عن رأيهم.\n\nاليوم تتقاسم إحدى عشرة أسرة هذا السفح. لكل أسرة طريقتها في لف الأوراق، وكل واحدة ترى أن الأخريات على خطأ.";

/// A text, the words quoted from it, what is replaced by what, and the words found then; empty if
/// they are not to be found.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn everyday_edits_are_followed() {
    let cases: &[Case] = &[
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[("He paid the pickers in cloth and salt.", "Nobody liked him. He paid the pickers in cloth and rice.")],
            "He paid the pickers in cloth and rice.",
        ),
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[("He paid the pickers in cloth and salt.", "Nobody liked him. He paid the pickers only in cloth and salt.")],
            "",
        ),
        (
            ENGLISH,
            "They drink together on the first day of spring.",
            &[("They drink together on the first day of spring.", "They are rivals all year. They eat and drink together on the first day of spring.")],
            "",
        ),
        (
            ENGLISH,
            "They drink together on the first day of spring.",
            &[("They drink together on the first day of spring.", "They eat together on the first day of May.")],
            "They eat together on the first day of May.",
        ),
        (
            ENGLISH,
            "They drink together on the first day of spring.",
            &[("They drink together on the first day of spring.", "They eat together on the first day of spring. It is a feast.")],
            "They eat together on the first day of spring.",
        ),
        (
            ENGLISH,
            "Today eleven families share the slope.",
            &[("Today eleven families share the slope.", "Today twelve families share the hill.")],
            "Today twelve families share the hill.",
        ),
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[("He paid the pickers in cloth and salt. The monks were not asked.", "He paid the pickers in cloth and rice.")],
            "He paid the pickers in cloth and rice.",
        ),
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[("cloth and salt", "cloth and rice"), ("The monks were not asked.", "The monks were never asked.")],
            "He paid the pickers in cloth and rice.",
        ),
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[("cloth and salt", "cloth and rice"), ("The monks were not asked.", "Nobody thought about the valley.")],
            "He paid the pickers in cloth and rice.",
        ),
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[("In 1890 a merchant", "At last a rich merchant"), ("He paid the pickers", "He paid all workers"), ("were not asked", "were never asked")],
            "He paid all workers in cloth and salt.",
        ),
        (
            ENGLISH,
            "Respect differences and stay calm when you are misunderstood.",
            &[("stay calm when", "keep calm if")],
            "Respect differences and keep calm if you are misunderstood.",
        ),
        (
            ENGLISH,
            "Respect differences and stay calm when you are misunderstood.",
            &[("ordinary people of other", "common people from other"), ("stay calm when", "keep calm when")],
            "Respect differences and keep calm when you are misunderstood.",
        ),
        (
            ENGLISH,
            "He paid the pickers in cloth and salt.",
            &[
                ("In 1890 a merchant built the first drying house. He paid the pickers in cloth and salt. The monks were not asked.\n\n", ""),
                (
                    "Cultivate pioneers",
                    "In 1890 a merchant built the first drying house. He paid the pickers in cloth and rice. The monks were not asked.\n\nCultivate pioneers",
                ),
            ],
            "He paid the pickers in cloth and rice.",
        ),
        (
            ENGLISH,
            "In 1890 a merchant built the first drying house.",
            &[
                ("In 1890 a merchant built the first drying house. He paid the pickers in cloth and salt. The monks were not asked.\n\n", ""),
                (
                    "Cultivate pioneers",
                    "In 1890 a merchant built the first tea house. He paid the pickers in cloth and salt. The monks were not asked.\n\nCultivate pioneers",
                ),
            ],
            "In 1890 a merchant built the first tea house.",
        ),
        (
            ENGLISH,
            "In 1890 a merchant built the first drying house.",
            &[
                ("In 1890 a merchant built the first drying house. He paid the pickers in cloth and salt. The monks were not asked.\n\n", ""),
                (
                    "Cultivate pioneers",
                    "In 1890 a merchant built the first drying huose. He paid the pickers in cloth and salt. The monks were not asked.\n\nCultivate pioneers",
                ),
            ],
            "In 1890 a merchant built the first drying huose.",
        ),
        (ENGLISH, "nobody sold a leaf of it", &[("sold a leaf", "sold one leaf")], "nobody sold one leaf of it"),
        (ENGLISH, "nobody sold a leaf of it", &[("leaf of it.", "leaf of this tea.")], "nobody sold a leaf of this tea"),
        (ENGLISH, "each believes that the others do it wrong", &[("Each of them has its own way of rolling the leaves, and each", "And each")], ""),
        (CHINESE, "他用布和盐付给采茶的人。", &[("布和盐", "布和米")], "他用布和米付给采茶的人。"),
        (CHINESE, "他用布和盐付给采茶的人。", &[("付给采茶的人", "付给采茶人")], "他用布和盐付给采茶人。"),
        (CHINESE, "他用布和盐付给采茶的人。", &[("他用布和盐付给采茶的人", "他每年用布和盐付给采茶的人")], "他每年用布和盐付给采茶的人。"),
        (CHINESE, "他用布和盐付给采茶的人。", &[("他用", "他只用"), ("第一座烘茶的房子", "第一座制茶的房子")], "他只用布和盐付给采茶的人。"),
        (CHINESE, "没有人问过僧人的意见。", &[("没有人问过僧人的意见", "没有人问僧人的意见")], "没有人问僧人的意见。"),
        (
            CHINESE,
            "他们把茶种在南边的山坡上，那里的霜来得很晚。",
            &[("南边的山坡上", "南边的山坡上，离村子不远")],
            "他们把茶种在南边的山坡上，离村子不远，那里的霜来得很晚。",
        ),
        (
            CHINESE,
            "他们把茶种在南边的山坡上，那里的霜来得很晚。",
            &[("很晚", "比较晚"), ("带到山谷里来的", "带进山谷的")],
            "他们把茶种在南边的山坡上，那里的霜来得比较晚。",
        ),
        (CHINESE, "三百年里没有人卖过一片茶叶。", &[("三百年", "两百年")], "两百年里没有人卖过一片茶叶。"),
        (CHINESE, "三百年里没有人卖过一片茶叶。", &[("卖过一片", "卖了一片")], "三百年里没有人卖了一片茶叶。"),
        (CHINESE, "三百年里没有人卖过一片茶叶。", &[("三百年里", "那时茶很少。三百年里"), ("一片", "半片")], "三百年里没有人卖过半片茶叶。"),
        (CHINESE, "每一家都有自己揉茶的办法", &[("揉茶的办法", "揉茶的方法")], "每一家都有自己揉茶的方法"),
        (CHINESE, "今天有十一户人家共用这片山坡。", &[("共用", "分享")], "今天有十一户人家分享这片山坡。"),
        (ARABIC, "زرعوه على السفح الجنوبي حيث يتأخر الصقيع.", &[("السفح الجنوبي", "التل الجنوبي")], "زرعوه على التل الجنوبي حيث يتأخر الصقيع."),
        (
            ARABIC,
            "زرعوه على السفح الجنوبي حيث يتأخر الصقيع.",
            &[("السفح الجنوبي", "التل الجنوبي"), ("مع الرهبان", "مع رهبان الشمال")],
            "زرعوه على التل الجنوبي حيث يتأخر الصقيع.",
        ),
        (ARABIC, "كان يدفع للقاطفين قماشا وملحا.", &[("قماشا وملحا", "قماشا وأرزا")], "كان يدفع للقاطفين قماشا وأرزا."),
        (ARABIC, "كان يدفع للقاطفين قماشا وملحا.", &[("للقاطفين قماشا", "للقاطفين دائما قماشا")], "كان يدفع للقاطفين دائما قماشا وملحا."),
        (ARABIC, "لم يبع أحد منه ورقة واحدة طوال ثلاثمئة عام.", &[("ثلاثمئة عام", "مئتي عام")], "لم يبع أحد منه ورقة واحدة طوال مئتي عام."),
        (
            ARABIC,
            "ولم يسأل أحد الرهبان عن رأيهم.",
            &[("ولم يسأل أحد الرهبان عن رأيهم", "ولم يسأل أحد من الناس الرهبان عن رأيهم")],
            "ولم يسأل أحد من الناس الرهبان عن رأيهم.",
        ),
    ];
    for (text, exact, edits, expected) in cases {
        let old = Document::new(text);
        let Located::Exact { start, end } = old.locate(&Quote { exact: (*exact).to_owned(), prefix: String::new(), suffix: String::new() }) else {
            panic!("{exact} is not there once")
        };
        let quote = old.quote(start, end);
        let mut edited = (*text).to_owned();
        for (from, to) in *edits {
            assert!(edited.contains(from), "{from}");
            edited = edited.replacen(from, to, 1);
        }
        let new = Document::new(&edited);
        let found = new.find_again(&Earlier { quote: &quote, start, was_unique: true, old_length: old.length(), text: Some(&old) });
        assert_eq!(new.text(found.start, found.end), *expected, "{exact}: {edits:?}");
        assert_eq!(found.state, if expected.is_empty() { State::Orphaned } else { State::Fuzzy }, "{exact}: {edits:?}");
    }
}
