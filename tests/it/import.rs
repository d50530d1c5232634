//! `teahouse import essay`.

use serde_json::json;

use crate::{process::Home, sql::Sql};

const ENGLISH: &str = "---
slug: the-ferry
language: en
original_language: fr
origin_country: CH
title: The Ferry
credits:
  - {role: AUTHOR, name: Claire Duval, handle: claire}
  - {role: TRANSLATOR, name: Grace Adeyemi}
source_url: https://example.org/ferry
published: 2024-05-20
---
A ferry has **two** shores.

It belongs to neither.
";

const FRENCH: &str = "---
slug: the-ferry
language: fr
original_language: fr
origin_country: CH
title: Le bac
credits:
  - {role: AUTHOR, name: Claire Duval, handle: claire}
published: 2024-05-01T08:00:00Z
---
Un bac a deux rives.
";

#[tokio::test]
async fn two_languages_make_one_essay() {
    let home = Home::new();
    home.create_user("claire", "MEMBER");
    let files = [home.write("ferry.en.md", ENGLISH), home.write("ferry.fr.md", FRENCH)];
    let import = || home.run(&["import", "essay", &files[0], &files[1]]).expect(0).out;
    let said = import();
    assert!(said.matches("new edition").count() == 2 && said.contains("the-ferry (en)") && said.contains("the-ferry (fr)"), "{said}");
    let sql = Sql::open(&home.database()).await;
    let counts = sql.counts().await;
    assert_eq!(sql.texts("SELECT slug || original_language || origin_country FROM essays").await, ["the-ferryfrCH"]);
    assert_eq!(sql.number("SELECT count(*) FROM credits").await, 3);
    assert_eq!(sql.number("SELECT count(*) FROM credits WHERE user_id IS NOT NULL").await, 2);

    let said = import();
    assert_eq!(said.matches(": unchanged").count(), 2, "{said}");
    assert_eq!(sql.counts().await, counts, "importing the same again changes nothing");

    home.write("ferry.en.md", ENGLISH.replace("neither", "both"));
    let said = import();
    assert!(said.contains("new revision") && said.contains("unchanged"), "{said}");
    assert_eq!(sql.texts("SELECT revision || substr(body, -5) FROM editions WHERE language = 'en'").await, ["2both."]);
    assert_eq!(sql.texts("SELECT number || substr(body, -8) FROM edition_revisions").await, ["1neither."], "the old text is kept");
    home.write("ferry.en.md", ENGLISH.replace("neither", "both").replace("Adeyemi", "Okafor"));
    let said = import();
    assert!(said.contains("amended"), "{said}");
    assert_eq!(sql.number("SELECT revision FROM editions WHERE language = 'en'").await, 2, "facts make no revision");
    assert_eq!(sql.number("SELECT count(*) FROM credits WHERE name = 'Grace Okafor'").await, 1);
}

