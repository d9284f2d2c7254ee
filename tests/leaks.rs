//! Nobody learns anything from a text that is closed to them: what they are told, by every door, is byte for byte what they would be told by
//! an index that never held it.
//!
//! `tests/guards` takes each guard out of a copy of the sources, one at a time, and shows that this test notices.

use std::{collections::BTreeMap, path::Path};

use ibid::{
    access::{Caller, Policy},
    index::Index,
};

#[path = "leaks/doors.rs"]
mod doors;
mod made;
#[path = "leaks/outside.rs"]
mod outside;
#[path = "leaks/world.rs"]
mod world;

/// Both indexes for each policy and caller.
fn each_pair(mut pair: impl FnMut(&Index, &Index, &Policy, (Caller, &str))) {
    for policy in world::policies() {
        let folder = tempfile::tempdir().unwrap();
        let whole = world::whole(&folder.path().join("whole"), &policy);
        for (caller, name) in world::CALLERS {
            let without = world::without(&folder.path().join(name), &policy, caller);
            pair(&whole, &without, &policy, (caller, name));
        }
    }
}

/// The folders in which both indexes are, each as `index`.
fn each_folder(policies: &[Policy], mut pair: impl FnMut(&Path, &Path, &Policy, (Caller, &str))) {
    for policy in policies {
        let folder = tempfile::tempdir().unwrap();
        world::whole(&folder.path().join("whole/index"), policy);
        for (caller, name) in world::CALLERS {
            world::without(&folder.path().join(name).join("index"), policy, caller);
            pair(&folder.path().join("whole"), &folder.path().join(name), policy, (caller, name));
        }
    }
}

/// Fails with the first difference, and says how many there are.
fn compare(told: &[(String, String)], never_held: &[(String, String)], who: &str, policy: &Policy) {
    let known: BTreeMap<&str, &str> = never_held.iter().map(|(door, said)| (door.as_str(), said.as_str())).collect();
    assert_eq!(told.len(), never_held.len());
    let differs = |(door, said): &&(String, String)| known.get(door.as_str()) != Some(&said.as_str());
    let different: Vec<&(String, String)> = told.iter().filter(differs).collect();
    let Some((door, said)) = different.first() else { return };
    let doors: Vec<&str> = different.iter().map(|(door, _)| door.as_str()).collect();
    let expected = known.get(door.as_str()).unwrap_or(&"");
    let at = said.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| text.get(at.saturating_sub(80)..).unwrap_or(text).chars().take(240).collect::<String>();
    panic!(
        "{who} learns from closed texts under {policy:?}, by {} doors: {doors:?}\n{door}\n  told:       {}\n  never held: {}",
        different.len(),
        near(said),
        near(expected)
    );
}

#[test]
fn the_library_tells_nothing() {
    each_pair(|whole, without, policy, (caller, name)| {
        let told = doors::said(&whole.snapshot().unwrap(), caller);
        let never_held = doors::said(&without.snapshot().unwrap(), caller);
        compare(&told, &never_held, name, policy);
    });
}

#[test]
fn the_command_line_tells_nothing() {
    // Of staff nothing is told, of the others the record.
    each_folder(&world::policies()[2..], |whole, without, policy, (_, name)| {
        compare(&outside::typed(whole, name), &outside::typed(without, name), name, policy);
    });
}

#[test]
fn the_server_tells_nothing() {
    each_folder(&world::policies()[1..], |whole, without, policy, (caller, name)| {
        let said = |folder: &Path| {
            let secret = outside::token(folder, caller);
            outside::Server::of(folder).said(secret.as_deref())
        };
        compare(&said(whole), &said(without), name, policy);
    });
}

/// A battery that asks for what is not there would pass whatever the guards do.
#[test]
fn the_owner_is_told_what_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let whole = world::whole(&folder.path().join("whole"), &Policy::default());
    let snapshot = whole.snapshot().unwrap();
    let (owner, stranger) = (doors::said(&snapshot, Caller::Owner), doors::said(&snapshot, Caller::Anonymous));
    let asked: Vec<_> = owner.iter().zip(&stranger).filter(|((door, _), _)| door.starts_with("search: ")).collect();
    let same: Vec<&str> =
        (owner.iter().zip(&stranger).filter(|(a, b)| a == b)).map(|((door, _), _)| door.as_str()).collect();
    let same_questions = same.iter().filter(|door| door.starts_with("search: ")).count();
    assert!(same_questions * 2 < asked.len(), "{same_questions} of {}: {same:#?}", asked.len());
    for asked in ["zyxgloria", "lantern", "heading:zyxglo*", "zyxglorja", "language:fi", "wells", "page:g1"] {
        assert!(!same.contains(&format!("search: {asked}").as_str()), "{asked}");
    }
    for typed in ["zyxg", "the zyxgloria ch", "zyxgloria la"] {
        assert!(!same.contains(&format!("complete: {typed}").as_str()), "{typed}");
    }
}

