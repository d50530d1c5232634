//! Texts of several languages, put together from the sentences below.

use crate::random::Random;

/// A language that people write in here.
#[derive(Debug)]
pub struct Language {
    /// BCP 47.
    pub tag: &'static str,
    /// Where essays in it come from.
    pub country: &'static str,
    /// Between two sentences, and the parts of a title.
    space: &'static str,
    /// Ends a text that was cut.
    stop: char,
    openings: &'static [&'static str],
    objects: &'static [&'static str],
    sentences: &'static [&'static str],
}

/// All of them; the first is the most frequent.
pub const LANGUAGES: [Language; 5] = [
    Language {
        tag: "en",
        country: "KE",
        space: " ",
        stop: '.',
        openings: &[
            "What neighbours owe",
            "A second look at",
            "Who may speak for",
            "The quiet price of",
            "Against haste in",
            "Notes on repairing",
            "How strangers settle",
            "In praise of",
        ],
        objects: &[
            "the well behind the customs house",
            "a ferry that nobody scheduled",
            "promises made in translation",
            "the last seat at the table",
            "maps drawn after the harvest",
            "letters answered too late",
            "a market with two currencies",
        ],
        sentences: &[
            "The kettle was already singing when the second delegation knocked.",
            "Nobody had asked the ferryman, although he alone knew both shores.",
            "A treaty is read twice: once by those who sign it and once by those who must live with it.",
            "My grandmother kept accounts in one language and forgave debts in another.",
            "If the interpreter pauses, the whole room learns how much depends on a single word.",
            "We could start with the fish, since they cross every line without papers.",
            "Disagreement is cheap to state and dear to keep, so I would rather hear your reasons than your verdict.",
            "The survey counted households and overlooked those who sleep in the workshop.",
            "An apology that arrives by post still has to be unfolded by somebody.",
            "Four winters ago the same plan failed for want of a bus timetable.",
            "I changed my mind after visiting, which is perhaps the best argument for visiting.",
            "Let the minutes show who was absent, and why the chair was left warm.",
        ],
    },
    Language {
        tag: "es",
        country: "PE",
        space: " ",
        stop: '.',
        openings: &["Lo que se debe a", "Otra mirada sobre", "Quién responde por", "El precio callado de", "Sin prisa ante", "Apuntes sobre"],
        objects: &[
            "la fuente detrás de la aduana",
            "una barca sin horario",
            "las promesas traducidas",
            "el último asiento de la mesa",
            "las cartas sin respuesta",
            "un mercado con dos monedas",
        ],
        sentences: &[
            "La tetera ya cantaba cuando llamó la segunda delegación.",
            "Nadie preguntó al barquero, aunque solo él conocía las dos orillas.",
            "Un acuerdo se lee dos veces: al firmarlo y al vivir con él.",
            "Mi abuela llevaba las cuentas en una lengua y perdonaba en otra.",
            "Podríamos empezar por los peces, que cruzan sin papeles.",
            "Discrepar cuesta poco y sostenerlo cuesta mucho; prefiero oír tus razones.",
            "La encuesta contó casas y olvidó a quienes duermen en el taller.",
            "Hace cuatro inviernos el mismo plan fracasó por falta de un autobús.",
            "Cambié de opinión después de ir, y quizá por eso conviene ir.",
            "Que el acta diga quién faltó y por qué la silla seguía tibia.",
        ],
    },
    Language {
        tag: "fr",
        country: "SN",
        space: " ",
        stop: '.',
        openings: &["Ce que nous devons à", "Un autre regard sur", "Qui parle encore pour", "Le prix discret de", "Sans hâte devant", "Notes à propos de"],
        objects: &[
            "la source derrière la douane",
            "cette barque sans horaire",
            "nos promesses traduites",
            "la dernière place à table",
            "ces lettres sans réponse",
            "ce marché à deux monnaies",
        ],
        sentences: &[
            "La bouilloire chantait déjà quand la deuxième délégation a frappé.",
            "Personne n’avait interrogé le passeur, pourtant seul à connaître les deux rives.",
            "Un traité se lit deux fois : quand on le signe et quand on vit avec.",
            "Ma grand-mère tenait ses comptes dans une langue et pardonnait dans une autre.",
            "Commençons par les poissons, puisqu’ils traversent sans papiers.",
            "Le désaccord coûte peu à dire et beaucoup à tenir ; donnez-moi plutôt vos raisons.",
            "L’enquête a compté les maisons et oublié ceux qui dorment à l’atelier.",
            "Il y a quatre hivers, le même projet a échoué faute d’un autobus.",
            "J’ai changé d’avis en y allant, ce qui est une bonne raison d’y aller.",
            "Que le procès-verbal dise qui manquait, et pourquoi la chaise était tiède.",
        ],
    },
    Language {
        tag: "de",
        country: "NA",
        space: " ",
        stop: '.',
        openings: &["Was wir einander schulden:", "Noch einmal über", "Wer spricht hier für", "Der stille Preis:", "Ohne Eile über", "Notizen über"],
        objects: &[
            "den Brunnen hinter dem Zollhaus",
            "eine Fähre ohne Fahrplan",
            "übersetzte Versprechen",
            "den letzten Platz am Tisch",
            "unbeantwortete Briefe",
            "einen Markt mit zwei Währungen",
        ],
        sentences: &[
            "Der Kessel sang schon, als die zweite Abordnung klopfte.",
            "Niemand hatte den Fährmann gefragt, obwohl nur er beide Ufer kannte.",
            "Ein Vertrag wird zweimal gelesen: beim Unterschreiben und beim Leben damit.",
            "Meine Großmutter führte ihre Bücher in einer Sprache und verzieh in einer anderen.",
            "Fangen wir mit den Fischen an, sie queren jede Linie ohne Papiere.",
            "Widerspruch ist billig gesagt und teuer gehalten; lieber höre ich deine Gründe.",
            "Die Erhebung zählte Haushalte und übersah, wer in der Werkstatt schläft.",
            "Vor vier Wintern scheiterte derselbe Plan an einem fehlenden Bus.",
            "Nach dem Besuch dachte ich anders, und das spricht für das Besuchen.",
            "Im Protokoll stehe, wer fehlte und warum der Stuhl noch warm war.",
        ],
    },
    Language {
        tag: "zh-Hans",
        country: "SG",
        space: "",
        stop: '。',
        openings: &["再谈", "我们亏欠", "谁来替人说", "不必急着看", "细想", "关于"],
        objects: &["海关后面的那口老井", "没有时刻表的渡船", "翻译之后的承诺", "桌边最后一个座位", "迟迟未回的信", "通行两种钱币的集市"],
        sentences: &[
            "第二个代表团敲门的时候，壶里的水已经响了。",
            "没有人去问摆渡人，其实只有他熟悉两岸。",
            "一份协定要读两遍：签字的人读一遍，照它过日子的人再读一遍。",
            "外婆用一种话记账，用另一种话原谅别人。",
            "不如先谈鱼，它们过界从来不带证件。",
            "反对说出口容易，坚持下来却难，我更想听你的理由。",
            "调查数了门户，却漏掉了睡在作坊里的人。",
            "四个冬天以前，同样的计划因为少一班车而落空。",
            "去过之后我改了主意，这大概就是该去的原因。",
            "请记下谁没有来，还有那把椅子为什么是热的。",
        ],
    },
];