#[tokio::test]
async fn readers_see_what_was_imported() {
    let home = Home::new();
    home.create_user("claire", "MEMBER");
    // As some editors write it: a byte order mark, line ends of two bytes.
    let files = [home.write("ferry.en.md", ENGLISH.replace('\n', "\r\n")), home.write("ferry.fr.md", FRENCH)];
    home.run(&["import", "essay", &files[0], &files[1]]).expect(0);
    let server = home.serve(&[]);
    let query = "{ essay(slug: \"the-ferry\") { originCountry originalLanguage title(language: \"en\") editions { language }
        edition(language: \"en\") { title body bodyHtml sourceUrl publishedAt credits { role name user { handle } } } } }";
    let essay = server.api(None).good(query, json!(null)).await["essay"].clone();
    assert_eq!(essay["originCountry"], "CH");
    assert_eq!(essay["originalLanguage"], "fr");
    assert_eq!(essay["editions"].as_array().map(Vec::len), Some(2));
    assert_eq!(essay["edition"]["body"], "A ferry has **two** shores.\n\nIt belongs to neither.");
    assert!(essay["edition"]["bodyHtml"].as_str().unwrap().contains("<strong>two</strong>"));
    assert_eq!(essay["edition"]["sourceUrl"], "https://example.org/ferry");
    assert!(essay["edition"]["publishedAt"].as_str().unwrap().starts_with("2024-05-20T00:00:00"));
    let credits =
        json!([{ "role": "AUTHOR", "name": "Claire Duval", "user": { "handle": "claire" } }, { "role": "TRANSLATOR", "name": "Grace Adeyemi", "user": null }]);
    assert_eq!(essay["edition"]["credits"], credits);
    server.stop().expect(0);
}

#[tokio::test]
async fn a_plain_text_takes_its_facts_from_flags() {
    let home = Home::new();
    let file = home.write("umbrella.txt", "\u{FEFF}The Lent Umbrella\n\nShe lent me hers and walked home wet.\n");
    let missing = home.run(&["import", "essay", &file]).expect(1).err;
    assert!(missing.contains("--slug"), "{missing}");
    let missing = home.run(&["import", "essay", &file, "--slug", "the-lent-umbrella"]).expect(1).err;
    assert!(missing.contains("--language"), "{missing}");
    let flags = [
        "--slug",
        "the-lent-umbrella",
        "--language",
        "EN",
        "--origin-country",
        "jp",
        "--author",
        "Yuki Mori",
        "--translator",
        "Ann One",
        "--translator",
        "Bo Two",
        "--published",
        "2020-02-29",
    ];
    let arguments = [&["import", "essay", &file], &flags[..]].concat();
    home.run(&arguments).expect(0);
    assert!(home.run(&arguments).expect(0).out.contains("unchanged"));
    let sql = Sql::open(&home.database()).await;
    assert_eq!(sql.texts("SELECT title || '|' || body || '|' || language FROM editions").await, ["The Lent Umbrella|She lent me hers and walked home wet.|en"]);
    assert_eq!(sql.texts("SELECT name FROM credits ORDER BY ordinal").await, ["Yuki Mori", "Ann One", "Bo Two"]);
    assert_eq!(sql.texts("SELECT origin_country FROM essays").await, ["JP"]);
    let bad = [&["import", "essay", &file], &flags[..12], &["--published", "someday"]].concat();
    assert!(home.run(&bad).expect(1).err.contains("someday"));
}

#[tokio::test]
async fn bad_files_are_refused_and_the_others_go_in() {
    let home = Home::new();
    home.create_user("claire", "MEMBER");
    let bad: [(&str, Vec<u8>, usize, &str); 11] = [
        ("plain.md", b"No header.\n".to_vec(), 1, "front matter"),
        ("open.md", b"---\nslug: open\n".to_vec(), 1, "no end"),
        ("key.md", ENGLISH.replace("title:", "titel:").into(), 6, "titel"),
        ("role.md", ENGLISH.replace("TRANSLATOR", "WRITER").into(), 9, "WRITER"),
        ("language.md", ENGLISH.replace("language: en", "language: englisch").into(), 3, "language"),
        ("country.md", ENGLISH.replace("origin_country: CH", "origin_country: XX").into(), 5, "origin_country"),
        ("slug.md", ENGLISH.replace("slug: the-ferry", "slug: The Ferry!").into(), 2, "slug"),
        ("url.md", ENGLISH.replace("https://example.org/ferry", "javascript:alert(1)").into(), 10, "source_url"),
        ("day.md", ENGLISH.replace("2024-05-20", "yesterday").into(), 11, "yesterday"),
        ("body.md", ENGLISH.split("A ferry").next().unwrap().into(), 13, "body"),
        ("latin.md", [ENGLISH.as_bytes(), b"caf\xe9\n"].concat(), 16, "UTF-8"),
    ];
    let nobody = home.write("nobody.md", ENGLISH.replace("handle: claire", "handle: nobody"));
    let good = home.write("good.md", ENGLISH);
    let mut files: Vec<String> = bad.iter().map(|(name, bytes, ..)| home.write(name, bytes)).collect();
    files.insert(3, good);
    files.push(home.text("absent.md"));
    files.push(nobody);
    let arguments: Vec<&str> = ["import", "essay"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let said = home.run(&arguments).expect(1);
    for (name, _, line, reason) in &bad {
        let told = said.err.lines().find(|told| told.contains(&format!("{name}:"))).unwrap_or_else(|| panic!("{name} is not told: {}", said.err));
        assert!(told.contains(&format!("{name}:{line}: ")) && told.contains(reason), "wanted line {line} and `{reason}`: {told}");
    }
    assert!(said.err.contains("absent.md:") && said.err.contains("`nobody`"), "{}", said.err);
    assert!(said.err.contains("13 of 14 refused"), "{}", said.err);
    assert!(said.out.contains("good.md: the-ferry (en): new edition"), "{}", said.out);
    let sql = Sql::open(&home.database()).await;
    assert_eq!(sql.number("SELECT count(*) FROM editions").await, 1);
}
