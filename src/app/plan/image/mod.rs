//! The people of a week as a plan read them last. Reading hundreds of thousands of rows and putting them into
//! their households is the longest step of a plan, and between a plan and the next look at the same week most
//! often nothing of it has changed. An image is kept with each version, under a name that says all that it
//! follows from; only under the same name it is taken, so that it is never older than the lists. What an
//! image holds is what [`load`](super::load) makes of the rows; all else of a snapshot is read each time.

mod body;
mod name;
mod pack;

use std::collections::HashMap;

pub(super) use name::Named;

use super::PlanError;
use crate::planning::snapshot::Snapshot;
use crate::store::Conn;
use crate::store::images::{ImageRow, hold_erasures, image, list_changes, put_image};

/// Households by the commune that gave the code, and the code.
pub(super) type ByCode<'b> = foldhash::HashMap<(i64, &'b str), u32>;

/// An image that was made and is to be kept with a version.
#[derive(Clone)]
pub(crate) struct Image {
    row: ImageRow,
    /// The count of changes when the lists were read.
    changes: (i64, i64),
}

impl Named {
    /// What is kept under this name.
    pub(super) fn find(&self, conn: &mut Conn) -> Result<Option<Vec<u8>>, PlanError> {
        Ok(image(conn, (self.province, &self.office), &self.name)?)
    }

    /// Puts the people of an image into a snapshot that has none. Returns the households by code and what
    /// cannot be planned, or nothing, with the snapshot as it was, where the bytes are no image.
    pub(super) fn put<'b>(
        body: &'b [u8],
        snapshot: &mut Snapshot,
    ) -> Option<(ByCode<'b>, HashMap<String, usize>)> {
        let read = body::read(body)?;
        snapshot.languages = read.languages;
        snapshot.households = read.households;
        snapshot.persons = read.persons;
        snapshot.cases = read.cases;
        Some((read.by_code, read.incomplete))
    }

    /// The image of a snapshot of which nothing but the people is filled in yet.
    pub(super) fn image(
        self,
        snapshot: &Snapshot,
        by_code: &ByCode<'_>,
        incomplete: &HashMap<String, usize>,
    ) -> Image {
        let body = body::write(snapshot, by_code, incomplete);
        let Self { province: province_id, office: office_code, name, changes } = self;
        Image { row: ImageRow { province_id, office_code, name, body }, changes }
    }
}

impl Image {
    /// Keeps it, in place of the office's last one, unless a list has changed since it was read: nobody would
    /// find it, and it may hold somebody who was erased meanwhile, or is being erased.
    pub(super) fn keep(&self, conn: &mut Conn) -> Result<(), PlanError> {
        let province = self.row.province_id;
        if hold_erasures(conn, province)? && list_changes(conn, province)? == self.changes {
            put_image(conn, &self.row)?;
        }
        Ok(())
    }
}