/// What an index says of the day before an embargo ends and of the day it ends, without having been touched.
#[test]
fn an_embargo_ends_at_midnight() {
    let folder = tempfile::tempdir().unwrap();
    let whole = world::whole(&folder.path().join("whole"), &Policy::default());
    let snapshot = whole.snapshot().unwrap();
    let found = |day: &str| {
        let options = ibid::search::Options::new(Caller::Anonymous, day.parse().unwrap());
        let asked = ibid::query::Query::parse("zyxembargia");
        ibid::search::search(&snapshot, &asked, &options).unwrap().total_theses
    };
    assert_eq!([found("2998-12-31"), found("2999-01-01"), found("2998-12-31")], [0, 1, 0]);
}

#[test]
fn a_choice_holds_from_the_next_question_on_and_when_the_index_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("whole");
    let whole = world::whole(&dir, &Policy::default());
    let theses =
        |index: &Index| index.snapshot().unwrap().view(Caller::Anonymous, world::today()).unwrap().sums().theses;
    let before = theses(&whole);
    Index::open(&dir).unwrap().choose(&world::policies()[1]).unwrap();
    assert_eq!(theses(&whole), before - 8);
    assert_eq!(Index::rebuild(&dir).unwrap().snapshot().unwrap().policy(), world::policies()[1]);
    assert!(Path::new(&dir).join("ibid-access").exists());
}

/// A token opens what its role opens, and one that is unknown, over or revoked opens nothing, not even what is open to strangers.
#[test]
fn a_token_that_is_not_good_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    world::whole(&folder.path().join("index"), &Policy::default());
    let server = outside::Server::of(folder.path());
    let asked = |header: &str| {
        let headers: Vec<String> = header.lines().map(str::to_owned).collect();
        server.get("/api/v1/search?q=zyxstaffia&limit=1", &headers)
    };
    let counts = |reply: &str, total: u32| {
        reply.starts_with("HTTP/1.1 200") && reply.contains(&format!("\"total_theses\":{total},"))
    };
    assert!(counts(&asked(""), 0));
    let secrets = [Caller::Staff, Caller::Registered].map(|caller| outside::token(folder.path(), caller).unwrap());
    let [staff, registered] = secrets.map(|secret| format!("Authorization: Bearer {secret}"));
    let reply = asked(&staff);
    assert!(counts(&reply, 1), "a running server knows of a new token: {reply}");
    let head = reply.to_lowercase();
    assert!(head.contains("cache-control: private") && head.contains("vary: authorization"), "{reply}");
    assert!(counts(&asked(&registered), 0));
    let wrong = [format!("{staff}0"), format!("{staff}\n{registered}"), staff.replace("Bearer", "Basic")];
    let over = outside::ended_token(folder.path());
    for header in wrong.into_iter().chain(["Authorization: Bearer".into(), format!("Authorization: Bearer {over}")]) {
        let reply = asked(&header);
        assert!(
            reply.starts_with("HTTP/1.1 401") && reply.to_lowercase().contains("www-authenticate: bearer"),
            "{reply}"
        );
        assert!(reply.contains("application/problem+json"), "{reply}");
    }
    let listed = outside::ran(folder.path(), &["token", "list"]);
    let id = listed.lines().find(|line| line.contains("staff")).and_then(|line| line.split(' ').next()).unwrap();
    outside::ran(folder.path(), &["token", "revoke", id]);
    assert!(asked(&staff).starts_with("HTTP/1.1 401"), "{listed}");
}