const GIVEN: [&str; 16] =
    ["Amina", "Bruno", "Chinwe", "Dilnoza", "Esther", "Farid", "Greta", "Hiroshi", "Inés", "Jarmila", "Kofi", "Lan", "Mateus", "Noor", "Ólafur", "Priya"];
const FAMILY: [&str; 16] = [
    "Abara", "Brandt", "Cissé", "Duarte", "Eriksen", "Fuentes", "Gunawan", "Haddad", "Ilieva", "Jansen", "Kimura", "Lemaire", "Moreau", "Nkosi", "Okafor", "王",
];

const SYLLABLES: [&str; 24] = [
    "bal", "cor", "dun", "eth", "fal", "gor", "hel", "ist", "jar", "kel", "lum", "mor", "nad", "orm", "pel", "quen", "ros", "sil", "tar", "ulm", "vex", "wen",
    "yor", "zan",
];
const CHARACTERS: [&str; 24] =
    ["云", "溪", "柏", "岚", "沧", "澄", "漪", "苇", "雁", "麓", "岑", "澜", "棠", "霁", "鹭", "沅", "汀", "岫", "芷", "筠", "峪", "渚", "蓼", "垣"];

/// Two words to search for: mostly frequent ones of one sentence, sometimes a rare place.
/// Neither holds anything that JSON would escape.
pub fn two_words(random: &mut Random) -> String {
    let language = language(random);
    let sentence = random.pick(language.sentences).copied().unwrap_or_default();
    let words: Vec<String> = if language.space.is_empty() {
        let letters: Vec<char> = sentence.chars().collect();
        letters.windows(2).filter(|pair| pair.iter().all(|letter| letter.is_alphanumeric())).map(|pair| pair.iter().collect()).collect()
    } else {
        sentence.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
    };
    let mut word = || random.pick(&words).cloned().unwrap_or_default();
    let (first, second) = (word(), word());
    let first = if random.below(4) == 0 { language.place(random) } else { first };
    // As it is while one types: the second word may go on.
    format!("{first} {second}")
}

