//! Words of Chinese text, which is written without spaces.

use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::settings::Settings;

/// Whether a character is one of Chinese writing.
pub(super) fn is_han(character: char) -> bool {
    matches!(u32::from(character), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Some 170,000 words and those of the shipped lists: it takes a moment to load and
/// stays, so it is made once, with the first Chinese text.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for lists in Settings::default().words.values() {
        for word in lists.kinds().iter().flat_map(|(_, words)| *words) {
            if word.chars().count() > 1 && word.chars().all(is_han) && !jieba.has_word(word) {
                jieba.add_word(word, None, None);
            }
        }
    }
    jieba
});

pub(super) fn warm_up() {
    LazyLock::force(&DICTIONARY);
}

/// Lengths, in characters, of the words of a text of Chinese characters alone.
///
/// Without guessing at unknown words: what the dictionary lacks falls into single
/// characters, and a listed word is still found by where its characters end.
pub(super) fn lengths(text: &str) -> Vec<usize> {
    DICTIONARY.cut(text, false).iter().map(|token| token.word.chars().count()).collect()
}

/// Usual traditional characters, each with its simplified form behind it.
const TRADITIONAL: &str = "們们個个這这國国認认為为說说謊谎騙骗豬猪賤贱腦脑殘残廢废無无恥耻貨货滾滚閉闭媽妈殺杀還还沒没從从來来總总會会對对錯错過过別别誰谁敗败類类賣卖\
    漢汉聖圣瘋疯偽伪強强盜盗懶懒髒脏貪贪雙双標标虛虚韓韩羅罗蘇苏臺台灣湾陸陆歐欧亞亚猶犹維维爾尔難难華华東东廣广聽听話话讓让應应該该麼么樣样種种\
    實实並并幾几當当嗎吗給给資资邊边開开點点見见覺觉觀观論论問问題题講讲誤误視视與与於于後后業业學学習习體体氣气惡恶醜丑義义識识態态壞坏優优僅仅\
    統统敵敌戰战爭争懷怀厭厌輩辈貴贵賊贼奪夺詐诈禮礼驕骄狹狭陰阴險险戲戏彈弹壓压權权滿满髮发發发書书讀读寫写買买錢钱億亿歲岁時时間间鄉乡區区線线\
    電电腳脚頭头臉脸圖图記记誠诚請请謝谢憑凭連连遠远運运達达遲迟適适選选醫医釋释鐵铁錄录閒闲關关陣阵隨随雖虽離离靈灵響响頂顶項项順顺須须預预領领\
    頻频顯显風风飛飞飯饭養养餓饿馬马驚惊鬥斗魯鲁鳥鸟麗丽黃黄黨党齊齐罵骂軍军網网絲丝終终經经績绩繼继續续舊旧萬万葉叶蔣蒋藝艺蘭兰處处號号補补裝装\
    裡里規规計计訴诉訊讯詞词試试詩诗誇夸調调談谈議议譯译護护讚赞負负財财責责費费賞赏贊赞趕赶跡迹蹟迹車车軟软輕轻較较農农邏逻輯辑嚇吓蠻蛮倖幸係系\
    倫伦側侧偵侦偉伟傑杰傷伤傳传債债傾倾僑侨價价儀仪償偿兒儿兩两剛刚創创劃划劇剧劉刘動动務务勝胜勞劳勢势勵励勸劝協协單单卻却參参員员啟启嘆叹嚴严\
    團团園园圍围場场塊块壯壮夠够夢梦奧奥獎奖婦妇孫孙寧宁審审專专將将導导屆届層层屬属島岛師师帶带幫帮庫库廟庙廠厂張张彌弥徑径復复徵征慶庆憂忧憶忆\
    懲惩戀恋戶户拋抛掃扫掛挂採采揚扬換换損损搶抢擁拥擇择擊击擔担據据擠挤擴扩擾扰攔拦敘叙數数斷断晉晋晝昼暫暂曆历條条極极構构榮荣樂乐樓楼檢检檔档\
    歡欢歷历歸归毀毁決决況况淚泪淺浅測测湯汤準准溝沟溫温滅灭漲涨潔洁濟济濫滥災灾煙烟熱热燈灯爺爷狀状獨独獲获環环現现瑪玛產产畢毕畫画異异療疗皺皱\
    盡尽監监盤盘碼码確确禍祸稅税穩稳窮穷競竞筆笔節节範范築筑簡简簽签籃篮紀纪約约紅红純纯紐纽紙纸級级細细紹绍組组結结絕绝綜综緊紧緣缘編编緩缓練练\
    縣县縮缩縱纵織织繞绕罰罚羨羡聞闻聯联聰聪職职肅肃腫肿膽胆舉举艱艰莊庄蓋盖藥药虧亏蝦虾術术衛卫衝冲製制複复襲袭覽览訂订訓训訪访設设許许評评誌志\
    語语諷讽諸诸謀谋謠谣謹谨證证譜谱變变豐丰貝贝貢贡貧贫貶贬貿贸賀贺賓宾賴赖賺赚購购贏赢踐践躍跃轉转辦办辭辞輸输邁迈郵邮鄰邻醬酱鈴铃銀银銷销鋼钢\
    錦锦鍵键鎮镇鏡镜長长門门閱阅闆板隊队階阶際际雜杂雞鸡靜静頁页顆颗願愿顧顾飄飘飲饮餘余館馆駐驻騎骑驗验鬆松魚鱼鮮鲜鹽盐麥麦龍龙";

/// The simplified form of a traditional character, of the most usual ones only.
pub(super) fn simplified(character: char) -> char {
    static PAIRS: LazyLock<std::collections::HashMap<char, char>> = LazyLock::new(|| {
        let characters: Vec<char> = TRADITIONAL.chars().filter(|character| !character.is_whitespace()).collect();
        characters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    });
    PAIRS.get(&character).copied().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::{TRADITIONAL, lengths, simplified};

    #[test]
    fn words_are_parted() {
        assert_eq!(lengths("你们美国人就是爱撒谎"), [2, 3, 2, 1, 2]);
        assert_eq!(lengths("美国人民很友好"), [2, 2, 1, 2]);
    }

    #[test]
    fn traditional_characters_are_read_as_simplified() {
        assert_eq!("你們這個騙子".chars().map(simplified).collect::<String>(), "你们这个骗子");
        assert_eq!(TRADITIONAL.chars().count() % 2, 0);
    }
}