/// Two texts that differ are each all but the same as a third one: who may not read that must not be told that they are the same.
#[test]
fn a_closed_text_links_no_others() {
    for closed_by in ["staff", "embargo"] {
        for order in [[0, 1, 2], [1, 0, 2], [1, 2, 0], [0, 2, 1]] {
            let folder = tempfile::tempdir().unwrap();
            let index = Index::open_or_create(folder.path()).unwrap();
            let [first, bridge, last] = world::bridged(closed_by);
            let keys = [first.key, bridge.key, last.key];
            let mut writer = world::writer(&index);
            let theses = [first, bridge, last];
            for (at, number) in order.into_iter().enumerate() {
                writer.put(theses[number].clone()).unwrap();
                // Within a commit and across.
                if at == 1 {
                    writer.commit().unwrap();
                }
            }
            writer.finish().unwrap();
            let same = |caller, number: usize| {
                index.snapshot().unwrap().view(caller, world::today()).unwrap().same_text(keys[number]).unwrap()
            };
            for number in [0, 2] {
                assert!(same(Caller::Registered, number).is_empty(), "{closed_by} {order:?}");
            }
            assert!(!same(Caller::Staff, 1).is_empty(), "whoever may read it is told: {order:?}");
        }
    }
}

#[test]
fn the_server_names_other_deposits_to_those_who_may_read_them() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path().join("index")).unwrap();
    let theses = world::bridged("staff");
    let keys = theses.each_ref().map(|thesis| thesis.key.to_string());
    let mut writer = world::writer(&index);
    theses.into_iter().for_each(|thesis| writer.put(thesis).unwrap());
    writer.finish().unwrap();
    let server = outside::Server::of(folder.path());
    let told = |caller| {
        let header = outside::token(folder.path(), caller).map(|secret| format!("Authorization: Bearer {secret}"));
        let reply = server.get(&format!("/api/v1/theses/{}", keys[0]), header.as_slice());
        assert!(reply.starts_with("HTTP/1.1 200") && !reply.contains("/theses/bridge.pdf"), "{reply}");
        reply.contains(&format!("\"also_in\":[{{\"key\":\"{}\"}}]", keys[1]))
    };
    assert_eq!([Caller::Anonymous, Caller::Registered, Caller::Staff].map(told), [false, false, true]);
}

/// What a PDF says of itself fills the blanks of a record, unless the record closes it.
#[test]
fn a_closed_pdf_says_nothing_in_its_record() {
    let said = |record: &str| {
        let folder = tempfile::tempdir().unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/treidelpfade.pdf");
        std::fs::create_dir(folder.path().join("theses")).unwrap();
        std::fs::copy(sample, folder.path().join("theses/a.pdf")).unwrap();
        std::fs::write(folder.path().join("theses/a.json"), record).unwrap();
        outside::ran(folder.path(), &["index", "-q", "theses"]);
        outside::ran(folder.path(), &["show", "theses/a.pdf", "--json", "--as", "anonymous"])
    };
    let names = |said: &str| ["\"language\": \"de\"", "Pferde am langen Seil"].map(|name| said.contains(name));
    assert_eq!(names(&said("{}")), [true, true], "{}", said("{}"));
    assert_eq!(names(&said(r#"{"security": "staff"}"#)), [false, false]);
    assert_eq!(names(&said(r#"{"embargo": "2999-01-01"}"#)), [false, false]);
}

/// So does what its title page says; also when the record closes it later, and opens it again.
#[test]
fn the_title_page_of_a_closed_pdf_says_nothing_in_its_record() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("theses")).unwrap();
    std::fs::write(folder.path().join("theses/a.pdf"), made::title_page()).unwrap();
    let said = |record: &str| {
        std::fs::write(folder.path().join("theses/a.json"), record).unwrap();
        outside::ran(folder.path(), &["index", "-q", "theses"]);
        let show = |who| outside::ran(folder.path(), &["show", "theses/a.pdf", "--json", "--provenance", "--as", who]);
        ["anonymous", "registered", "staff"].map(show).concat()
    };
    let words = ["Zyxmentor", "Zyxberg", "Zyxia", "1987", "Doctoral", "Tidewells", "title_page"];
    for (record, is_told) in [
        ("{}", true),
        (r#"{"security": "staff"}"#, false),
        (r#"{"security": "registered"}"#, false),
        (r#"{"embargo": "2999-01-01"}"#, false),
        (r#"{"language": "en"}"#, true),
    ] {
        let said = said(record);
        for word in words {
            assert_eq!(said.contains(word), is_told, "{word} under {record}: {said}");
        }
    }
}