/// A language; English twice as often as any other.
pub fn language(random: &mut Random) -> &'static Language {
    let drawn = random.below(6) as usize;
    LANGUAGES.get(drawn).unwrap_or(&LANGUAGES[0])
}

/// A person's name.
pub fn name(random: &mut Random) -> String {
    let (given, family) = (random.pick(&GIVEN), random.pick(&FAMILY));
    [given, family].into_iter().flatten().copied().collect::<Vec<_>>().join(" ")
}

impl Language {
    /// A place with a name that some thirty replies of half a million share.
    fn place(&self, random: &mut Random) -> String {
        let parts = if self.space.is_empty() { &CHARACTERS } else { &SYLLABLES };
        (0..3).filter_map(|_| random.pick(parts)).copied().collect()
    }

    /// How a reply begins: with a place.
    pub fn opening(&self, random: &mut Random) -> String {
        if self.space.is_empty() { format!("{}：", self.place(random)) } else { format!("{}: ", self.place(random)) }
    }

    /// A title of one line.
    pub fn title(&self, random: &mut Random) -> String {
        let (opening, object) = (random.pick(self.openings), random.pick(self.objects));
        [opening, object].into_iter().flatten().copied().collect::<Vec<_>>().join(self.space)
    }

    /// A paragraph of about `length` bytes. Bytes, not characters, so that an
    /// answer weighs the same in every language.
    pub fn paragraph(&self, random: &mut Random, length: usize) -> String {
        let mut text = String::with_capacity(length + 128);
        while text.len() < length {
            if !text.is_empty() {
                text.push_str(self.space);
            }
            text.push_str(random.pick(self.sentences).copied().unwrap_or_default());
        }
        if text.len() > length {
            text.truncate(text.floor_char_boundary(length));
            let end = text.trim_end_matches([' ', '.', ',', ':', ';', '。', '，', '：']).len();
            text.truncate(end);
            text.push(self.stop);
        }
        text
    }
}

/// Markdown of `count` paragraphs, and the same as HTML. The sentences hold
/// nothing that either would escape.
pub fn paragraphs(language: &Language, random: &mut Random, count: u32, length: usize) -> (String, String) {
    let texts: Vec<String> = (0..count).map(|_| language.paragraph(random, length)).collect();
    let html = texts.iter().flat_map(|text| ["<p>", text.as_str(), "</p>\n"]).collect();
    (texts.join("\n\n"), html)
}
