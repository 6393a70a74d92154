//! Seals over the ends of chains: whoever cuts, removes or rewrites what was sealed is found.

use vandong::clock::FixedClock;
use vandong::dispatch::chain::{Fault, Head};
use vandong::dispatch::seal::{Seal, seal};
use vandong::dispatch::verify::{Verified, verify};
use vandong::store::attempts::{LinkRow, links_of};

use crate::harness::databases;
use crate::outbox::{Outbox, PROVINCE};
use crate::raw::Raw;

fn seal_day(outbox: &mut Outbox, day: &str) -> Seal {
    let now = FixedClock(format!("{day}T16:30:00").parse().unwrap());
    seal(&mut outbox.store, &now, (PROVINCE, day.parse().unwrap())).unwrap()
}

fn verified(outbox: &mut Outbox) -> Verified {
    verify(&mut outbox.store, PROVINCE).unwrap()
}

/// Two chains of four links and one of two, and seals of three days: the first two chains grew on the
/// first, the third on the second day, none on the last.
fn sealed(outbox: &mut Outbox) -> [Seal; 3] {
    outbox.put("alarm", "email", &["a@b.vn", "b@b.vn"]);
    outbox.work();
    outbox.put("alarm", "email", &["c@b.vn", "d@b.vn"]);
    outbox.work();
    let first = seal_day(outbox, "2023-06-05");
    outbox.put("alarm", "email", &["e@b.vn"]);
    outbox.work();
    [first, seal_day(outbox, "2023-06-06"), seal_day(outbox, "2023-06-07")]
}

/// The links of the chain of a notice, by number.
fn chain_of(outbox: &mut Outbox, notice: i64) -> Vec<LinkRow> {
    let all: Vec<i64> = (1..=9).collect();
    let mut links = outbox.write(|conn| links_of(conn, PROVINCE, &all));
    let chain = links.iter().find(|link| link.notice_id == notice).unwrap().chain.clone();
    links.retain(|link| link.chain == chain);
    links.sort_by_key(|link| link.number);
    links
}

#[test]
fn a_day_is_sealed_once_and_each_seal_follows_on_the_one_before() {
    for database in databases() {
        let mut outbox = Outbox::on(database);
        let seals = sealed(&mut outbox);
        let again = seal_day(&mut outbox, "2023-06-07");
        assert_eq!(again, seals[2]);
        // Nor is a day sealed behind the back of a later one.
        assert_eq!(seal_day(&mut outbox, "2023-06-04"), seals[2]);
        let found = verified(&mut outbox);
        assert!(found.holds(), "{found:?}");
        assert_eq!((found.chains, found.links, found.seals), (3, 10, 3));
        assert_eq!(found.seal.as_ref(), Some(&seals[2]));
        let mut raw = Raw::open(&outbox.database.url);
        let rows =
            raw.texts("SELECT previous || ' ' || hash AS line FROM chain_seals ORDER BY day");
        let links = chain_of(&mut outbox, 5);
        let zeros = "0".repeat(64);
        let mut before = zeros.as_str();
        for (row, seal) in rows.iter().zip(&seals) {
            assert_eq!(*row, format!("{before} {}", seal.hash));
            before = &seal.hash;
        }
        // A seal names the chains that have grown, by their ends.
        let heads = raw.texts("SELECT heads AS line FROM chain_seals ORDER BY day");
        let (chain, hash) = (&links[1].chain, &links[1].hash);
        let expected = format!("[{{\"chain\":\"{chain}\",\"number\":2,\"hash\":\"{hash}\"}}]");
        assert_eq!(heads[1..], [expected, "[]".to_owned()]);
        // What came after the last seal is no fault.
        outbox.put("alarm", "email", &["f@b.vn"]);
        outbox.work();
        assert!(verified(&mut outbox).holds());
    }
}

#[test]
fn an_end_that_is_cut_off_is_found_by_its_seal_alone() {
    for database in databases() {
        let mut outbox = Outbox::on(database);
        sealed(&mut outbox);
        let chain = chain_of(&mut outbox, 1)[0].chain.clone();
        let mut raw = Raw::open(&outbox.database.url);
        raw.run(&format!("DELETE FROM attempts WHERE chain = '{chain}' AND number > 2")).unwrap();
        let broken = verified(&mut outbox).broken.unwrap();
        assert_eq!(
            (broken.chain.as_str(), broken.number, broken.fault),
            (chain.as_str(), 3, Fault::Cut)
        );
        // Sealing what is left makes it no better.
        seal_day(&mut outbox, "2023-06-08");
        assert_eq!(verified(&mut outbox).broken, Some(broken));
        raw.run("DELETE FROM chain_seals").unwrap();
        assert!(verified(&mut outbox).holds(), "without a seal nobody could tell");
    }
}

#[test]
fn a_chain_that_is_taken_out_is_found_by_its_seal_alone() {
    for database in databases() {
        let mut outbox = Outbox::on(database);
        sealed(&mut outbox);
        let chain = chain_of(&mut outbox, 5)[0].chain.clone();
        let mut raw = Raw::open(&outbox.database.url);
        raw.run(&format!("DELETE FROM attempts WHERE chain = '{chain}'")).unwrap();
        let broken = verified(&mut outbox).broken.unwrap();
        assert_eq!((broken.chain, broken.number, broken.fault), (chain, 1, Fault::Cut));
    }
}

#[test]
fn an_end_that_is_written_anew_is_found_by_its_seal_alone() {
    for database in databases() {
        let mut outbox = Outbox::on(database);
        sealed(&mut outbox);
        let mut links = chain_of(&mut outbox, 3);
        let end = links.last_mut().unwrap();
        end.outcome = "refused".into();
        let mut head = Head { number: 3, hash: end.previous.clone() };
        head.append(std::slice::from_mut(end));
        let LinkRow { chain, hash, .. } = end;
        Raw::open(&outbox.database.url)
            .run(&format!(
                "UPDATE attempts SET outcome = 'refused', hash = '{hash}' WHERE chain = '{chain}' AND \
                 number = 4"
            ))
            .unwrap();
        let broken = verified(&mut outbox).broken.unwrap();
        assert_eq!((broken.number, broken.fault), (4, Fault::Replaced));
        // Nor does a seal over what was written anew hide it.
        seal_day(&mut outbox, "2023-06-08");
        assert_eq!(verified(&mut outbox).broken, Some(broken));
    }
}

#[test]
fn a_seal_that_is_altered_or_taken_out_is_found() {
    let changes = [
        ("UPDATE chain_seals SET heads = '[]' WHERE day = '2023-06-06'", "2023-06-06"),
        ("UPDATE chain_seals SET heads = '?' WHERE day = '2023-06-05'", "2023-06-05"),
        (
            "UPDATE chain_seals SET sealed_at = '2023-06-07 16:30:01' WHERE day = '2023-06-07'",
            "2023-06-07",
        ),
        ("UPDATE chain_seals SET day = '2023-06-08' WHERE day = '2023-06-07'", "2023-06-08"),
        ("DELETE FROM chain_seals WHERE day = '2023-06-05'", "2023-06-06"),
        ("DELETE FROM chain_seals WHERE day = '2023-06-06'", "2023-06-07"),
    ];
    for (change, day) in changes {
        for database in databases() {
            let mut outbox = Outbox::on(database);
            sealed(&mut outbox);
            Raw::open(&outbox.database.url).run(change).unwrap();
            let found = verified(&mut outbox);
            assert_eq!(
                (found.broken, found.broken_seal),
                (None, Some(day.parse().unwrap())),
                "{change}"
            );
        }
    }
}
