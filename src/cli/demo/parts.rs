//! The parts of the program that the demo runs on: its database, the demo's own people in place of an
//! office's, and a sender that keeps letters as files, whatever mail server is configured.

use std::path::Path;

use chrono::NaiveDateTime;

use crate::app::context::{Context, ProvinceError, province};
use crate::cli::Failure;
use crate::cli::composer::Composer;
use crate::clock::{FixedClock, utc_time};
use crate::config::database_url::DatabaseUrl;
use crate::config::{Config, Tables};
use crate::demo::committee::{SENDER, committee, coordinators};
use crate::demo::stage::{Log, SendError, Stage};
use crate::dispatch::verify::verify;
use crate::dispatch::{Setting, send_all};
use crate::store::nature::Nature;
use crate::store::{Store, StoreError};

/// Letters, in the folder of the demo.
pub(super) const LETTERS: &str = "thu";

/// The parts of the program that the demo runs on.
pub(super) struct Parts {
    store: Store,
    tables: Tables,
    config: Config,
    composer: Composer,
}

impl Parts {
    /// Opens the database; what does not exist yet is made.
    ///
    /// # Errors
    /// A database that cannot be used.
    pub(super) fn open(
        (config, tables): (Config, Tables),
        url: &DatabaseUrl,
        dir: &Path,
    ) -> Result<Self, Failure> {
        let config = of_the_demo(config, url, dir);
        let composer = Composer::new(config.clone(), tables.clone());
        let mut store = Store::open(url)?;
        // Its clock is set for every step.
        store.records(Nature::Rehearsal);
        store.write(|_| Ok::<_, StoreError>(()))?;
        Ok(Self { store, tables, config, composer })
    }

    /// What the pages of the demo are made with.
    pub(super) fn into_settings(self) -> (Config, Tables) {
        (self.config, self.tables)
    }

    fn clock(&self, moment: NaiveDateTime) -> FixedClock {
        FixedClock(utc_time(moment, self.config.office.time_zone))
    }

    /// The key of the demo's province.
    fn province(&mut self, moment: NaiveDateTime) -> Result<i64, ProvinceError> {
        Ok(self.store.read(|conn| province(conn, "", moment.date()))?.id.0)
    }
}

/// The configuration with what belongs to the demo: nothing of it reaches a real office or server.
fn of_the_demo(mut config: Config, url: &DatabaseUrl, dir: &Path) -> Config {
    config.database.url = url.clone();
    config.office.province = None;
    config.approval.committee = committee();
    config.approval.coordinators = coordinators();
    config.approval.deputies = Vec::new();
    config.webhooks.endpoints.clear();
    config.mail.smtp = None;
    config.mail.from = SENDER.to_owned();
    config.mail.drop_folder = dir.join(LETTERS);
    config
}

impl Stage for Parts {
    fn at(&mut self, moment: NaiveDateTime, work: &mut dyn FnMut(&mut Context<'_>)) {
        let clock = self.clock(moment);
        work(&mut Context {
            store: &mut self.store,
            tables: &self.tables,
            config: &self.config,
            clock: &clock,
        });
    }

    fn send(&mut self, moment: NaiveDateTime) -> Result<(), SendError> {
        let province = self.province(moment)?;
        let clock = self.clock(moment);
        let setting = Setting {
            province,
            config: &self.config,
            rules: &self.tables.sending,
            clock: &clock,
            compose: &self.composer,
        };
        let report = send_all(setting)?;
        if report.retry > 0 {
            let letters = &self.config.mail.drop_folder;
            return Err(format!("letters cannot be written to {}", letters.display()).into());
        }
        Ok(())
    }

    fn check_log(&mut self, moment: NaiveDateTime) -> Result<Log, SendError> {
        let province = self.province(moment)?;
        let found = verify(&mut self.store, province)?;
        Ok(Log { chains: found.chains, links: found.links, holds: found.holds() })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::app::import::{Request, import};
    use crate::config::sending::Endpoint;
    use crate::exchange::columns::Thing;
    use crate::store::seals::{SealRow, insert_seal};

    /// The parts over an empty database in a folder, for an office with a webhook and a mail server.
    fn parts(dir: &Path) -> Parts {
        let mut config = Config::built_in().unwrap();
        config.webhooks.endpoints =
            vec![Endpoint::try_from("crm https://crm.example/in".to_owned()).unwrap()];
        let url = format!("sqlite:{}", dir.join("a.db").display()).parse().unwrap();
        Parts::open((config, Tables::load(None).unwrap()), &url, dir).unwrap()
    }

    #[test]
    fn the_other_systems_of_an_office_hear_nothing_of_the_demo() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(parts(dir.path()).into_settings().0.webhooks.names(), [""; 0]);
    }

    #[test]
    fn a_seal_that_does_not_hold_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut parts = parts(dir.path());
        let path = dir.path().join("areas.csv");
        fs::write(&path, "code;valid_from;kind;name\n15;2004-01-01;province;Tỉnh Yên Bái\n")
            .unwrap();
        let moment: NaiveDateTime = "2023-06-05T08:00:00".parse().unwrap();
        let request = Request {
            thing: Thing::Areas,
            path,
            province: String::new(),
            reject_file: None,
            dry_run: false,
            complete: false,
        };
        parts.at(moment, &mut |context| {
            import(context, &request, &|_, _| ()).unwrap();
        });
        assert!(parts.check_log(moment).unwrap().holds);
        let seal = SealRow {
            province_id: parts.province(moment).unwrap(),
            day: moment.date(),
            sealed_at: moment,
            heads: "[]".into(),
            previous: String::new(),
            hash: "false".into(),
        };
        assert!(parts.store.write(|conn| insert_seal(conn, &seal)).unwrap());
        assert!(!parts.check_log(moment).unwrap().holds);
    }
}
