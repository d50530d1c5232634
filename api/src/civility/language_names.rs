//! Names of languages in the languages of suggestions.

/// Tag, English, Chinese.
const NAMES: &[(&str, &str, &str)] = &[
    ("af", "Afrikaans", "南非荷兰语"),
    ("ak", "Akan", "阿坎语"),
    ("am", "Amharic", "阿姆哈拉语"),
    ("ar", "Arabic", "阿拉伯语"),
    ("az", "Azerbaijani", "阿塞拜疆语"),
    ("be", "Belarusian", "白俄罗斯语"),
    ("bg", "Bulgarian", "保加利亚语"),
    ("bn", "Bengali", "孟加拉语"),
    ("bs", "Bosnian", "波斯尼亚语"),
    ("ca", "Catalan", "加泰罗尼亚语"),
    ("cs", "Czech", "捷克语"),
    ("cy", "Welsh", "威尔士语"),
    ("da", "Danish", "丹麦语"),
    ("de", "German", "德语"),
    ("el", "Greek", "希腊语"),
    ("en", "English", "英语"),
    ("eo", "Esperanto", "世界语"),
    ("es", "Spanish", "西班牙语"),
    ("et", "Estonian", "爱沙尼亚语"),
    ("fa", "Persian", "波斯语"),
    ("fi", "Finnish", "芬兰语"),
    ("fr", "French", "法语"),
    ("gu", "Gujarati", "古吉拉特语"),
    ("he", "Hebrew", "希伯来语"),
    ("hi", "Hindi", "印地语"),
    ("hr", "Croatian", "克罗地亚语"),
    ("hu", "Hungarian", "匈牙利语"),
    ("hy", "Armenian", "亚美尼亚语"),
    ("id", "Indonesian", "印度尼西亚语"),
    ("it", "Italian", "意大利语"),
    ("ja", "Japanese", "日语"),
    ("jv", "Javanese", "爪哇语"),
    ("ka", "Georgian", "格鲁吉亚语"),
    ("km", "Khmer", "高棉语"),
    ("kn", "Kannada", "卡纳达语"),
    ("ko", "Korean", "韩语"),
    ("la", "Latin", "拉丁语"),
    ("lt", "Lithuanian", "立陶宛语"),
    ("lv", "Latvian", "拉脱维亚语"),
    ("mk", "Macedonian", "马其顿语"),
    ("ml", "Malayalam", "马拉雅拉姆语"),
    ("mr", "Marathi", "马拉地语"),
    ("ms", "Malay", "马来语"),
    ("my", "Burmese", "缅甸语"),
    ("nb", "Norwegian Bokmål", "书面挪威语"),
    ("ne", "Nepali", "尼泊尔语"),
    ("nl", "Dutch", "荷兰语"),
    ("nn", "Norwegian Nynorsk", "新挪威语"),
    ("no", "Norwegian", "挪威语"),
    ("or", "Odia", "奥里亚语"),
    ("pa", "Punjabi", "旁遮普语"),
    ("pl", "Polish", "波兰语"),
    ("pt", "Portuguese", "葡萄牙语"),
    ("ro", "Romanian", "罗马尼亚语"),
    ("ru", "Russian", "俄语"),
    ("si", "Sinhala", "僧伽罗语"),
    ("sk", "Slovak", "斯洛伐克语"),
    ("sl", "Slovenian", "斯洛文尼亚语"),
    ("sn", "Shona", "绍纳语"),
    ("sr", "Serbian", "塞尔维亚语"),
    ("sv", "Swedish", "瑞典语"),
    ("ta", "Tamil", "泰米尔语"),
    ("te", "Telugu", "泰卢固语"),
    ("th", "Thai", "泰语"),
    ("tk", "Turkmen", "土库曼语"),
    ("tl", "Tagalog", "他加禄语"),
    ("tr", "Turkish", "土耳其语"),
    ("uk", "Ukrainian", "乌克兰语"),
    ("ur", "Urdu", "乌尔都语"),
    ("uz", "Uzbek", "乌兹别克语"),
    ("vi", "Vietnamese", "越南语"),
    ("yi", "Yiddish", "意第绪语"),
    ("yue", "Cantonese", "粤语"),
    ("zh", "Chinese", "中文"),
    ("zu", "Zulu", "祖鲁语"),
];

/// The name of a tag's language in Chinese or in English; the tag itself if it has none here.
pub(super) fn name(tag: &str, in_chinese: bool) -> &str {
    let primary = tag.split('-').next().unwrap_or_default();
    let found = NAMES.iter().find(|(code, ..)| code.eq_ignore_ascii_case(primary));
    found.map_or(tag, |(_, english, chinese)| if in_chinese { chinese } else { english })
}

#[cfg(test)]
mod tests {
    use super::{NAMES, name};

    #[test]
    fn every_language_that_can_be_detected_has_its_names() {
        assert!(NAMES.is_sorted_by_key(|(code, ..)| code));
        let table: Vec<&str> = NAMES.iter().map(|(code, ..)| *code).collect();
        let lacking: Vec<_> = crate::text::detect::languages().filter(|tag| !table.contains(tag)).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
        assert_eq!((name("zh-Hans", false), name("FR-ca", true), name("sw", false)), ("Chinese", "法语", "sw"));
    }
}
